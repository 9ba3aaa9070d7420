// Bringing findings to rank 0 and splitting their variances.
#include "drivers/md/pooling.hpp"

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

/// Entry k of a list of all averaged runs; runs without one (no angle, no observation) are left out.
VarianceSplit split_of(const std::vector<const nlohmann::json*>& runs, const PotentialDraws& draws, const char* list,
                       std::size_t k, bool& resolved) {
  std::vector<RunValue> values;
  // In the order of draws, replicas next to each other.
  for (std::size_t draw = 0; draw < draws.draws.size(); ++draw)
    for (const nlohmann::json* run : runs) {
      if (run->at("draw") != draw) continue;
      const auto& of = run->at(list).at(k);
      const auto mean = of.at(0).get<double>();
      if (!std::isfinite(mean)) continue;
      values.push_back({draws.draws[draw].chain, draws.draws[draw].draw, mean, of.at(1).get<double>()});
      resolved = resolved && of.at(2) == 1.0;
    }
  if (!values.empty()) return split_variance(values);
  VarianceSplit none;
  none.mean = none.error = none.between = none.within = none.md = std::nan("");
  return none;
}

UnsoundRun unsound(const nlohmann::json& run, const PotentialDraw& draw, const char* step, std::int64_t atom) {
  return {run.at("replica").get<std::int64_t>(), draw.chain, draw.draw,
          run.at(step).get<std::int64_t>(),      atom,       run.at("excess").get<double>()};
}

std::string refusal_of(const VarianceSplit& split) {
  if (split.draws < 2) return "there is one draw";
  if (!(split.md_share() > largest_md_share)) return "";
  return fmt::format(
      "the finite length of runs makes {:.0f} % of the variance between draws, which is more than {:.0f} %",
      100.0 * split.md_share(), 100.0 * largest_md_share);
}

}  // namespace

PooledFindings pool(const Model& model, Members& members) {
  std::vector<nlohmann::json> own;
  members.for_each_as<MolecularRun>([&](const MolecularRun& run, std::int64_t) { own.push_back(packed(run)); });
  const nlohmann::json all = gather_json(members.groups(), std::move(own));
  PooledFindings found;
  found.posterior = model.potentials.posterior;
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
  const auto add = [&](const std::string& name, const VarianceSplit& split, bool resolved) {
    found.scalars.push_back({name, split, resolved, refusal_of(split)});
  };
  const auto split = [&](const char* list, std::size_t k, bool& resolved) {
    return split_of(averaged, model.potentials, list, k, resolved);
  };
  for (std::size_t k = 0; k < std::size(scalar_names); ++k) {
    bool resolved = true;
    const VarianceSplit of = split("scalars", k, resolved);
    add(scalar_names[k], of, resolved);
  }
  std::size_t peak = 0;
  bool peak_resolved = true;
  for (std::size_t k = 0; k < all.at(0).at("radial").size(); ++k) {
    bool resolved = true;
    found.radial.push_back(split("radial", k, resolved));
    if (k > 0 && !(found.radial[k].mean > found.radial[peak].mean)) continue;
    peak = k;
    peak_resolved = resolved;
  }
  add("first_peak", found.radial[peak], peak_resolved);
  bool ignored = true;
  for (std::size_t k = 0; k < all.at(0).at("angular").size(); ++k)
    found.angular.push_back(split("angular", k, ignored));
  return found;
}

std::vector<Result> results_of(const PooledFindings& findings) {
  std::vector<Result> results;
  for (const PooledNumber& number : findings.scalars) {
    Result& result = results.emplace_back(Result{number.name});
    result.samples = number.split.runs;
    result.mean = number.split.mean;
    result.error = number.split.error;
    if (number.split.runs == 0) {
      result.samples = 0;
      result.reason = "no run was stable to its end";
    } else if (!number.resolved) {
      result.reason = "runs are too short to know their own errors: a lower bound";
    }
  }
  return results;
}

}  // namespace starling::md
