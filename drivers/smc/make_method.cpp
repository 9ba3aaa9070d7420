// Building models, observations and methods.
#include "drivers/smc/make_method.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/smc/ffbs.hpp"
#include "drivers/smc/observations.hpp"
#include "drivers/smc/paris.hpp"
#include "drivers/smc/paris_gibbs.hpp"
#include "drivers/smc/particle_filter.hpp"
#include "drivers/smc/static_targets.hpp"
#include "drivers/smc/tempering.hpp"
#include "kernels/random/key.hpp"

namespace starling::smc {

namespace {

/// The replica that simulates the observations: no run has this number.
constexpr std::uint32_t simulation_replica = 0xffffffff;

/// Runs `action`; a complaint about a key gets that key's place in the deck before it.
template <class Action>
void with_place(const Communicator& world, const Schema& schema, Action&& action) {
  world.together([&] {
    try {
      action();
    } catch (const Failure& failure) {
      throw schema.placed(failure);
    }
  });
}

std::vector<std::string> numbered(const std::string& letter, int count) {
  std::vector<std::string> names;
  for (int c = 0; c < count; ++c) names.push_back(fmt::format("{}_{}", letter, c));
  return names;
}

void simulate(Problem& problem, const Deck& deck) {
  const auto simulated = problem.model->simulate(random::make_key(deck.seed, simulation_replica), *deck.simulate);
  problem.data.columns = numbered("y", problem.model->observation_size());
  const auto states = numbered("x", problem.model->state_size());
  problem.data.columns.insert(problem.data.columns.end(), states.begin(), states.end());
  problem.data.rows = simulated.observations;
  problem.observations = observations_of(*problem.model, problem.data);
  for (std::size_t t = 0; t < problem.data.rows.size(); ++t) {
    auto& row = problem.data.rows[t];
    row.insert(row.end(), simulated.states[t].begin(), simulated.states[t].end());
  }
}

void take_observations(Problem& problem, const Schema& schema) {
  const auto width = static_cast<int>(problem.data.columns.size());
  if (width != problem.model->observation_size()) {
    schema.refuse("data.column",
                  fmt::format("has {} component{}, but the model {} observes {}", width, width == 1 ? "" : "s",
                              problem.model->name(), problem.model->observation_size()));
  }
  problem.observations = observations_of(*problem.model, problem.data);
}

}  // namespace

Problem make_problem(const Communicator& world, const Schema& schema, const Deck& deck,
                     const std::filesystem::path& deck_file) {
  Problem problem;
  const ModelParameters values = parameters(deck.model);
  const bool is_static = deck.method == MethodName::tempering;
  if (!is_static) with_place(world, schema, [&] { problem.model = make_model(deck.model.name, values); });
  if (!deck.file.empty()) {
    NumberTableRequest request{deck.file, deck_file, column_names(deck), deck.time, deck.length};
    request.rows_are_times = !is_static;
    problem.data = read_number_table(world, request);
  }
  with_place(world, schema, [&] {
    if (is_static) {
      problem.target = make_target(deck.model.name, values, TargetData{problem.data.rows});
    } else if (deck.simulate) {
      simulate(problem, deck);
    } else {
      take_observations(problem, schema);
    }
  });
  return problem;
}

std::unique_ptr<Method> make_method(const Communicator& group, const Deck& deck, const Problem& problem,
                                    std::int64_t replica, std::int64_t chain) {
  const MethodSettings method = method_settings(deck);
  const TableSettings table = table_settings(deck);
  const Stream stream{deck.seed, static_cast<std::uint32_t>(replica)};
  switch (deck.method) {
    case MethodName::paris:
      return make_paris(group, *problem.model, problem.observations, method, table, stream);
    case MethodName::paris_gibbs:
      return make_paris_gibbs(group, *problem.model, problem.observations, method, table, stream,
                              static_cast<std::uint32_t>(chain));
    case MethodName::ffbs:
      return make_ffbs(group, *problem.model, problem.observations, method, table, stream);
    case MethodName::tempering:
      return make_tempering(group, *problem.target, method, stream);
    default:
      return make_filter(group, *problem.model, problem.observations, method, table, stream);
  }
}

std::int64_t bytes_per_particle(const Deck& deck, const Problem& problem) {
  constexpr std::int64_t besides_states = 24;  // log weight, integer weight, parent's place and received parents
  const std::int64_t columns = problem.model ? problem.model->state_size() : problem.target->dimension() + 2;
  const bool keeps_times = deck.method == MethodName::ffbs || deck.method == MethodName::paris_gibbs;
  const bool draws_backward = keeps_times || deck.method == MethodName::paris;
  // Of the gathered generation, which every rank holds whole: state, weight, tau, and the alias table.
  const std::int64_t gathered = draws_backward ? 8 * (columns + 3) + 12 : 0;
  const auto times = static_cast<std::int64_t>(problem.observations.size());
  return 16 * columns + besides_states + gathered + (keeps_times ? 8 * (columns + 1) * times : 0) +
         (deck.genealogy ? 8 * times : 0);
}

std::optional<std::int64_t> planned_units(const Deck& deck, const Problem& problem) {
  const auto times = static_cast<std::int64_t>(problem.observations.size());
  switch (deck.method) {
    case MethodName::tempering:
      return std::nullopt;
    case MethodName::ffbs:
      return 2 * times;
    case MethodName::paris_gibbs:
      return (method_settings(deck).sweeps + 1) * times;
    default:
      return times;
  }
}

std::string data_text(const NumberTable& data) {
  fmt::memory_buffer text;
  const auto out = std::back_inserter(text);
  const bool timed = !data.time.empty();
  fmt::format_to(out, "step,{}{}\n", timed ? "time," : "", fmt::join(data.columns, ","));
  for (std::size_t t = 0; t < data.rows.size(); ++t) {
    fmt::format_to(out, "{}", t);
    if (timed) fmt::format_to(out, ",{}", data.time[t]);
    for (const double value : data.rows[t]) {
      text.push_back(',');
      if (!std::isnan(value)) fmt::format_to(out, "{}", value);
    }
    text.push_back('\n');
  }
  return fmt::to_string(text);
}

}  // namespace starling::smc
