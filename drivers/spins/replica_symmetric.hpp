// What a dense associative memory does as N becomes infinite, by replica symmetry. Agliari, Fachechi, Marullo, Nonlinearity and
// statistics of dense networks (2022); Gardner (1987).
#pragma once

#include <cstdint>
#include <optional>

namespace starling::spins {

/// Of powers P, load alpha = K / N^(P-1), temperature T > 0 and noise rho of the examples.
struct MemoryLaw {
  std::int64_t power;
  double load;
  double temperature;
  double noise;
};

/// The state that remembers: m = E tanh h with the pattern, n = E xi tanh h with what the energy sees of it, q = E tanh^2 h;
/// h = (xi n^(P-1) + z sqrt(alpha r))/T, xi = (1 + z' sqrt(rho))/sqrt(1 + rho), r = E[g^(P-1) g'^(P-1)] of normal g, g' of correlation q
/// (P = 2: q/(1 - (1 - q)/T)^2). All zero where there is no such state; nothing where T is too low for the quadrature, or the
/// iteration has not settled.
struct RetrievalState {
  double magnetisation;
  double overlap;
  double order;
};
[[nodiscard]] std::optional<RetrievalState> replica_symmetric(const MemoryLaw& law);

/// E[g^p g'^p] of standard normal g, g' with correlation q, for odd p: sum over j of (p!/(2^j j! (p - 2j)!))^2 (p - 2j)! q^(p - 2j).
[[nodiscard]] double power_correlation(std::int64_t p, double q);

/// The largest load at T = 0 and rho = 0 with a state that remembers: for P > 2 max_y erf(y)^(2P - 2)/(2 y^2 (2P - 3)!!), for
/// P = 2 max_y (erf(y)/y - 2 e^(-y^2)/sqrt(pi))^2 / 2.
[[nodiscard]] double critical_load(std::int64_t power);

}  // namespace starling::spins
