// Tokens on their way to files and back.
#include "drivers/walk/replica.hpp"
#include "kernels/device_copy.hpp"

namespace starling::walk {

namespace {

std::vector<double> host_values(const DeviceArray<double>& array, std::int64_t components, std::int64_t tokens) {
  const std::vector<double> device = host_copy(array);
  std::vector<double> rows;
  for (std::int64_t t = 0; t < tokens; ++t) {
    for (std::int64_t k = 0; k < components; ++k) rows.push_back(device[static_cast<std::size_t>(k * tokens + t)]);
  }
  return rows;
}

}  // namespace

MemberState Replica::save() const {
  const std::vector<Visit> visits = host_copy(visit_);
  MemberColumn ratio{"ratio", static_cast<int>(problem_.graph.nodes()), {}};
  ratio.values.reserve(visits.size());
  for (const Visit& visit : visits) ratio.values.push_back(visit.ratio);
  const std::vector<std::int32_t> at = host_copy(at_);
  MemberState state{{{"weights", weights_.save()}},
                    {{"node", 1, std::vector<double>(at.begin(), at.end())}, std::move(ratio)}};
  const int components = problem_.components();
  if (components > 0) state.columns.push_back({"theta", components, host_values(theta_, components, share_.count)});
  return state;
}

void Replica::load(const MemberState& state) {
  weights_.load(state.shared.at("weights"));
  const std::vector<double>& node = column_named(state.columns, "node", 1).values;
  at_ = device_copy("places", std::vector<std::int32_t>(node.begin(), node.end()));
  std::vector<Visit> visits;
  for (const double ratio : column_named(state.columns, "ratio", static_cast<int>(problem_.graph.nodes())).values)
    visits.push_back({ratio, 1.0});
  visit_ = device_copy("visits", visits);
  const int components = problem_.components();
  if (components == 0) return;
  const std::vector<double>& rows = column_named(state.columns, "theta", components).values;
  std::vector<double> theta(rows.size());
  for (std::int64_t t = 0; t < share_.count; ++t) {
    for (int k = 0; k < components; ++k)
      theta[static_cast<std::size_t>(k * share_.count + t)] = rows[static_cast<std::size_t>(t * components + k)];
  }
  theta_ = device_copy("theta", theta);
}

std::vector<MemberColumn> Replica::visits() const {
  std::vector<MemberColumn> columns = save().columns;
  const Shares of = shares();
  const std::size_t nodes = problem_.chain.mu.size();
  columns[1].name = "visits";
  for (std::size_t k = 0; k < columns[1].values.size(); ++k) {
    double& value = columns[1].values[k];
    value = done() > 0 ? (value - of.start) * of.scale * problem_.chain.mu[k % nodes] : 0.0;
  }
  for (double& node : columns[0].values)
    node = static_cast<double>(problem_.graph.label[static_cast<std::size_t>(node)]);
  return columns;
}

}  // namespace starling::walk
