// What whole paths tell.
#include <algorithm>
#include <cmath>

#include "drivers/jump/paths/paths.hpp"
#include "engine/comm/exact_sum.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::jump {

void PathReplica::add_moments(std::vector<Result>& results) const {
  const std::int64_t paths = settings_.paths;
  const std::vector<std::int64_t> jumps = host_copy(jumps_);
  std::vector<const char*> names{"jump_rate"};
  std::vector<std::vector<double>> values{std::vector<double>(jumps.begin(), jumps.end())};
  if (settings_.sums_entropy(false)) {
    names.push_back("entropy_rate");
    values.push_back(host_copy(entropy_));
  }
  if (!settings_.current.empty()) {
    names.push_back("current_rate");
    values.push_back(host_copy(current_));
  }
  std::vector<DeviceArray<double>> device;
  std::vector<const double*> samples;
  for (const std::vector<double>& each : values)
    samples.push_back(device.emplace_back(device_copy("values", each)).data());
  const std::vector<SampleMoments> found = exact_moments(group_, samples, share_.count, paths);
  for (std::size_t k = 0; k < found.size(); ++k) {
    results.push_back({names[k], found[k].mean / now(), found[k].mean_error(paths) / now(), paths});
    if (k == 0) continue;
    results.push_back(
        {std::string(names[k]) + "_variance", found[k].variance / now(), found[k].variance_error / now(), paths});
  }
}

void PathReplica::add_passage(std::vector<Result>& results) const {
  std::vector<double> times;
  for (const double time : host_copy(passage_))
    if (time >= 0.0 && time <= now()) times.push_back(time);
  const std::int64_t arrived = group_.sum(std::ssize(times));
  Result result{"first_passage"};
  result.samples = arrived;
  if (arrived >= 2) {
    const DeviceArray<double> device = device_copy("passages", times);
    const SampleMoments found = exact_moments(group_, {device.data()}, std::ssize(times), arrived).front();
    result.mean = found.mean;
    result.error = found.mean_error(arrived);
  } else {
    result.reason = "fewer than two paths have arrived";
  }
  if (arrived < settings_.paths)
    result.doubt = fmt::format(
        "first_passage is of the {} paths of {} that have arrived, and too short: those that have "
        "not are slower",
        arrived, settings_.paths);
  results.push_back(result);
}

void PathReplica::add_states(std::vector<Result>& results) const {
  const auto states = static_cast<std::size_t>(matrix_.states);
  const auto paths = static_cast<double>(settings_.paths);
  const std::vector<std::int32_t> at = host_copy(state_);
  const std::vector<double> since = host_copy(since_);
  const std::vector<std::int64_t> exits = host_copy(exits_);
  std::vector<double> time = host_copy(time_);
  for (std::size_t t = 0; t < at.size(); ++t) time[t * states + static_cast<std::size_t>(at[t])] += now() - since[t];
  std::vector<std::int64_t> occupied(states, 0);
  std::vector<std::int64_t> left(states, 0);
  for (const std::int32_t state : at) ++occupied[static_cast<std::size_t>(state)];
  for (std::size_t k = 0; k < exits.size(); ++k) left[k % states] += exits[k];
  group_.sum(std::span<std::int64_t>(occupied));
  group_.sum(std::span<std::int64_t>(left));
  for (std::size_t i = 0; i < states; ++i) {
    const double p = static_cast<double>(occupied[i]) / paths;
    results.push_back({fmt::format("state_{}", i), p, std::sqrt(p * (1.0 - p) / paths), settings_.paths});
  }
  for (std::size_t i = 0; i < states; ++i) {
    std::vector<double> shares;
    for (std::size_t t = 0; t < at.size(); ++t) shares.push_back(time[t * states + i]);
    const DeviceArray<double> device = device_copy("shares", shares);
    const SampleMoments found = exact_moments(group_, {device.data()}, share_.count, settings_.paths).front();
    results.push_back(
        {fmt::format("share_{}", i), found.mean / now(), found.mean_error(settings_.paths) / now(), settings_.paths});
    // Under a prior replicas without an exit, which are slow ones, would be left out.
    if (problem_.prior) continue;
    // Times of stay are exponential: the number of exits tells the error.
    const auto count = static_cast<double>(left[i]);
    Result dwell{fmt::format("dwell_{}", i)};
    dwell.samples = left[i];
    if (left[i] > 0) {
      dwell.mean = found.mean * paths / count;
      dwell.error = dwell.mean / std::sqrt(count);
    } else {
      dwell.reason = "no path has left the state";
    }
    results.push_back(dwell);
  }
}

std::vector<double> PathReplica::fluctuation_weights() const {
  // Delta s_tot = Delta s + ln pi(x_0) / pi(x_t).
  const std::vector<std::int32_t> at = host_copy(state_);
  const std::vector<double> entropy = host_copy(entropy_);
  std::vector<double> weights;
  for (std::size_t t = 0; t < at.size(); ++t) {
    const double start = process_->start[static_cast<std::size_t>(from_[t])];
    weights.push_back(process_->start[static_cast<std::size_t>(at[t])] / start * math::exp(-entropy[t]));
  }
  return weights;
}

SampleMoments PathReplica::fluctuation_moments(const std::vector<double>& weights) const {
  const DeviceArray<double> device = device_copy("fluctuations", weights);
  return exact_moments(group_, {device.data()}, share_.count, settings_.paths).front();
}

std::optional<FluctuationSums> PathReplica::fluctuation() const {
  if (!tells_fluctuation()) return {};
  const std::vector<double> weights = fluctuation_weights();
  const SampleMoments found = fluctuation_moments(weights);
  const auto paths = static_cast<double>(settings_.paths);
  const double largest = group_.maximum(weights.empty() ? 0.0 : *std::max_element(weights.begin(), weights.end()));
  return FluctuationSums{settings_.paths, found.mean, found.variance * (paths - 1.0) / paths + found.mean * found.mean,
                         largest};
}

std::vector<Result> PathReplica::results() const {
  std::vector<Result> results;
  if (done_ == 0) return results;
  add_states(results);
  add_moments(results);
  if (tells_fluctuation()) {
    const SampleMoments found = fluctuation_moments(fluctuation_weights());
    results.push_back({"integral_fluctuation", found.mean, found.mean_error(settings_.paths), settings_.paths});
  }
  if (settings_.passage_to) add_passage(results);
  return results;
}

}  // namespace starling::jump
