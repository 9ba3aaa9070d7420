// Judging chains by all their draws.
#include "drivers/jump/posterior/diagnosis.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/jump/posterior/gibbs.hpp"
#include "engine/comm/member_gather.hpp"
#include "engine/statistics/convergence.hpp"

namespace starling::jump {

namespace {

constexpr double largest_r_hat = 1.01;
constexpr double fewest_effective = 400.0;

void judge(const std::string& name, const ChainDraws& draws, Diagnosis& found) {
  const Convergence judged = judge_convergence(draws);
  const auto samples = static_cast<std::int64_t>(draws.size() * draws.front().size());
  found.results.push_back({name, judged.mean, judged.error, samples});
  // The error of the variance over twice the deviation.
  ChainDraws squares = draws;
  for (std::vector<double>& chain : squares)
    for (double& value : chain) value = (value - judged.mean) * (value - judged.mean);
  const double deviation_error = judge_convergence(squares).error / (2.0 * judged.standard_deviation);
  found.results.push_back({name + "_deviation", judged.standard_deviation, deviation_error, samples});
  const double effective = std::min(judged.bulk_ess, judged.tail_ess);
  found.entry[name] = {{"r_hat", judged.r_hat}, {"bulk_ess", judged.bulk_ess}, {"tail_ess", judged.tail_ess}};
  if (!(judged.r_hat < largest_r_hat))
    found.faults.push_back(fmt::format("{}: R-hat {:.4g} is not below {}", name, judged.r_hat, largest_r_hat));
  if (!(effective >= fewest_effective))
    found.faults.push_back(
        fmt::format("{}: {:.4g} effective draws are fewer than {}", name, effective, fewest_effective));
}

}  // namespace

Diagnosis diagnose(Members& members) {
  std::vector<nlohmann::json> own;
  members.for_each_as<GibbsChain>([&](const GibbsChain& chain, std::int64_t) { own.emplace_back(chain.draws()); });
  const std::vector<std::string> names = members.any().columns();
  const nlohmann::json all = gather_json(members.groups(), std::move(own));
  Diagnosis found;
  if (all.empty()) return found;
  std::vector<std::vector<double>> chains;
  for (const auto& chain : all) chains.push_back(chain.get<std::vector<double>>());
  const std::size_t draws = chains.front().size() / names.size();
  for (std::size_t k = 0; k < names.size() && draws >= fewest_draws; ++k) {
    ChainDraws of;
    for (const std::vector<double>& chain : chains) {
      std::vector<double>& values = of.emplace_back();
      for (std::size_t d = 0; d < draws; ++d) values.push_back(chain[d * names.size() + k]);
    }
    judge(names[k], of, found);
  }
  return found;
}

}  // namespace starling::jump
