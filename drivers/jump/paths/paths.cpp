// Paths from interval to interval.
#include "drivers/jump/paths/paths.hpp"

#include <algorithm>

#include "drivers/jump/paths/path_columns.hpp"
#include "engine/io/rows.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/jump/paths.hpp"

namespace starling::jump {

namespace {

/// What is saved of paths, in the order of the columns.
constexpr const char* column_names[] = {"state", "jumps", "next", "since", "entropy", "current", "passage", "from"};

template <class T>
void restore(DeviceArray<T>& array, const char* label, const std::vector<double>& values) {
  array = device_copy(label, std::vector<T>(values.begin(), values.end()));
}

}  // namespace

PathReplica::PathReplica(const Problem& problem, const MemberPlace& place, const MemberState* resumed)
    : problem_(problem),
      process_(problem.states_of(place.replica)),
      matrix_(process_->matrix),
      settings_(*problem.deck.method->simulates()),
      group_(place.group),
      timer_(place.timer),
      replica_(static_cast<std::uint32_t>(place.replica)),
      share_(rows_of(settings_.paths, place.group)),
      state_("state", share_.count),
      jumps_("jumps", share_.count),
      next_("next", share_.count),
      since_("since", share_.count),
      entropy_("entropy", share_.count),
      current_("current", share_.count),
      passage_("passage", share_.count),
      time_("time", share_.count * matrix_.states),
      exits_("exits", share_.count * matrix_.states) {
  if (resumed != nullptr) {
    load(*resumed);
  } else {
    start();
  }
}

PathArrays PathReplica::paths() const {
  return {state_.data(), jumps_.data(), next_.data(), since_.data(), share_.first, share_.count};
}

PathTallies PathReplica::tallies(std::int64_t* occupied) const {
  return {entropy_.data(),
          current_.data(),
          passage_.data(),
          time_.data(),
          exits_.data(),
          occupied,
          static_cast<std::int32_t>(settings_.passage_to.value_or(-1))};
}

void PathReplica::start() {
  std::vector<double> cumulative;
  double sum = 0.0;
  for (const double p : process_->start) cumulative.push_back(sum += p);
  const DeviceArray<double> law = device_copy("law of the start", cumulative);
  Kokkos::parallel_for("start paths", IndexRange(0, share_.count),
                       StartPaths{process_->device->view(), paths(), tallies(nullptr), law.data(),
                                  static_cast<std::int32_t>(problem_.start_state), problem_.deck.seed, replica_});
  from_ = doubles_of(state_);
}

double PathReplica::work_per_unit() const {
  return static_cast<double>(settings_.paths) *
         problem_.expected_jumps().value_or(1.0 + matrix_.fastest() * settings_.interval);
}

std::vector<std::string> PathReplica::columns() const {
  std::vector<std::string> names{"time"};
  for (std::int64_t i = 0; i < matrix_.states; ++i) names.push_back(fmt::format("state_{}", i));
  return names;
}

template <class Record>
DeviceArray<std::int64_t> PathReplica::jump_to(std::int64_t unit, const Record& record) const {
  DeviceArray<std::int64_t> occupied("occupied", (unit - done_) * matrix_.states);
  advance_paths(process_->device->view(), paths(), tallies(occupied.data()), {settings_.interval, done_ + 1, unit + 1},
                problem_.deck.seed, replica_, settings_.jump_limit, record);
  return occupied;
}

void PathReplica::record(PathRows& rows) const {
  PathReplica again(problem_, {group_, timer_, replica_, 0}, nullptr);
  const DeviceRecord device(host_copy(jumps_), settings_.jumps_kept, done_, 1);
  const RecordStates record{device.view(),   static_cast<std::int32_t>(matrix_.states),
                            settings_.error, problem_.deck.seed,
                            replica_,        share_.first};
  while (again.done_ < done_) {
    const std::int64_t upto = std::min(done_, again.done_ + most_times);
    static_cast<void>(again.jump_to(upto, record));
    again.done_ = upto;
  }
  for (const double state : from_) rows.start.push_back(static_cast<std::int32_t>(state));
  device.append_to(rows);
}

void PathReplica::advance_to(std::int64_t units, std::vector<TableRow>& rows) {
  timer_.enter(Phase::jumping);
  const std::int64_t last = std::min(units, settings_.intervals);
  while (done_ < last) {
    const std::int64_t upto = std::min(last, done_ + most_times);
    std::vector<std::int64_t> counts = host_copy(jump_to(upto, NoRecord{}));
    require_few_jumps();
    group_.sum(std::span<std::int64_t>(counts));
    auto count = counts.begin();
    while (done_ < upto) {
      ++done_;
      TableRow row{done_, {now()}};
      for (std::int64_t i = 0; i < matrix_.states; ++i)
        row.values.push_back(static_cast<double>(*count++) / static_cast<double>(settings_.paths));
      rows.push_back(std::move(row));
    }
  }
}

void PathReplica::require_few_jumps() const {
  std::int64_t most = 0;
  for (const std::int64_t jumps : host_copy(jumps_)) most = std::max(most, jumps);
  if (!group_.any(most > settings_.jump_limit)) return;
  throw Failure(ExitCode::blow_up,
                fmt::format("a path has made more than method.jump_limit = {} jumps before time {}",
                            settings_.jump_limit, settings_.interval * static_cast<double>(settings_.intervals)),
                FailureScope::every_rank);
}

MemberState PathReplica::save() const {
  const std::vector<double> values[] = {
      doubles_of(state_),  doubles_of(jumps_),  host_copy(next_),    host_copy(since_),
      host_copy(entropy_), host_copy(current_), host_copy(passage_), from_};
  MemberState saved{{{"done", done_}}, {}};
  for (std::size_t k = 0; k < std::size(column_names); ++k) saved.columns.push_back({column_names[k], 1, values[k]});
  const auto states = static_cast<int>(matrix_.states);
  saved.columns.push_back({"time", states, host_copy(time_)});
  saved.columns.push_back({"exits", states, doubles_of(exits_)});
  return saved;
}

void PathReplica::load(const MemberState& state) {
  done_ = state.shared.at("done").get<std::int64_t>();
  const auto column = [&](const char* name, int components = 1) -> const std::vector<double>& {
    return column_named(state.columns, name, components).values;
  };
  restore(state_, "state", column("state"));
  restore(jumps_, "jumps", column("jumps"));
  restore(next_, "next", column("next"));
  restore(since_, "since", column("since"));
  restore(entropy_, "entropy", column("entropy"));
  restore(current_, "current", column("current"));
  restore(passage_, "passage", column("passage"));
  from_ = column("from");
  const auto states = static_cast<int>(matrix_.states);
  restore(time_, "time", column("time", states));
  restore(exits_, "exits", column("exits", states));
}

}  // namespace starling::jump
