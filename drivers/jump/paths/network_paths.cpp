// Paths of counts from interval to interval.
#include "drivers/jump/paths/network_paths.hpp"

#include <algorithm>

#include "drivers/jump/models/reverses.hpp"
#include "drivers/jump/paths/path_columns.hpp"
#include "engine/comm/exact_moments.hpp"
#include "engine/io/rows.hpp"

namespace starling::jump {

NetworkReplica::NetworkReplica(const Problem& problem, const MemberPlace& place, const MemberState* resumed)
    : problem_(problem),
      model_(problem.network_of(place.replica)),
      settings_(*problem.deck.method->simulates()),
      group_(place.group),
      timer_(place.timer),
      replica_(static_cast<std::uint32_t>(place.replica)),
      share_(rows_of(settings_.paths, place.group)),
      counted_before_(static_cast<std::size_t>(model_.network.species * settings_.bins), 0),
      histogram_("histogram", model_.network.species * settings_.bins) {
  const auto paths = static_cast<std::size_t>(share_.count);
  std::vector<std::int64_t> count;
  for (const std::int64_t start : model_.start) count.insert(count.end(), paths, start);
  std::vector<std::int64_t> jumps(paths, 0);
  std::vector<double> next(paths, -1.0);
  std::vector<double> entropy(sums_entropy() ? paths : 0, 0.0);
  if (sums_entropy()) {
    const auto back = reverses(model_.network, "method.entropy");
    std::copy(back.begin(), back.end(), model_.network.reverse);
  }
  if (resumed != nullptr) {
    done_ = resumed->shared.at("done").get<std::int64_t>();
    counted_before_ = resumed->shared.at("histogram").get<std::vector<std::int64_t>>();
    const std::vector<double>& saved = column_named(resumed->columns, "jumps", 1).values;
    jumps.assign(saved.begin(), saved.end());
    next = column_named(resumed->columns, "next", 1).values;
    if (sums_entropy()) entropy = column_named(resumed->columns, "entropy", 1).values;
    const std::vector<double>& rows = column_named(resumed->columns, "count", species()).values;
    for (std::size_t k = 0; k < rows.size(); ++k) {
      const std::size_t s = k % static_cast<std::size_t>(species());
      count[s * paths + k / static_cast<std::size_t>(species())] = static_cast<std::int64_t>(rows[k]);
    }
  }
  count_ = device_copy("counts", count);
  jumps_ = device_copy("jumps", jumps);
  next_ = device_copy("next", next);
  if (sums_entropy()) entropy_ = device_copy("entropy", entropy);
}

NetworkPaths NetworkReplica::paths() const {
  return {count_.data(), jumps_.data(), next_.data(), sums_entropy() ? entropy_.data() : nullptr,
          share_.first,  share_.count};
}

std::vector<std::string> NetworkReplica::columns() const {
  std::vector<std::string> names{"time"};
  for (int s = 0; s < species(); ++s) {
    names.push_back(fmt::format("mean_{}", s));
    names.push_back(fmt::format("variance_{}", s));
  }
  return names;
}

template <class Record>
DeviceArray<std::int64_t> NetworkReplica::react_to(std::int64_t unit, const Record& record) const {
  DeviceArray<std::int64_t> moments("moments", (unit - done_) * species() * 2);
  const NetworkTallies tallies{moments.data(), histogram_.data(), settings_.bins, settings_.burn_in + 1};
  Kokkos::parallel_for("reactions", IndexRange(0, share_.count),
                       AdvanceNetwork<Record>{model_.network,
                                              paths(),
                                              tallies,
                                              {settings_.interval, done_ + 1, unit + 1},
                                              problem_.deck.seed,
                                              replica_,
                                              settings_.jump_limit,
                                              record});
  return moments;
}

void NetworkReplica::record(PathRows& rows) const {
  NetworkReplica again(problem_, {group_, timer_, replica_, 0}, nullptr);
  std::vector<std::int64_t> reactions = host_copy(jumps_);
  // The first draw of a path only waits.
  for (std::int64_t& draws : reactions) --draws;
  const DeviceRecord device(std::move(reactions), settings_.jumps_kept, done_, species());
  while (again.done_ < done_) {
    const std::int64_t upto = std::min(done_, again.done_ + most_times);
    static_cast<void>(again.react_to(upto, RecordCounts{device.view()}));
    again.done_ = upto;
  }
  for (std::int64_t path = 0; path < share_.count; ++path)
    for (const std::int64_t count : model_.start) rows.start.push_back(static_cast<std::int32_t>(count));
  device.append_to(rows);
}

void NetworkReplica::advance_to(std::int64_t units, std::vector<TableRow>& rows) {
  timer_.enter(Phase::jumping);
  const std::int64_t last = std::min(units, settings_.intervals);
  const auto all = static_cast<double>(settings_.paths);
  while (done_ < last) {
    const std::int64_t upto = std::min(last, done_ + most_times);
    std::vector<std::int64_t> sums = host_copy(react_to(upto, NoRecord{}));
    require_few_jumps();
    group_.sum(std::span<std::int64_t>(sums));
    auto sum = sums.begin();
    while (done_ < upto) {
      ++done_;
      TableRow row{done_, {settings_.interval * static_cast<double>(done_)}};
      for (int s = 0; s < species(); ++s) {
        const double mean = static_cast<double>(*sum++) / all;
        row.values.insert(row.values.end(), {mean, (static_cast<double>(*sum++) - all * mean * mean) / (all - 1.0)});
      }
      rows.push_back(std::move(row));
    }
  }
}

void NetworkReplica::require_few_jumps() const {
  std::int64_t most = 0;
  for (const std::int64_t jumps : host_copy(jumps_)) most = std::max(most, jumps);
  std::int64_t largest = 0;
  for (const std::int64_t count : host_copy(count_)) largest = std::max(largest, count);
  // The first draw of a path only waits.
  if (!group_.any(most > settings_.jump_limit + 1 || largest > most_molecules)) return;
  throw Failure(
      ExitCode::blow_up,
      fmt::format("a path has made more than method.jump_limit = {} reactions, or has more than {} molecules "
                  "of a species, before time {}: the network explodes, or its rates are too great for that time",
                  settings_.jump_limit, most_molecules, settings_.interval * static_cast<double>(settings_.intervals)),
      FailureScope::every_rank);
}

std::vector<Result> NetworkReplica::results() const {
  if (done_ == 0) return {};
  const double time = settings_.interval * static_cast<double>(done_);
  const DeviceArray<double> jumps = device_copy("jumps", doubles_of(jumps_));
  const DeviceArray<double> counts = device_copy("counts", doubles_of(count_));
  std::vector<const double*> samples{jumps.data()};
  for (int s = 0; s < species(); ++s) samples.push_back(counts.data() + s * share_.count);
  if (sums_entropy()) samples.push_back(entropy_.data());
  const std::vector<SampleMoments> found = exact_moments(group_, samples, share_.count, settings_.paths);
  const std::int64_t paths = settings_.paths;
  // The first draw of a path only waits.
  std::vector<Result> results{{"jump_rate", (found[0].mean - 1.0) / time, found[0].mean_error(paths) / time, paths}};
  for (int s = 0; s < species(); ++s) {
    const SampleMoments& each = found[static_cast<std::size_t>(s) + 1];
    results.push_back({fmt::format("mean_{}", s), each.mean, each.mean_error(paths), paths});
    results.push_back({fmt::format("variance_{}", s), each.variance, each.variance_error, paths});
  }
  if (!sums_entropy()) return results;
  const SampleMoments& entropy = found.back();
  results.push_back({"entropy_rate", entropy.mean / time, entropy.mean_error(paths) / time, paths});
  results.push_back({"entropy_rate_variance", entropy.variance / time, entropy.variance_error / time, paths});
  return results;
}

std::vector<std::int64_t> NetworkReplica::histogram() const {
  std::vector<std::int64_t> all = host_copy(histogram_);
  group_.sum(std::span<std::int64_t>(all));
  for (std::size_t k = 0; k < all.size(); ++k) all[k] += counted_before_[k];
  return all;
}

MemberState NetworkReplica::save() const {
  const auto paths = static_cast<std::size_t>(share_.count);
  const std::vector<std::int64_t> count = host_copy(count_);
  MemberColumn column{"count", species(), {}};
  for (std::size_t t = 0; t < paths; ++t) {
    for (int s = 0; s < species(); ++s)
      column.values.push_back(static_cast<double>(count[static_cast<std::size_t>(s) * paths + t]));
  }
  MemberState saved{{{"done", done_}, {"histogram", histogram()}},
                    {std::move(column), {"jumps", 1, doubles_of(jumps_)}, {"next", 1, host_copy(next_)}}};
  if (sums_entropy()) saved.columns.push_back({"entropy", 1, host_copy(entropy_)});
  return saved;
}

}  // namespace starling::jump
