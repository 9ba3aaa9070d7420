// What a swarm shows, finds, keeps and complains of.
#include <algorithm>
#include <cmath>

#include "drivers/optimise/swarm.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/device_copy.hpp"

namespace starling::optimise {

namespace {

constexpr std::size_t most_shown = 16;  ///< coordinates in tables and results

}  // namespace

/// Names the first slot whose cost, place or square distance from the consensus is no finite number.
void Swarm::refuse_cost() const {
  const std::vector<double> costs = host_copy(cost_);
  const std::vector<double> x = host_copy(x_);
  const std::vector<double> apart = host_copy(apart_);
  const auto at = [&](std::size_t k, std::int64_t j) {
    return x[k * static_cast<std::size_t>(stride_) + static_cast<std::size_t>(j)];
  };
  std::int64_t found = share_.count;
  for (std::int64_t j = share_.count - 1; j >= 0; --j) {
    bool finite =
        std::isfinite(costs[static_cast<std::size_t>(j)]) && std::isfinite(apart[static_cast<std::size_t>(j)]);
    for (std::size_t k = 0; k < consensus_.size(); ++k) finite = finite && std::isfinite(at(k, j));
    if (!finite) found = j;
  }
  const std::int64_t slot = found < share_.count ? share_.first + found : setup_.deck.particles;
  const std::int64_t first = -group_.maximum(-slot);
  group_.together([&] {
    if (slot != first) return;
    std::string place;
    for (std::size_t k = 0; k < std::min(consensus_.size(), most_shown); ++k) {
      const auto number = static_cast<int>(k);
      place += fmt::format("{}{} = {:.6g}", k == 0 ? "" : ", ", setup_.objective->name_of(number),
                           setup_.objective->value_of(number, at(k, found)));
    }
    if (step_ == 0) {
      fail(ExitCode::bad_input, "[start]: slot {} would start with the cost {} at {}{}", slot,
           costs[static_cast<std::size_t>(found)], place, consensus_.size() > most_shown ? ", ..." : "");
    }
    fail(ExitCode::blow_up, "step {}: slot {} has the cost {} at {}{}{}", step_, slot,
         costs[static_cast<std::size_t>(found)], place, consensus_.size() > most_shown ? ", ..." : "",
         setup_.objective->bounded() ? "" : ": does the noise outweigh what draws slots together?");
  });
  fail(ExitCode::internal_error, "a cost is not finite, and no rank has it");
}

double Swarm::cost_of_consensus() const {
  const auto lanes = static_cast<std::size_t>(consensus::lanes);
  std::vector<double> copies;
  for (const double c : consensus_) copies.insert(copies.end(), lanes, c);
  const DeviceArray<double> x = device_copy("consensus", copies);
  const DeviceArray<double> cost("cost", lanes);
  setup_.objective->costs({x.data(), consensus::lanes, setup_.objective->dimension(), 0, 1, nullptr, nullptr}, replica_,
                          cost.data());
  return host_copy(cost)[0];
}

std::size_t Swarm::shown() const { return consensus_.size() > most_shown ? 0 : consensus_.size(); }

std::vector<std::string> Swarm::columns() const {
  std::vector<std::string> names{"exponent", "least_cost", "best_cost", "spread"};
  for (std::size_t k = 0; k < shown(); ++k) names.push_back(setup_.objective->name_of(static_cast<int>(k)));
  return names;
}

void Swarm::observe(std::vector<TableRow>& rows) {
  timer_.enter(Phase::output);
  TableRow row{step_, {exponent_, least_, best_, spread()}};
  for (std::size_t k = 0; k < shown(); ++k)
    row.values.push_back(setup_.objective->value_of(static_cast<int>(k), consensus_[k]));
  rows.push_back(std::move(row));
}

std::vector<Result> Swarm::results() const {
  std::vector<Result> found{{"cost", cost_of_consensus()}, {"best_cost", best_}, {"spread", spread()}};
  for (std::size_t k = 0; k < shown(); ++k) {
    const auto number = static_cast<int>(k);
    found.push_back({setup_.objective->name_of(number), setup_.objective->value_of(number, consensus_[k])});
  }
  const double within = setup_.deck.success_within;
  if (const auto place = setup_.objective->minimiser()) {
    double distance = 0.0;
    for (const double c : consensus_) distance = std::max(distance, std::abs(c - *place));
    found.push_back({"distance", distance});
    found.push_back(share_of("success", distance < within));
  } else if (const auto least = setup_.objective->minimum()) {
    found.push_back(share_of("success", best_ < *least + within));
  }
  return found;
}

MemberState Swarm::save() const {
  const std::vector<double> columns = host_copy(x_);
  const auto width = consensus_.size();
  MemberColumn x{"x", static_cast<int>(width), {}};
  for (std::int64_t j = 0; j < share_.count; ++j) {
    for (std::size_t k = 0; k < width; ++k)
      x.values.push_back(columns[k * static_cast<std::size_t>(stride_) + static_cast<std::size_t>(j)]);
  }
  nlohmann::json shared{{"step", step_}, {"exponent", exponent_}, {"best", best_}, {"before", before_}};
  if (step_ > 0) shared["spread"] = spread_;
  return {std::move(shared), {std::move(x)}};
}

void Swarm::load(const MemberState& state) {
  step_ = state.shared.at("step").get<std::int64_t>();
  exponent_ = state.shared.at("exponent").get<double>();
  best_ = state.shared.at("best").get<double>();
  before_ = state.shared.at("before").get<std::vector<double>>();
  const auto width = consensus_.size();
  const MemberColumn& rows = column_named(state.columns, "x", static_cast<int>(width));
  std::vector<double> x(x_.extent(0), 0.0);
  for (std::int64_t j = 0; j < share_.count; ++j) {
    for (std::size_t k = 0; k < width; ++k)
      x[k * static_cast<std::size_t>(stride_) + static_cast<std::size_t>(j)] =
          rows.values[static_cast<std::size_t>(j) * width + k];
  }
  x_ = device_copy("slots", x);
}

}  // namespace starling::optimise
