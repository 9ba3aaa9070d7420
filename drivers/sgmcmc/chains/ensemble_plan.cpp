// Names and due dates of a run's chains.
#include "drivers/sgmcmc/chains/ensemble_plan.hpp"

#include <algorithm>
#include <utility>

#include "drivers/sgmcmc/samplers/adam.hpp"
#include "kernels/random/key.hpp"

namespace starling::sgmcmc {

namespace {

/// Shared batches are those of a chain that no run has.
constexpr std::uint32_t shared_chain = 0xfffffffe;

void append(std::vector<std::string>& names, const std::string& prefix, const std::vector<std::string>& more) {
  for (const std::string& name : more) names.push_back(prefix + name);
}

}  // namespace

std::int64_t drawable(const Sampler& sampler, std::int64_t from, std::int64_t until) {
  return sampler.drawable_before(until) - sampler.drawable_before(from);
}

std::int64_t drawable(const Sampler& sampler, const ChainSettings& settings) {
  return drawable(sampler, settings.burn_in, settings.burn_in + settings.steps);
}

EnsemblePlan::EnsemblePlan(const ChainSettings& settings, const StepSchedule& schedule, SwapSettings swaps,
                           std::unique_ptr<Sampler> sampler, Target& target)
    : settings_(settings),
      schedule_(schedule),
      swaps_(std::move(swaps)),
      sampler_(std::move(sampler)),
      warm_start_(make_adam()),
      target_(target),
      shown_(target.functions()) {
  const auto slots = [&] { return ChainSlots{static_cast<int>(vectors_.size()), static_cast<int>(scalars_.size())}; };
  sampler_->place(slots());
  append(vectors_, "", sampler_->vectors());
  append(scalars_, "", sampler_->scalars());
  if (settings_.warm_start > 0) {
    warm_start_->place(slots());
    append(vectors_, "warm_start_", warm_start_->vectors());
    append(scalars_, "warm_start_", warm_start_->scalars());
  }
  shown_.emplace_back("energy");
  judged_ = shown_.size();
  if (!sampler_->momenta().empty()) {
    momenta_ = static_cast<int>(std::find(vectors_.begin(), vectors_.end(), sampler_->momenta()) - vectors_.begin());
    shown_.emplace_back("kinetic_temperature");
  }
  if (rungs() > 1) shown_.emplace_back("rung");
}

random::Key EnsemblePlan::key(std::int64_t member) const {
  return random::make_key(settings_.seed, 0, static_cast<std::uint32_t>(member));
}

Batches EnsemblePlan::batches(std::int64_t first_member, std::int64_t members) const {
  std::vector<random::Key> keys;
  for (std::int64_t k = 0; k < members; ++k) {
    keys.push_back(settings_.shared_batches ? random::make_key(settings_.seed, 0, shared_chain)
                                            : key(first_member + k));
  }
  const BatchLaw law = sampler_->proposes() ? BatchLaw::independent : BatchLaw::epochs;
  return {target_.items(), settings_.batch, law, std::move(keys)};
}

Batches EnsemblePlan::energy_batches(std::int64_t first_member, std::int64_t members) const {
  std::vector<random::Key> keys;
  for (std::int64_t k = 0; k < members; ++k) keys.push_back(key(first_member + k));
  return {target_.items(), settings_.batch, BatchLaw::independent, std::move(keys)};
}

Unit EnsemblePlan::unit(std::int64_t unit) const {
  const std::int64_t number = sampler_unit(unit);
  const auto evaluation = static_cast<std::uint64_t>(unit) * std::max<std::uint64_t>(sampler_->evaluations(), 1);
  if (number < 0) return {evaluation, unit, settings_.warm_start_rate, true};
  return {evaluation, number, schedule_.at(number, settings_.burn_in), number < settings_.burn_in};
}

bool EnsemblePlan::draws_after(std::int64_t unit) const {
  const std::int64_t number = sampler_unit(unit);
  if (number < settings_.burn_in) return false;
  const std::int64_t before = drawable(*sampler_, settings_.burn_in, number);
  const std::int64_t after = drawable(*sampler_, settings_.burn_in, number + 1);
  return after > before && after % settings_.keep_every == 0;
}

bool EnsemblePlan::swaps_after(std::int64_t unit) const {
  const std::int64_t number = sampler_unit(unit);
  return rungs() > 1 && number >= 0 && (number + 1) % swaps_.every == 0;
}

std::int64_t EnsemblePlan::next_swap(std::int64_t unit, std::int64_t until) const {
  if (rungs() == 1) return until;
  while (unit < until && !swaps_after(unit)) ++unit;
  return std::min(unit + 1, until);
}

}  // namespace starling::sgmcmc
