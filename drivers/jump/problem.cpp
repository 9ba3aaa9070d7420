// From a deck to what members compute with.
#include "drivers/jump/problem.hpp"

#include "drivers/jump/clones.hpp"
#include "drivers/jump/gibbs.hpp"
#include "drivers/jump/likelihood.hpp"
#include "drivers/jump/network_paths.hpp"
#include "drivers/jump/paths.hpp"
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
    if (rates == nullptr) return;
    for (std::size_t pair = 0; pair < rates->rate.size(); ++pair) {
      if (rates->rate[pair] > 0.0) transitions.push_back(pair);
    }
    if (deck.method->observed() != nullptr) return;
    const SimulateSettings* const simulates = deck.method->simulates();
    const CloneSettings* const clones = deck.method->clones();
    entropy.assign(rates->rate.size(), 0.0);
    current = current_gains(*rates, simulates != nullptr ? simulates->current : clones->current, "method.current");
    if (simulates != nullptr) {
      if (simulates->entropy) entropy = entropy_gains(*rates, "method.entropy");
      check_state(simulates->start, *rates, "method.start");
      check_state(simulates->passage_to, *rates, "method.passage_to");
      stationary = !simulates->start.has_value();
      start_state = simulates->start.value_or(-1);
    } else {
      if (clones->observable == CloneSettings::Observable::entropy)
        entropy = entropy_gains(*rates, "method.observable");
      stationary = true;
      check_slice(*rates, clones->slice);
    }
    if (stationary) {
      start = required_law(*rates, simulates != nullptr ? "method.start" : "method.name",
                           "there is no stationary law to start from");
    } else {
      start.assign(static_cast<std::size_t>(rates->states), 0.0);
      start[static_cast<std::size_t>(start_state)] = 1.0;
    }
    device = std::make_unique<DeviceRates>(*rates, entropy, current);
  });
}

const Gains& Problem::gathered() const {
  return deck.method->clones()->observable == CloneSettings::Observable::entropy ? entropy : current;
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
  if (network() != nullptr) return 8 * (network()->network.species + 2);
  return 8 * (7 + 2 * matrix()->states);
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
  if (rates == nullptr || problem.deck.method->observed() != nullptr) return known;
  if (const CloneSettings* const clones = problem.deck.method->clones()) {
    known["psi"] = scaled_generating_function(*rates, problem.gathered(), clones->tilt);
    return known;
  }
  const SimulateSettings& settings = *problem.deck.method->simulates();
  std::vector<double> now = problem.start;
  // Products, of every rank: some ten seconds.
  constexpr double most_work = 1e10;
  if (!problem.stationary)
    now = propagated(*rates, problem.start, settings.interval * static_cast<double>(done), most_work);
  for (std::size_t i = 0; i < now.size(); ++i) known[fmt::format("state_{}", i)] = now[i];
  if (problem.stationary) {
    known["jump_rate"] = mean_gain(*rates, problem.start, Gains(rates->rate.size(), 1.0));
    if (settings.entropy) known["entropy_rate"] = mean_gain(*rates, problem.start, problem.entropy);
    if (!settings.current.empty()) known["current_rate"] = mean_gain(*rates, problem.start, problem.current);
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
