// Sweeps over the configurations of all chains' batches, and integer sums of what they give.
#include "drivers/sgmcmc/targets/potential/data_terms.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "engine/comm/even_split.hpp"
#include "kernels/device_copy.hpp"

namespace starling::sgmcmc {
namespace {

/// What one configuration adds to a sum is below 2^this; beyond it a chain has diverged.
constexpr int largest_term_exponent = 60;

}  // namespace

DataTerms::DataTerms(const Communicator& group, const potentials::Potential& potential,
                     potentials::DevicePotential& device, const std::vector<AtomicConfiguration>& configurations,
                     potentials::Storage storage, const std::string& name)
    : group_(group),
      set_(potential, device, configurations, storage, name),
      sweep_(device, set_),
      all_(configurations.size()) {
  std::iota(all_.begin(), all_.end(), std::int64_t{0});
}

std::span<const std::int64_t> DataTerms::batch_of(const ChainRequest& request) const {
  return request.exact || request.batch.empty() ? std::span<const std::int64_t>(all_) : request.batch;
}

void DataTerms::give_forces(random::Key key, const std::vector<std::vector<double>>& forces) {
  const auto label_set = static_cast<std::int64_t>(own_labels_.size());
  if (label_set == set_.label_sets()) set_.add_label_sets(std::max<std::int64_t>(label_set, 1));
  own_labels_.emplace(std::pair(key.low, key.high), label_set);
  for (std::int64_t c = 0; c < items(); ++c) {
    set_.set_labels(c, forces[static_cast<std::size_t>(c)], 0.0, {}, label_set);
  }
}

std::int64_t DataTerms::label_set_of(const ChainRequest& request) const {
  return own_labels_.empty() ? 0 : own_labels_.at({request.key.low, request.key.high});
}

double DataTerms::scale_of(const ChainRequest& request) const {
  return static_cast<double>(items()) / static_cast<double>(batch_of(request).size());
}

double DataTerms::components_of(const ChainRequest& request, std::size_t kind) const {
  std::int64_t count = 0;
  for (const std::int64_t item : batch_of(request)) count += kind == 0 ? 3 * set_.atoms(item) : (kind == 1 ? 1 : 6);
  return static_cast<double>(count);
}

FixedSum& DataTerms::sum_of(std::size_t batch) {
  return sums_.try_emplace(batch, group_, largest_term_exponent, static_cast<std::int64_t>(batch)).first->second;
}

std::vector<double> DataTerms::sums(std::span<const ChainRequest> requests,
                                    const std::vector<potentials::LossWeights>& weights, bool with_gradient) {
  std::vector<potentials::SnapshotTask> tasks;
  for (std::size_t c = 0; c < requests.size(); ++c) {
    const std::span<const std::int64_t> batch = batch_of(requests[c]);
    const RowBlock own = rows_of(static_cast<std::int64_t>(batch.size()), group_.rank(), group_.size());
    const std::int64_t label_set = label_set_of(requests[c]);
    for (std::int64_t k = own.first; k < own.first + own.count; ++k) {
      tasks.push_back({static_cast<std::int64_t>(c), batch[static_cast<std::size_t>(k)], label_set});
    }
  }
  // Chains that have a configuration in common take it from a cache one after the other.
  std::stable_sort(tasks.begin(), tasks.end(),
                   [](const auto& a, const auto& b) { return a.configuration < b.configuration; });
  const std::size_t networks = with_gradient ? static_cast<std::size_t>(sweep_.parameters()) : 0;
  ensure_size(gradients_, "gradients of configurations", static_cast<std::int64_t>(tasks.size() * networks));
  const auto squares = sweep_.losses(tasks, weights, with_gradient ? gradients_.data() : nullptr);
  const auto gradients = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), gradients_);
  const std::size_t each = networks + label_kinds;
  std::set<std::size_t> sizes;
  for (const ChainRequest& request : requests) sizes.insert(batch_of(request).size());
  for (const std::size_t size : sizes) sum_of(size).begin(requests.size() * each);
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    const auto chain = static_cast<std::size_t>(tasks[t].vector);
    FixedSum& sum = sum_of(batch_of(requests[chain]).size());
    if (with_gradient) sum.add(chain * each, std::span(gradients.data() + t * networks, networks));
    const double scaled[label_kinds] = {weights[chain].force * squares[t][0], weights[chain].energy * squares[t][1],
                                        weights[chain].virial * squares[t][2]};
    sum.add(chain * each + networks, scaled);
  }
  std::vector<double> sums(requests.size() * each);
  for (const std::size_t size : sizes) {
    const std::vector<double> of_size = sum_of(size).reduce();
    for (std::size_t k = 0; k < sums.size(); ++k) {
      if (batch_of(requests[k / each]).size() == size) sums[k] = of_size[k];
    }
  }
  return sums;
}

}  // namespace starling::sgmcmc
