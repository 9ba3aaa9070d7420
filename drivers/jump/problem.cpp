// From a deck to what members compute with.
#include "drivers/jump/problem.hpp"

#include <algorithm>

#include "drivers/jump/clones.hpp"
#include "drivers/jump/models/reverses.hpp"
#include "drivers/jump/paths/network_paths.hpp"
#include "drivers/jump/paths/paths.hpp"
#include "drivers/jump/posterior/gibbs.hpp"
#include "drivers/jump/posterior/likelihood.hpp"
#include "engine/io/hashed_bytes.hpp"

namespace starling::jump {

namespace {

void check_state(const std::optional<std::int64_t>& state, const RateMatrix& matrix, const std::string& key) {
  if (state && *state >= matrix.states)
    fail_about(key, "is {}, and the model's states are 0 to {}", *state, matrix.states - 1);
}

std::vector<double> required_law(const RateMatrix& matrix, const std::string& key, const std::string& what) {
  const auto law = stationary_law(matrix);
  if (law) return *law;
  for (std::int64_t i = 0; i < matrix.states; ++i) {
    if (matrix.exit_rate(i) == 0.0) fail_about(key, "state {} is absorbing: {}", i, what);
  }
  fail_about(key, "some states cannot be reached again from others: {}", what);
}

/// Random numbers of 2^24 jumps of a slice are apart from all others.
void check_slice(const RateMatrix& matrix, double slice) {
  constexpr double most_jumps = 1e6;
  if (matrix.fastest() * slice <= most_jumps) return;
  fail_about("method.slice", "is long enough for {:.3g} jumps of a clone; take a slice of {:.3g} at most",
             matrix.fastest() * slice, most_jumps / matrix.fastest());
}

std::string hash_of(const Problem& problem) {
  HashedBytes bytes;
  if (problem.matrix() != nullptr) bytes.add(std::span<const double>(problem.matrix()->rate));
  bytes.add(std::span<const double>(problem.observations.time));
  for (const std::int64_t state : problem.observations.seen) bytes.add(state);
  return bytes.hash();
}

}  // namespace

PhasePlan phase_plan() {
  return {{{"jumping"}, {"resampling"}, {"observation"}, {"communication", true}, {"output"}},
          static_cast<std::size_t>(Phase::communication),
          static_cast<std::size_t>(Phase::observation),
          static_cast<std::size_t>(Phase::output)};
}

Problem::Problem(const Communicator& world, const Deck& of) : deck(of) {
  // All ranks see the same file, and so fail together.
  world.together([&] { process = deck.model->make(world, deck.file); });
  const RateMatrix* const rates = matrix();
  if (deck.method->observed() != nullptr)
    observations = read_observations(world, *deck.method->observed(), deck.file, rates->states);
  world.together([&] {
    hash = hash_of(*this);
    if (rates == nullptr) {
      if (deck.method->simulates()->sums_entropy(true))
        static_cast<void>(reverses(network()->network, "method.entropy"));
      return;
    }
    for (std::size_t pair = 0; pair < rates->rate.size(); ++pair) {
      if (rates->rate[pair] > 0.0) transitions.push_back(pair);
    }
    if (deck.method->observed() != nullptr) {
      if (transitions.empty())
        fail_about("model.name", "model.matrix or model.file has no rate above 0: {} needs a transition",
                   deck.method.name());
      return;
    }
    if (const SimulateSettings* const simulates = deck.method->simulates()) {
      check_state(simulates->start, *rates, "method.start");
      check_state(simulates->passage_to, *rates, "method.passage_to");
      stationary = !simulates->start && simulates->start_law == SimulateSettings::StartLaw::stationary;
      start_state = simulates->start.value_or(-1);
    } else {
      stationary = true;
      check_slice(*rates, deck.method->clones()->slice);
    }
    states = make_states(*rates);
  });
  if (!deck.prior->draws()) return;
  world.together([&] { prior.emplace(*deck.prior, deck.model->parameters(process)); });
  world.together([&] {
    // The lowest rank with a failure has the first replica that fails.
    const RowBlock own = rows_of(deck.replicas, world.rank(), world.size());
    for (std::int64_t k = own.first; k < own.first + own.count; ++k) static_cast<void>(parameters_of(k));
  });
}

std::shared_ptr<const StateProcess> Problem::make_states(RateMatrix rates) const {
  auto made = std::make_shared<StateProcess>();
  made->matrix = std::move(rates);
  const SimulateSettings* const simulates = deck.method->simulates();
  const CloneSettings* const clones = deck.method->clones();
  const RateMatrix& matrix = made->matrix;
  made->entropy.assign(matrix.rate.size(), 0.0);
  made->current = current_gains(matrix, simulates != nullptr ? simulates->current : clones->current, "method.current");
  if (simulates != nullptr ? simulates->sums_entropy(false) : clones->observable == CloneSettings::Observable::entropy)
    made->entropy = entropy_gains(matrix, simulates != nullptr ? "method.entropy" : "method.observable");
  if (stationary) {
    made->start = required_law(matrix, simulates != nullptr ? "method.start" : "method.name",
                               "there is no stationary law to start from");
  } else {
    made->start.assign(static_cast<std::size_t>(matrix.states),
                       start_state < 0 ? 1.0 / static_cast<double>(matrix.states) : 0.0);
    if (start_state >= 0) made->start[static_cast<std::size_t>(start_state)] = 1.0;
  }
  made->device = std::make_unique<DeviceRates>(matrix, made->entropy, made->current);
  return made;
}

std::vector<double> Problem::parameters_of(std::int64_t replica) const { return prior->draw(deck.seed, replica); }

std::shared_ptr<const StateProcess> Problem::states_of(std::int64_t replica) const {
  if (!prior) return states;
  return make_states(std::get<RateMatrix>(deck.model->with(process, parameters_of(replica))));
}

ReactionNetwork Problem::network_of(std::int64_t replica) const {
  return prior ? std::get<ReactionNetwork>(deck.model->with(process, parameters_of(replica))) : *network();
}

const Gains& Problem::gathered() const {
  return deck.method->clones()->observable == CloneSettings::Observable::entropy ? states->entropy : states->current;
}

std::int64_t Problem::rows() const {
  const std::int64_t rows = deck.method->rows();
  return rows > 0 ? rows : std::ssize(transitions);
}

std::int64_t Problem::bytes_per_row() const {
  if (const PosteriorSettings* const settings = deck.method->posterior())
    return 8 * (1 + (settings->sweeps - settings->burn_in) / settings->keep_every);
  if (deck.method->observed() != nullptr) return 8;
  if (deck.method->clones() != nullptr) return deck.method->clones()->compare ? 100 : 40;
  std::int64_t numbers = network() != nullptr ? width() + 2 : 7 + 2 * matrix()->states;
  if (prior) {
    // What is seen of a path, and a share of its replica's own rates.
    numbers += deck.method->units() * width() / 2;
    // What pairs.h5 keeps of jumps, twice where lists grow; the rates of the model say how many there are, if these are not counts.
    const SimulateSettings& settings = *deck.method->simulates();
    auto kept = static_cast<double>(settings.jumps_kept);
    if (matrix() != nullptr)
      kept =
          std::min(kept, 1.0 + 2.0 * matrix()->fastest() * settings.interval * static_cast<double>(settings.intervals));
    numbers += static_cast<std::int64_t>(kept) * (2 + width());
    if (matrix() != nullptr) numbers += 8 * std::ssize(matrix()->rate) / deck.method->rows();
  }
  return 8 * numbers;
}

std::optional<double> Problem::expected_jumps() const {
  if (!stationary || prior) return {};
  const double jump_rate = mean_gain(*matrix(), states->start, Gains(states->entropy.size(), 1.0));
  const CloneSettings* const clones = deck.method->clones();
  const double jumps = jump_rate * (clones != nullptr ? clones->slice : deck.method->simulates()->interval);
  constexpr double fewest = 0.1;
  return jumps >= fewest ? std::optional(jumps) : std::nullopt;
}

std::unique_ptr<Member> make_member(const Problem& problem, const MemberPlace& place, const MemberState* resumed) {
  if (problem.deck.method->clones() != nullptr) return std::make_unique<Clones>(problem, place, resumed);
  if (problem.deck.method->posterior() != nullptr) return std::make_unique<GibbsChain>(problem, place, resumed);
  if (problem.deck.method->observed() != nullptr) return std::make_unique<Likelihood>(problem, place, resumed);
  if (problem.network() != nullptr) return std::make_unique<NetworkReplica>(problem, place, resumed);
  return std::make_unique<PathReplica>(problem, place, resumed);
}

nlohmann::ordered_json exact_entry(const Problem& problem, std::int64_t done) {
  nlohmann::ordered_json known = nlohmann::ordered_json::object();
  const RateMatrix* const rates = problem.matrix();
  if (rates == nullptr || problem.deck.method->observed() != nullptr || problem.prior) return known;
  if (const CloneSettings* const clones = problem.deck.method->clones()) {
    known["psi"] = scaled_generating_function(*rates, problem.gathered(), clones->tilt);
    return known;
  }
  const SimulateSettings& settings = *problem.deck.method->simulates();
  const StateProcess& states = *problem.states;
  std::vector<double> now = states.start;
  // Products, of every rank: some ten seconds.
  constexpr double most_work = 1e10;
  if (!problem.stationary)
    now = propagated(*rates, states.start, settings.interval * static_cast<double>(done), most_work);
  for (std::size_t i = 0; i < now.size(); ++i) known[fmt::format("state_{}", i)] = now[i];
  if (problem.stationary) {
    known["jump_rate"] = mean_gain(*rates, states.start, Gains(rates->rate.size(), 1.0));
    for (std::int64_t i = 0; i < rates->states; ++i)
      known[fmt::format("share_{}", i)] = states.start[static_cast<std::size_t>(i)];
    const auto add = [&](const std::string& name, const Gains& gains) {
      known[name] = mean_gain(*rates, states.start, gains);
      // Of long paths; some hundred products of matrices, of every rank.
      constexpr std::int64_t most_states = 64;
      if (rates->states <= most_states) known[name + "_variance_limit"] = variance_rate(*rates, gains);
    };
    if (settings.sums_entropy(false)) add("entropy_rate", states.entropy);
    if (!settings.current.empty()) add("current_rate", states.current);
    if (settings.sums_entropy(false)) known["integral_fluctuation"] = 1.0;
  }
  for (std::int64_t i = 0; i < rates->states; ++i) {
    if (rates->exit_rate(i) > 0.0) known[fmt::format("dwell_{}", i)] = 1.0 / rates->exit_rate(i);
  }
  if (settings.passage_to && settings.start) {
    if (const auto passage = mean_passage(*rates, *settings.start, *settings.passage_to))
      known["first_passage"] = *passage;
  }
  return known;
}

}  // namespace starling::jump
