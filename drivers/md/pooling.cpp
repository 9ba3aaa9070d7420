// Bringing findings to rank 0 and splitting their variances.
#include "drivers/md/pooling.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "engine/comm/member_gather.hpp"

namespace starling::md {
namespace {

nlohmann::json packed(const std::vector<RunMean>& means) {
  nlohmann::json all = nlohmann::json::array();
  for (const RunMean& of : means) all.push_back({of.mean, of.variance, of.resolved ? 1.0 : 0.0});
  return all;
}

nlohmann::json packed(const MolecularRun& run) {
  const RunFindings found = run.findings();
  const auto& blown_up = run.system().blown_up();
  return {{"replica", run.replica()},
          {"draw", run.draw()},
          {"blown_up_at", blown_up ? blown_up->step : -1},
          {"atom", blown_up ? blown_up->atom : -1},
          {"left_range", run.left_range()},
          {"excess", run.worst_excess()},
          {"scalars", packed(found.scalars)},
          {"radial", packed(found.radial)},
          {"angular", packed(found.angular)}};
}

/// Entry k of a list of all averaged runs, in the order of draws; runs without one (no angle, no observation) are left out.
VarianceSplit split_of(const std::vector<const nlohmann::json*>& runs, const PotentialDraws& draws, const char* list,
                       std::size_t k) {
  std::vector<RunValue> values;
  for (const nlohmann::json* run : runs) {
    const auto& of = run->at(list).at(k);
    const auto mean = of.at(0).get<double>();
    if (!std::isfinite(mean)) continue;
    const PotentialDraw& draw = draws.draws[run->at("draw").get<std::size_t>()];
    values.push_back({draw.chain, draw.draw, mean, of.at(1).get<double>(), of.at(2) == 1.0});
  }
  if (!values.empty()) return split_variance(values);
  VarianceSplit none;
  none.mean = none.error = none.between = none.within = none.md = std::nan("");
  return none;
}

bool mostly_resolved(const VarianceSplit& split) {
  return static_cast<double>(split.unresolved) <= largest_unresolved_share * static_cast<double>(split.runs);
}

/// BAOAB's kinetic temperature is below the bath's by the square of the time step (docs/molecular-dynamics.md, "Dynamics").
std::string doubt_of_temperature(const VarianceSplit& split, double bath) {
  // The error of one draw is its runs' own; that of several is by their spread.
  if (split.draws == 1 && !mostly_resolved(split)) return {};
  const double off = split.mean / bath - 1.0;
  if (!(std::abs(off) > 0.05 && std::abs(split.mean - bath) > 4.0 * split.error)) return {};
  return fmt::format(
      "kinetic_temperature is {:.3g} K, off the bath's by {:.1f} %: system.time_step is too long, or run.equilibration "
      "too short",
      split.mean, 100.0 * off);
}

UnsoundRun unsound(const nlohmann::json& run, const PotentialDraw& draw, const char* step, std::int64_t atom) {
  return {run.at("replica").get<std::int64_t>(), draw.chain, draw.draw,
          run.at(step).get<std::int64_t>(),      atom,       run.at("excess").get<double>()};
}

/// Whether replicas differ by more than their own variances explain: by 4 standard deviations of a chi-squared number.
bool replicas_differ(const VarianceSplit& split) {
  if (split.replica_freedom == 0) return false;
  const double room = 4.0 * std::sqrt(2.0 / static_cast<double>(split.replica_freedom));
  return split.md_by_replicas > split.md * (1.0 + room);
}

}  // namespace

std::string refusal_of(const VarianceSplit& split) {
  if (split.draws < 2) return "there is one draw";
  if (!std::isfinite(split.md)) return "runs have too few observations to know their own errors";
  if (!mostly_resolved(split))
    return fmt::format("{} of {} runs are too short to know their own errors", split.unresolved, split.runs);
  if (replicas_differ(split)) return "runs of one draw differ by more than the errors that they know of";
  if (split.md_share() <= largest_md_share) return "";
  return fmt::format(
      "the finite length of runs makes {:.0f} % of the variance between draws, which is more than {:.0f} %",
      100.0 * split.md_share(), 100.0 * largest_md_share);
}

PooledFindings pool(const Model& model, Members& members) {
  std::vector<nlohmann::json> own;
  members.for_each_as<MolecularRun>([&](const MolecularRun& run, std::int64_t) { own.push_back(packed(run)); });
  const nlohmann::json all = gather_json(members.groups(), std::move(own));
  PooledFindings found;
  found.posterior = model.potentials.posterior;
  found.draws_left_out = model.potentials.left_out;
  std::vector<const nlohmann::json*> averaged;
  for (const nlohmann::json& run : all) {
    const PotentialDraw& draw = model.potentials.draws[run.at("draw").get<std::size_t>()];
    ++found.runs;
    if (run.at("left_range") >= 0) found.left_range.push_back(unsound(run, draw, "left_range", -1));
    if (run.at("blown_up_at") >= 0) {
      found.blown_up.push_back(unsound(run, draw, "blown_up_at", run.at("atom").get<std::int64_t>()));
    } else {
      averaged.push_back(&run);
    }
  }
  found.averaged = static_cast<std::int64_t>(averaged.size());
  if (all.empty()) return found;
  // Replicas of a draw next to each other.
  std::stable_sort(averaged.begin(), averaged.end(), [](const nlohmann::json* one, const nlohmann::json* other) {
    return one->at("draw").get<std::int64_t>() < other->at("draw").get<std::int64_t>();
  });
  const auto split = [&](const char* list, std::size_t k) { return split_of(averaged, model.potentials, list, k); };
  for (std::size_t k = 0; k < std::size(scalar_names); ++k) {
    const VarianceSplit of = split("scalars", k);
    found.scalars.push_back({scalar_names[k], of, refusal_of(of)});
  }
  if (model.potentials.posterior && !model.potentials.energies_learned && found.scalars[0].refusal.empty())
    found.scalars[0].refusal = "the draws' energies were not learned, and forces leave the zero of each open";
  std::size_t peak = 0;
  for (std::size_t k = 0; k < all.at(0).at("radial").size(); ++k) {
    found.radial.push_back(split("radial", k));
    if (found.radial[k].mean > found.radial[peak].mean) peak = k;
  }
  found.scalars.push_back({"first_peak", found.radial[peak], refusal_of(found.radial[peak])});
  for (std::size_t k = 0; k < all.at(0).at("angular").size(); ++k) found.angular.push_back(split("angular", k));
  return found;
}

std::vector<Result> results_of(const PooledFindings& findings, const Deck& deck) {
  std::vector<Result> results;
  for (const PooledNumber& number : findings.scalars) {
    Result& result = results.emplace_back(Result{number.name});
    result.samples = number.split.runs;
    result.mean = number.split.mean;
    result.error = number.split.error;
    if (number.split.runs == 0) {
      result.samples = 0;
      result.reason =
          findings.averaged > 0 ? "nothing was observed after run.equilibration" : "no run was stable to its end";
    } else if (!std::isfinite(number.split.error)) {
      result.reason = "runs have too few observations to know their own errors";
    } else if (number.split.draws == 1 && number.split.unresolved > 0) {
      result.reason = "runs are too short to know their own errors: a lower bound";
    }
    if (number.name == scalar_names[1] && deck.friction > 0.0)
      result.doubt = doubt_of_temperature(number.split, deck.temperature);
  }
  return results;
}

}  // namespace starling::md
