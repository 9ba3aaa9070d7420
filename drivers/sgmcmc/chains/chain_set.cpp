// Arrays of chains, and evaluations of their target.
#include "drivers/sgmcmc/chains/chain_set.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/random/uniform.hpp"

namespace starling::sgmcmc {

namespace {

template <class T>
using HostView = Kokkos::View<T*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
using DeviceView = Kokkos::View<double*, MemorySpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
using ConstantDeviceView = Kokkos::View<const double*, MemorySpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

DeviceArray<double> zeros(const std::string& label, std::int64_t size) {
  return DeviceArray<double>(label, static_cast<std::size_t>(size));
}

}  // namespace

ChainSet::ChainSet(Target& target, std::vector<random::Key> keys, Batches batches, Batches energy_batches,
                   const ChainSlots& slots)
    : target_(target),
      keys_(std::move(keys)),
      batches_(std::move(batches)),
      energy_batches_(std::move(energy_batches)),
      shape_(samplers::ChainShape::of(static_cast<std::int64_t>(keys_.size()), target.layout().size())),
      device_keys_("chain keys", keys_.size()),
      scalars_(static_cast<std::size_t>(slots.scalars), std::vector<double>(keys_.size(), 0.0)),
      temperature_(keys_.size(), 1.0),
      accepted_(keys_.size(), 0.0),
      requests_(keys_.size()),
      device_sums_("chain sums", keys_.size()) {
  for (int v = 0; v < slots.vectors; ++v) vectors_.push_back(zeros("chain vector", shape_.size()));
  Kokkos::deep_copy(device_keys_, HostView<const random::Key>(keys_.data(), keys_.size()));
}

double* ChainSet::scratch(int number) {
  while (scratch_.size() <= static_cast<std::size_t>(number)) scratch_.push_back(zeros("scratch", shape_.size()));
  return scratch_[static_cast<std::size_t>(number)].data();
}

std::vector<double> ChainSet::load(int vector, std::size_t chain) const {
  return chain_of(vectors_[static_cast<std::size_t>(vector)], chain);
}

std::vector<double> ChainSet::load_scratch(int number, std::size_t chain) const {
  return chain_of(scratch_[static_cast<std::size_t>(number)], chain);
}

std::vector<double> ChainSet::chain_of(const DeviceArray<double>& array, std::size_t chain) const {
  std::vector<double> values(static_cast<std::size_t>(shape_.parameters));
  Kokkos::deep_copy(HostView<double>(values.data(), values.size()),
                    ConstantDeviceView(array.data() + chain * shape_.stride, values.size()));
  return values;
}

void ChainSet::store(int vector, std::size_t chain, std::span<const double> values) {
  double* const to = vectors_[static_cast<std::size_t>(vector)].data() + chain * shape_.stride;
  Kokkos::deep_copy(DeviceView(to, values.size()), HostView<const double>(values.data(), values.size()));
}

void ChainSet::copy(const double* from, double* to) const {
  const auto size = static_cast<std::size_t>(shape_.size());
  Kokkos::deep_copy(DeviceView(to, size), ConstantDeviceView(from, size));
}

ChainPoints ChainSet::points(const double* at) const { return {at, shape_.chains, shape_.stride}; }

std::span<const ChainRequest> ChainSet::requests(std::uint64_t evaluation, Batches* batches) {
  for (std::size_t c = 0; c < keys_.size(); ++c) {
    requests_[c] = {keys_[c], evaluation, {}, batches == nullptr};
    if (batches != nullptr) requests_[c].batch = batches->of(c, evaluation);
  }
  return requests_;
}

void ChainSet::gradient(std::uint64_t evaluation, const double* at, double* gradient) {
  target_.gradient(points(at), requests(evaluation, &batches_), gradient);
}

void ChainSet::full_gradient(std::uint64_t evaluation, const double* at, double* gradient) {
  target_.gradient(points(at), requests(evaluation, nullptr), gradient);
}

std::vector<double> ChainSet::full_energy(std::uint64_t evaluation, const double* at) {
  std::vector<double> energies(keys_.size());
  target_.energy(points(at), requests(evaluation, nullptr), energies);
  return energies;
}

std::vector<double> ChainSet::batch_energy(std::uint64_t number, const double* at) {
  // Evaluations of gradients do not come so far.
  const std::uint64_t evaluation = std::uint64_t{1} << 63 | number;
  std::vector<double> energies(keys_.size());
  target_.energy(points(at), requests(evaluation, &energy_batches_), energies);
  return energies;
}

std::vector<double> ChainSet::functions() {
  std::vector<double> values(keys_.size() * target_.functions().size());
  target_.evaluate_functions(points(position()), values);
  return values;
}

std::vector<double> ChainSet::products(const double* one, const double* other) const {
  samplers::chain_products(shape_, one, other, device_sums_.data());
  std::vector<double> sums(keys_.size());
  Kokkos::deep_copy(HostView<double>(sums.data(), sums.size()), device_sums_);
  return sums;
}

std::vector<double> ChainSet::sums(const double* values) const {
  samplers::chain_sums(shape_, values, device_sums_.data());
  std::vector<double> sums(keys_.size());
  Kokkos::deep_copy(HostView<double>(sums.data(), sums.size()), device_sums_);
  return sums;
}

double ChainSet::uniform(std::size_t chain, std::uint64_t evaluation, random::Purpose purpose) const {
  return 1.0 - random::uniform(0, keys_[chain], evaluation, purpose, 0);
}

const double* ChainSet::uploaded_coefficients() {
  if constexpr (kernels_run_on_host) {
    return host_coefficients_.data();
  } else {
    const std::size_t size = host_coefficients_.size();
    ensure_size(device_coefficients_, "coefficients", static_cast<std::int64_t>(size));
    Kokkos::deep_copy(DeviceView(device_coefficients_.data(), size),
                      HostView<const double>(host_coefficients_.data(), size));
    return device_coefficients_.data();
  }
}

}  // namespace starling::sgmcmc
