// A hidden Markov model with finitely many states and symbols.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/math/count_probabilities.hpp"
#include "kernels/portability.hpp"
#include "kernels/state_space/hidden_markov_parameters.hpp"

namespace starling {

/// x_t in 0 ... K-1 by a transition table, y_t in 0 ... S-1 by an emission table. States and symbols are held as doubles.
struct HiddenMarkov {
  static constexpr const char* name = "hidden_markov";
  static constexpr int state_size = 1, observation_size = 1;
  static constexpr int start_normals = 0, start_uniforms = 1;
  static constexpr int normals = 0, uniforms = 1;
  static constexpr int observation_normals = 0, observation_uniforms = 1;

  using Parameters = HiddenMarkovParameters;

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    p.describe(visitor);
  }
  static std::string objection(const Parameters& p) { return p.objection(); }

  static constexpr int most_states = HiddenMarkovParameters::most_states;
  static constexpr int most_symbols = HiddenMarkovParameters::most_symbols;

  int states, symbols;
  double largest_log_transition;
  double start_law[most_states];
  double start_edges[most_states];  ///< cumulative probabilities; exactly 1 from the last possible outcome on
  double transition_edges[most_states][most_states];
  double emission_edges[most_states][most_symbols];
  double transition[most_states][most_states];
  double log_of_transition[most_states][most_states];
  double emission[most_states][most_symbols];
  double log_of_emission[most_states][most_symbols];

  static HiddenMarkov from(const Parameters& p) {
    HiddenMarkov m{};
    const int k = p.states();
    m.states = k;
    m.symbols = p.symbols();
    m.largest_log_transition = math::log_zero;
    add_up(p.start, k, 0, m.start_edges);
    for (int i = 0; i < k; ++i) {
      m.start_law[i] = Parameters::entry(p.start, k, 0, i);
      add_up(p.transition, k, i, m.transition_edges[i]);
      add_up(p.emission, m.symbols, i, m.emission_edges[i]);
      for (int j = 0; j < k; ++j) {
        m.transition[i][j] = Parameters::entry(p.transition, k, i, j);
        m.log_of_transition[i][j] = math::times_log(1.0, m.transition[i][j]);
        if (m.log_of_transition[i][j] > m.largest_log_transition) m.largest_log_transition = m.log_of_transition[i][j];
      }
      for (int s = 0; s < m.symbols; ++s) {
        m.emission[i][s] = Parameters::entry(p.emission, m.symbols, i, s);
        m.log_of_emission[i][s] = math::times_log(1.0, m.emission[i][s]);
      }
    }
    return m;
  }

  STARLING_FUNCTION void start(const double* /*normal*/, const double* uniform, double* state) const {
    state[0] = pick(start_edges, states, uniform[0]);
  }

  STARLING_FUNCTION void step(std::int64_t /*time*/, const double* state, const double* /*normal*/,
                              const double* uniform, double* next) const {
    next[0] = pick(transition_edges[static_cast<int>(state[0])], states, uniform[0]);
  }

  /// -infinity for what is not a symbol.
  STARLING_FUNCTION double log_density(std::int64_t /*time*/, const double* state, const double* observation) const {
    const int symbol = symbol_of(observation);
    return symbol < 0 ? math::log_zero : log_of_emission[static_cast<int>(state[0])][symbol];
  }

  STARLING_FUNCTION void observe(std::int64_t /*time*/, const double* state, const double* /*normal*/,
                                 const double* uniform, double* observation) const {
    observation[0] = pick(emission_edges[static_cast<int>(state[0])], symbols, uniform[0]);
  }

  STARLING_FUNCTION double log_transition(std::int64_t /*time*/, const double* state, const double* next) const {
    return log_of_transition[static_cast<int>(state[0])][static_cast<int>(next[0])];
  }
  STARLING_FUNCTION double log_transition_bound(std::int64_t /*time*/) const { return largest_log_transition; }

  /// Why no state emits this; empty if one does.
  [[nodiscard]] std::string impossible_value(int /*component*/, double value) const {
    const int symbol = symbol_of(&value);
    if (symbol < 0) return "symbols are the whole numbers from 0 to " + std::to_string(symbols - 1);
    double most = 0.0;
    for (int i = 0; i < states; ++i) most = emission[i][symbol] > most ? emission[i][symbol] : most;
    return most > 0.0 ? "" : "no state emits this symbol";
  }

  /// The exact law of x_t given x_{t-1} and y_t; the weight does not depend on the draw.
  STARLING_FUNCTION void propose(std::int64_t /*time*/, const double* state, const double* observation,
                                 const double* /*normal*/, const double* uniform, double* next) const {
    next[0] = guided_pick(transition[static_cast<int>(state[0])], symbol_of(observation), uniform[0]);
  }
  STARLING_FUNCTION double log_proposal_weight(std::int64_t time, const double* state, const double* /*next*/,
                                               const double* observation) const {
    return log_look_ahead(time, state, observation);
  }

  /// The exact law of x_0 given y_0.
  STARLING_FUNCTION void propose_start(const double* observation, const double* /*normal*/, const double* uniform,
                                       double* state) const {
    state[0] = guided_pick(start_law, symbol_of(observation), uniform[0]);
  }
  STARLING_FUNCTION double log_start_weight(const double* /*state*/, const double* observation) const {
    return math::times_log(1.0, chance(start_law, symbol_of(observation)));
  }

  /// Exactly log p(y_t | x_{t-1}).
  STARLING_FUNCTION double log_look_ahead(std::int64_t /*time*/, const double* state, const double* observation) const {
    return math::times_log(1.0, chance(transition[static_cast<int>(state[0])], symbol_of(observation)));
  }

 private:
  /// Cumulative probabilities of row i, in which 1 is reached exactly.
  static void add_up(const std::vector<double>& table, int columns, int i, double* edges) {
    double reached = 0.0;
    int last = 0;
    for (int j = 0; j < columns; ++j) {
      const double probability = Parameters::entry(table, columns, i, j);
      if (probability > 0.0) last = j;
      reached += probability;
      edges[j] = reached < 1.0 ? reached : 1.0;
    }
    for (int j = last; j < columns; ++j) edges[j] = 1.0;
  }

  STARLING_FUNCTION static double pick(const double* edges, int count, double u) {
    double passed = 0.0;
    for (int j = 0; j < count; ++j) passed += edges[j] <= u ? 1.0 : 0.0;
    return passed;
  }

  /// The observation as an index; -1 if it is none.
  STARLING_FUNCTION int symbol_of(const double* observation) const {
    const double value = observation[0];
    if (!(value >= 0.0 && value < symbols)) return -1;
    return __builtin_floor(value) == value ? static_cast<int>(value) : -1;
  }

  /// The probability of a symbol where `law` is that of the state.
  STARLING_FUNCTION double chance(const double* law, int symbol) const {
    double total = 0.0;
    for (int to = 0; to < states; ++to) total += symbol < 0 ? 0.0 : law[to] * emission[to][symbol];
    return total;
  }

  /// The state given a symbol, where `law` is that of the state.
  STARLING_FUNCTION double guided_pick(const double* law, int symbol, double uniform) const {
    const double total = chance(law, symbol);
    const double point = uniform * total;
    double reached = 0.0;
    double passed = 0.0;
    for (int to = 0; to < states; ++to) {
      reached += symbol < 0 ? 0.0 : law[to] * emission[to][symbol];
      // The product may round up to the total; no outcome lies beyond that.
      passed += reached <= point && reached < total ? 1.0 : 0.0;
    }
    return passed;
  }
};

}  // namespace starling
