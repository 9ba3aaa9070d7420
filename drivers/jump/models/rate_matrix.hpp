// Rates of a Markov jump process with few states, and what is exactly known of it.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "kernels/jump/arrays.hpp"
#include "kernels/kokkos_compatibility.hpp"

namespace starling::jump {

/// q_ij at rate[i * states + j]; the diagonal is 0.
struct RateMatrix {
  std::int64_t states = 0;
  std::vector<double> rate;

  [[nodiscard]] double at(std::int64_t i, std::int64_t j) const {
    return rate[static_cast<std::size_t>(i * states + j)];
  }
  [[nodiscard]] double exit_rate(std::int64_t i) const;
  /// The largest exit rate.
  [[nodiscard]] double fastest() const;
};

/// What a transition adds to a current: matrix of `states`^2, of which c_ji = -c_ij.
using Gains = std::vector<double>;

/// ln(q_ij / q_ji); fails with bad_input about `key`, naming the pair, where one of a pair is 0 and the other not.
[[nodiscard]] Gains entropy_gains(const RateMatrix& matrix, const std::string& key);
/// 1 for each pair i, j of the list and -1 for its reverse. Fails with bad_input about `key` where a pair is no pair of states,
/// stands there twice, either way round, or has no rate either way.
[[nodiscard]] Gains current_gains(const RateMatrix& matrix, const std::vector<double>& pairs, const std::string& key);

/// The rates and gains in device memory.
struct DeviceRates {
  int width = 1;
  DeviceArray<double> edge;
  DeviceArray<Transition> transition;
  DeviceArray<double> mean_dwell;

  DeviceRates(const RateMatrix& matrix, const Gains& entropy_gain, const Gains& current_gain);
  [[nodiscard]] RateTable view() const;
};

/// pi Q = 0 by the elimination of Grassmann, Taksar and Heyman, which subtracts nothing; none where some state cannot be
/// reached again from another: then there is no law, or more than one.
[[nodiscard]] std::optional<std::vector<double>> stationary_law(const RateMatrix& matrix);

/// p e^(Q t) of a row p, by uniformisation in pieces of at most 64 jumps: terms are positive, and what is left out of a piece is
/// below 1e-16. A law that a piece changes by less than 1e-15 has relaxed: what is slower than some 1e-17 of the largest exit
/// rate is not followed. Empty where it takes more than `most_work` products.
[[nodiscard]] std::vector<double> propagated(const RateMatrix& matrix, std::vector<double> p, double time,
                                             double most_work = std::numeric_limits<double>::infinity());

/// sum over i, j of pi_i q_ij g_ij.
[[nodiscard]] double mean_gain(const RateMatrix& matrix, const std::vector<double>& law, const Gains& gains);

/// Mean time until `to` is first reached from `from`; none if it may never be.
[[nodiscard]] std::optional<double> mean_passage(const RateMatrix& matrix, std::int64_t from, std::int64_t to);

/// lim ln E[e^(k A_t)] / t of A = sum of gains: the largest eigenvalue of q_ij e^(k g_ij) less the exit rates, of an irreducible
/// matrix, by squaring a positive matrix with its eigenvectors until its growth no longer changes, 60 times at most.
[[nodiscard]] double scaled_generating_function(const RateMatrix& matrix, const Gains& gains, double k);

/// lim Var(A_t) / t of an irreducible matrix: the second derivative of that at k = 0, by differences of fourth order; 0 where
/// nothing gains. It takes four of these functions.
[[nodiscard]] double variance_rate(const RateMatrix& matrix, const Gains& gains);

}  // namespace starling::jump
