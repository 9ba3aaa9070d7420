// Building the model, and reading or simulating its observations.
#include "drivers/smc/make_problem.hpp"

#include <cmath>

#include "drivers/smc/models/chosen_model.hpp"
#include "drivers/smc/observations.hpp"
#include "kernels/random/key.hpp"

namespace starling::smc {

namespace {

/// The replica that simulates the observations: no run has this number.
constexpr std::uint32_t simulation_replica = 0xffffffff;

/// Runs `action`; a complaint about a key gets that key's place in the deck before it.
template <class Action>
void with_place(const Communicator& world, const Schema& schema, const Action& action) {
  world.together([&] { schema.placing(action); });
}

std::vector<std::string> numbered(const std::string& letter, int count) {
  std::vector<std::string> names;
  for (int c = 0; c < count; ++c) names.push_back(fmt::format("{}_{}", letter, c));
  return names;
}

void simulate(Problem& problem, const ProblemKeys& keys) {
  const auto simulated = problem.model->simulate(random::make_key(keys.seed, simulation_replica), *keys.simulate);
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

Problem make_problem(const Communicator& world, const Schema& schema, const ProblemKeys& keys,
                     const std::filesystem::path& deck_file, const std::function<void(const Problem&)>& check_needs) {
  Problem problem;
  const auto* const model = dynamic_cast<const ChosenModel*>(&*keys.model);
  if (!keys.file.empty()) {
    NumberTableRequest request{keys.file, deck_file, column_names(keys), keys.time, keys.length};
    request.rows_are_times = model != nullptr;
    problem.data = read_number_table(world, request);
  }
  with_place(world, schema, [&] {
    if (model != nullptr) {
      const std::int64_t times = keys.simulate.value_or(static_cast<std::int64_t>(problem.data.rows.size()));
      problem.model = model->make(times);
      problem.remarks = model->remarks(times);
    }
    if (model == nullptr) {
      problem.target = dynamic_cast<const ChosenTarget&>(*keys.model).make({problem.data.rows});
    } else if (keys.simulate) {
      simulate(problem, keys);
    } else {
      take_observations(problem, schema);
    }
    check_needs(problem);
  });
  return problem;
}

std::int64_t bytes_per_particle(const Deck& deck, const Problem& problem) {
  constexpr std::int64_t besides_states = 24;  // log weight, integer weight, parent's place and received parents
  const std::int64_t columns = problem.model ? problem.model->state_size() : problem.target->dimension() + 2;
  const auto times = static_cast<std::int64_t>(problem.observations.size());
  return 16 * columns + besides_states + deck.method->more_bytes(columns, times) +
         (deck.table.genealogy ? 8 * times : 0);
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
