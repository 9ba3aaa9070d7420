// Sweeping, averaging, saving and restoring.
#include "drivers/spins/retrieval.hpp"

#include <cmath>

#include "engine/io/rows.hpp"
#include "engine/run/averaged_result.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/math/whole_power.hpp"
#include "kernels/random/key.hpp"

namespace starling::spins {
namespace {

/// Samples that follow each other go to the same part, so that hardly any that are close are multiplied with each other.
constexpr std::int64_t samples_together = 64;

/// Sweeps between reversals from which products of the two parts are correlated by more than a percent.
constexpr std::int64_t longest_lifetime = samples_together / 4;

/// Above this magnetisation a run has remembered.
constexpr double remembered = 0.5;

}  // namespace

PhasePlan phase_plan() {
  return {{{"sweeping"}, {"observation"}, {"communication", true}, {"output"}},
          static_cast<std::size_t>(Phase::communication),
          static_cast<std::size_t>(Phase::observation),
          static_cast<std::size_t>(Phase::output)};
}

Retrieval::Retrieval(const Deck& deck, std::shared_ptr<const Memory> memory, const MemberPlace& place,
                     const MemberState* resumed)
    : deck_(deck),
      memory_(std::move(memory)),
      group_(place.group),
      timer_(place.timer),
      key_(random::make_key(deck.seed, static_cast<std::uint32_t>(place.replica),
                            static_cast<std::uint32_t>(place.chain))),
      pattern_(first_pattern(*memory_)),
      system_(memory_, start(resumed)),
      sum_{std::vector<std::int64_t>(pattern_.size(), 0), std::vector<std::int64_t>(pattern_.size(), 0)} {
  if (resumed == nullptr) return;
  sweep_ = resumed->shared.at("sweep").get<std::int64_t>();
  flips_ = resumed->shared.at("flips").get<std::int64_t>();
  reversed_ = resumed->shared.at("reversed").get<bool>();
  reversals_ = resumed->shared.at("reversals").get<std::int64_t>();
  magnetisation_ = BlockAverage::load(resumed->shared.at("magnetisation"));
  overlap_ = BlockAverage::load(resumed->shared.at("overlap"));
  overlap_square_ = BlockAverage::load(resumed->shared.at("overlap_square"));
  energy_ = BlockAverage::load(resumed->shared.at("energy"));
  sum_[0] = gathered(*resumed, "first_sum");
  sum_[1] = gathered(*resumed, "second_sum");
}

std::vector<std::int64_t> Retrieval::gathered(const MemberState& state, const char* name) const {
  const std::vector<double>& own = column_named(state.columns, name, 1).values;
  std::vector<std::int64_t> all;
  for (const auto& share :
       group_.exchange(std::vector<std::vector<double>>(static_cast<std::size_t>(group_.size()), own)))
    all.insert(all.end(), share.begin(), share.end());
  return all;
}

std::vector<std::int8_t> Retrieval::start(const MemberState* resumed) const {
  std::vector<std::int8_t> spins;
  if (resumed != nullptr) {
    for (const std::int64_t each : gathered(*resumed, "spin")) spins.push_back(static_cast<std::int8_t>(each));
    return spins;
  }
  for (std::size_t i = 0; i < pattern_.size(); ++i) {
    const double u = random::uniform(static_cast<std::uint32_t>(i), key_, 0, random::Purpose::spin_start, 0);
    const bool is_random = deck_.start == Start::random;
    const int like = is_random ? 1 : pattern_[i];
    const double same = is_random ? 0.5 : 0.5 * (1.0 + deck_.start_overlap);
    spins.push_back(static_cast<std::int8_t>(u < same ? like : -like));
  }
  return spins;
}

Retrieval::Values Retrieval::measure(const std::vector<std::int8_t>& spins) const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < spins.size(); ++i) sum += pattern_[i] * spins[i];
  const auto count = static_cast<double>(deck_.spins);
  const double scale = memory_->plan.scale() / count;
  const double powers = system_.sum_of_powers();
  return {sum < 0, std::abs(static_cast<double>(sum)) / count,
          scale * std::abs(static_cast<double>(system_.first_overlap())),
          -math::whole_power(scale, deck_.power) * powers / static_cast<double>(deck_.power)};
}

void Retrieval::average() {
  const std::vector<std::int8_t> spins = system_.configuration();
  const Values values = measure(spins);
  if (magnetisation_.samples() > 0 && values.reversed != reversed_) ++reversals_;
  reversed_ = values.reversed;
  std::vector<std::int64_t>& part = sum_[magnetisation_.samples() / samples_together % 2];
  for (std::size_t i = 0; i < spins.size(); ++i) part[i] += spins[i];
  magnetisation_.push(values.magnetisation);
  overlap_.push(values.overlap);
  overlap_square_.push(values.overlap * values.overlap);
  energy_.push(values.energy);
}

void Retrieval::advance_to(std::int64_t units, std::vector<TableRow>& /*rows*/) {
  const double scale = math::whole_power(memory_->plan.scale() / static_cast<double>(deck_.spins), deck_.power) *
                       static_cast<double>(deck_.spins) / static_cast<double>(deck_.power);
  const bool without_noise = deck_.temperature == 0.0;
  const double cooling = without_noise ? 0.0 : scale / deck_.temperature;
  for (const std::int64_t last = std::min(units, deck_.sweeps); sweep_ < last;) {
    timer_.enter(Phase::sweeping);
    flips_ = system_.sweep(cooling, without_noise, key_, sweep_);
    if (++sweep_ <= deck_.equilibration) continue;
    timer_.enter(Phase::observation);
    average();
  }
}

void Retrieval::observe(std::vector<TableRow>& rows) {
  const Values values = measure(system_.configuration());
  rows.push_back({sweep_,
                  {values.magnetisation, values.overlap, values.energy,
                   static_cast<double>(flips_) / static_cast<double>(deck_.spins)}});
}

double Retrieval::order_parameter() const {
  const std::int64_t samples = magnetisation_.samples();
  const std::int64_t whole = samples / (2 * samples_together) * samples_together;
  const std::int64_t rest = samples % (2 * samples_together);
  const std::int64_t first = whole + std::min(rest, samples_together);
  const std::int64_t second = samples - first;
  if (second == 0) return std::nan("");
  double sum = 0.0;
  for (std::size_t i = 0; i < pattern_.size(); ++i)
    sum += static_cast<double>(sum_[0][i]) * static_cast<double>(sum_[1][i]);
  return sum / (static_cast<double>(first) * static_cast<double>(second) * static_cast<double>(deck_.spins));
}

std::vector<Result> Retrieval::results() const {
  std::vector<Result> found{averaged_result("magnetisation", magnetisation_), averaged_result("overlap", overlap_),
                            averaged_result("overlap_square", overlap_square_), averaged_result("energy", energy_)};
  Result order{"order_parameter", order_parameter()};
  if (std::isnan(order.mean))
    order.reason = fmt::format("more than {} sweeps after equilibration are needed", samples_together);
  // Signs that live as long as parts are joined make the parts one.
  const std::int64_t lifetime = magnetisation_.samples() / (reversals_ + 1);
  if (reversals_ > 0 && lifetime > longest_lifetime) {
    order.doubt = fmt::format(
        "order_parameter is too large: the memory turned to its negative and back, and each stayed for some {} sweeps, "
        "not short beside the {} that are averaged together",
        lifetime, samples_together);
  }
  found.push_back(order);
  Result retrieved = share_of("retrieved", magnetisation_.mean() > remembered);
  if (magnetisation_.samples() == 0)
    retrieved = {"retrieved", std::nan(""), std::nan(""), 0, "no samples after equilibration"};
  found.push_back(retrieved);
  return found;
}

MemberState Retrieval::save() const {
  const RowBlock share = rows_of(deck_.spins, group_);
  const std::vector<std::int8_t> spins = system_.configuration();
  const auto own = [&](const auto& all) {
    return std::vector<double>(all.begin() + share.first, all.begin() + share.first + share.count);
  };
  return {{{"sweep", sweep_},
           {"flips", flips_},
           {"reversed", reversed_},
           {"reversals", reversals_},
           {"magnetisation", magnetisation_.save()},
           {"overlap", overlap_.save()},
           {"overlap_square", overlap_square_.save()},
           {"energy", energy_.save()}},
          {{"spin", 1, own(spins)}, {"first_sum", 1, own(sum_[0])}, {"second_sum", 1, own(sum_[1])}}};
}

}  // namespace starling::spins
