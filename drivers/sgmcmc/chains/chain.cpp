// What a chain remembers, as rows that its ranks share out.
#include "drivers/sgmcmc/chains/chain.hpp"

#include <algorithm>

#include "engine/io/rows.hpp"

namespace starling::sgmcmc {

namespace {

constexpr const char* draws_column = "draws";

/// Every rank's values, one rank after the other.
std::vector<double> joined(const Communicator& group, const std::vector<double>& own) {
  std::vector<double> all;
  for (const std::vector<double>& part : group.exchange(std::vector<std::vector<double>>(group.size(), own))) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace

Chain::Chain(const EnsemblePlan& plan, const MemberPlace& place, const MemberState* resumed)
    : plan_(plan),
      group_(place.group),
      number_(place.chain),
      share_(rows_of(plan.rows(), place.group)),
      draws_(1, share_.count) {
  state.vectors.assign(plan.vectors().size(), std::vector<double>(static_cast<std::size_t>(plan.parameters()), 0.0));
  state.scalars.assign(plan.scalars().size(), 0.0);
  state.swaps_tried.assign(static_cast<std::size_t>(plan.rungs() - 1), 0);
  state.swaps_done = state.swaps_tried;
  if (resumed != nullptr) {
    load(*resumed);
    return;
  }
  state.vectors[0] = plan.target().start(plan.key(number_));
  state.rung = number_ % plan.rungs();
}

void Chain::keep(const std::vector<double>& position, std::span<const double> shown) {
  std::vector<double> slice;
  slice.reserve(static_cast<std::size_t>(share_.count));
  for (std::int64_t row = share_.first; row < share_.first + share_.count; ++row) {
    slice.push_back(row < plan_.parameters() ? position[static_cast<std::size_t>(row)]
                                             : shown[static_cast<std::size_t>(row - plan_.parameters())]);
  }
  draws_.append(std::move(slice));
  shown_.insert(shown_.end(), shown.begin(), shown.end());
}

MemberState Chain::save() const {
  MemberState saved;
  saved.shared = {{"done", state.done},
                  {"rung", state.rung},
                  {"accepted", state.accepted},
                  {"swaps_tried", state.swaps_tried},
                  {"swaps_done", state.swaps_done},
                  {"draws", draws_.times()},
                  {"diverged", state.diverged ? nlohmann::json(*state.diverged) : nlohmann::json()}};
  for (std::size_t k = 0; k < state.scalars.size(); ++k) saved.shared["scalars"][plan_.scalars()[k]] = state.scalars[k];
  for (std::size_t v = 0; v < state.vectors.size(); ++v) {
    MemberColumn column{plan_.vectors()[v], 1, {}};
    for (std::int64_t row = share_.first; row < share_.first + share_.count; ++row) {
      column.values.push_back(row < plan_.parameters() ? state.vectors[v][static_cast<std::size_t>(row)] : 0.0);
    }
    saved.columns.push_back(std::move(column));
  }
  draws_.save(draws_column, saved.columns);
  return saved;
}

void Chain::load(const MemberState& saved) {
  const nlohmann::json& shared = saved.shared;
  state.done = shared.at("done").get<std::int64_t>();
  state.rung = shared.at("rung").get<std::int64_t>();
  state.accepted = shared.at("accepted").get<double>();
  state.swaps_tried = shared.at("swaps_tried").get<std::vector<std::int64_t>>();
  state.swaps_done = shared.at("swaps_done").get<std::vector<std::int64_t>>();
  if (!shared.at("diverged").is_null()) state.diverged = shared.at("diverged").get<std::int64_t>();
  for (std::size_t k = 0; k < state.scalars.size(); ++k) {
    state.scalars[k] = shared.at("scalars").at(plan_.scalars()[k]).get<double>();
  }
  for (std::size_t v = 0; v < state.vectors.size(); ++v) {
    state.vectors[v] = joined(group_, column_named(saved.columns, plan_.vectors()[v], 1).values);
    state.vectors[v].resize(static_cast<std::size_t>(plan_.parameters()));
  }
  const auto times = shared.at("draws").get<std::int64_t>();
  draws_.load(draws_column, saved.columns, times);
  // All draws of a rank at once, which are then taken apart draw by draw.
  const std::int64_t own = std::clamp<std::int64_t>(plan_.parameters() - share_.first, 0, share_.count);
  std::vector<double> shown;
  for (std::int64_t t = 0; t < times; ++t) {
    shown.insert(shown.end(), draws_.slice(t).begin() + own, draws_.slice(t).end());
  }
  const auto parts = group_.exchange(std::vector<std::vector<double>>(group_.size(), shown));
  for (std::int64_t t = 0; t < times; ++t) {
    for (const std::vector<double>& part : parts) {
      const auto each = static_cast<std::ptrdiff_t>(part.size()) / times;
      shown_.insert(shown_.end(), part.begin() + t * each, part.begin() + (t + 1) * each);
    }
  }
}

}  // namespace starling::sgmcmc
