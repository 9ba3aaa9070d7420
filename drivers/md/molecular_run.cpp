// Observing a run and keeping what it has found.
#include "drivers/md/molecular_run.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "engine/failure.hpp"

namespace starling::md {
namespace {

/// A state is JSON, which has no infinity.
constexpr double largest_excess = 1e300;

/// Blocks of a run by which its own variance is judged.
constexpr std::int64_t least_blocks = 16;

std::vector<RunMean> means_of(const ArrayAverage& averages) {
  std::vector<RunMean> means;
  for (std::size_t k = 0; k < averages.size(); ++k) {
    const BlockAverage& of = averages.entry(k);
    const auto estimate = of.estimate();
    const auto variance = of.block_variance(std::clamp<std::int64_t>(of.samples(), 2, least_blocks));
    means.push_back(
        {of.samples() > 0 ? of.mean() : std::nan(""), variance.value_or(std::nan("")), estimate && estimate->resolved});
  }
  return means;
}

ArrayAverage loaded(const nlohmann::json& state, std::size_t entries) {
  ArrayAverage average = ArrayAverage::load(state);
  if (average.size() != entries)
    fail(ExitCode::bad_input, "the checkpoint holds averages of {} numbers, this deck has {}", average.size(), entries);
  return average;
}

}  // namespace

MolecularRun::MolecularRun(const Deck& deck, const Model& model, const MemberPlace& place, const MemberState* resumed)
    : deck_(deck),
      model_(model),
      replica_(place.replica),
      draw_(place.chain),
      system_(place.group, deck, model, place.replica, place.chain, resumed),
      stepper_(system_, place.timer, system_.skin_tuner(),
               resumed == nullptr ? 0 : resumed->shared.at("step").get<std::int64_t>()),
      measurement_(deck, model),
      scalars_(std::size(scalar_names)),
      radial_(static_cast<std::size_t>(deck.radial_bins)),
      angular_(static_cast<std::size_t>(deck.angular_bins)) {
  if (resumed == nullptr) return;
  place.group.together([&] {
    scalars_ = loaded(resumed->shared.at("scalars"), scalars_.size());
    radial_ = loaded(resumed->shared.at("radial"), radial_.size());
    angular_ = loaded(resumed->shared.at("angular"), angular_.size());
    left_range_ = resumed->shared.at("left_range").get<std::int64_t>();
    worst_excess_ = resumed->shared.at("worst_excess").get<double>();
  });
  if (system_.blown_up()) stepper_.end();
}

std::vector<std::string> MolecularRun::columns() const {
  std::vector<std::string> names{"time"};
  if (model_.potentials.posterior) names.insert(names.end(), {"chain", "draw"});
  names.insert(names.end(), std::begin(scalar_names), std::end(scalar_names));
  names.emplace_back("excess");
  return names;
}

void MolecularRun::advance_to(std::int64_t units, std::vector<TableRow>& /*rows*/) {
  stepper_.advance(std::min(units, deck_.steps));
}

void MolecularRun::settle(bool looks) {
  stepper_.settle(looks ? measurement_.reach() : 0.0);
  if (looks && measurement_.reach() > 1.25 * model_.cutoff()) stepper_.renew_lists();
}

void MolecularRun::observe(std::vector<TableRow>& rows) {
  if (stepper_.ended()) return;
  const Sample sample = measurement_.measure(system_);
  const std::int64_t step = stepper_.step();
  std::vector<double> values{static_cast<double>(step) * deck_.time_step};
  if (model_.potentials.posterior) {
    const PotentialDraw& draw = model_.potentials.draws[static_cast<std::size_t>(draw_)];
    values.insert(values.end(), {static_cast<double>(draw.chain), static_cast<double>(draw.draw)});
  }
  values.insert(values.end(), sample.scalars.begin(), sample.scalars.end());
  values.push_back(sample.excess);
  rows.push_back({step, std::move(values)});
  worst_excess_ = std::max(worst_excess_, std::min(sample.excess, largest_excess));
  if (left_range_ < 0 && !(sample.excess <= deck_.range_tolerance)) left_range_ = step;
  if (step <= deck_.equilibration) return;
  const auto finite = [](const std::vector<double>& all) {
    return std::all_of(all.begin(), all.end(), [](double value) { return std::isfinite(value); });
  };
  // What is not finite here is so because of forces with which the next step blows up.
  if (!finite(sample.scalars)) return;
  scalars_.push(sample.scalars);
  radial_.push(sample.radial);
  angular_.push(sample.angular);
}

RunFindings MolecularRun::findings() const { return {means_of(scalars_), means_of(radial_), means_of(angular_)}; }

MemberState MolecularRun::save() const {
  MemberState state = system_.save();
  state.shared.update({{"step", stepper_.step()},
                       {"scalars", scalars_.save()},
                       {"radial", radial_.save()},
                       {"angular", angular_.save()},
                       {"left_range", left_range_},
                       {"worst_excess", worst_excess_}});
  return state;
}

}  // namespace starling::md
