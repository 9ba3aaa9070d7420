// A sampler: what it does to all chains of a set in one unit of work.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/sgmcmc/chains/chain_set.hpp"

namespace starling::sgmcmc {

/// A unit of work: a step, or a proposal.
struct Unit {
  std::uint64_t evaluation = 0;  ///< number of its first evaluation of the gradient
  std::int64_t number = 0;       ///< since the sampler began
  double step = 0.0;             ///< epsilon, as the schedule has it
  bool burning_in = false;
};

/// Steps of length epsilon of all chains at once. All members except the plainest are collective over the target's group.
/// A sampler has no state of its own: what a chain must remember is in the arrays and numbers that it names, and what it
/// does is a function of them and of the unit.
class Sampler {
 public:
  Sampler() = default;
  virtual ~Sampler() = default;
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;

  /// Names of the arrays of a chain, besides its position, and of its numbers, for checkpoints.
  [[nodiscard]] virtual std::vector<std::string> vectors() const { return {}; }
  [[nodiscard]] virtual std::vector<std::string> scalars() const { return {}; }
  /// Evaluations of the gradient that a unit has numbers for.
  [[nodiscard]] virtual std::uint64_t evaluations() const { return 1; }
  /// Which of its arrays has momenta of the Gibbs law with mass 1, whose temperature tells of too large a step; empty if none.
  [[nodiscard]] virtual std::string momenta() const { return {}; }
  /// What p.p / d T is in the mean at the steps of this length, where nothing is stiff and gradients have no noise beyond
  /// what the sampler makes up for.
  [[nodiscard]] virtual double kinetic_temperature(double /*step*/) const { return 1.0; }
  /// Whether a unit is a proposal that may be rejected.
  [[nodiscard]] virtual bool proposes() const { return false; }
  /// How many of its units 0, ..., number - 1 leave something of the law that is sampled.
  [[nodiscard]] virtual std::int64_t drawable_before(std::int64_t number) const { return number; }

  /// Prepares chains at new positions, before unit 0.
  virtual void begin(ChainSet& chains, const Unit& unit) const = 0;
  virtual void advance(ChainSet& chains, const Unit& unit) const = 0;

  /// Says where, among the arrays and numbers of a set, its own begin.
  void place(const ChainSlots& first) { first_ = first; }

 protected:
  /// Its own, in the order of their names.
  [[nodiscard]] double* own(ChainSet& chains, int vector) const { return chains.vector(first_.vectors + vector); }
  [[nodiscard]] std::vector<double>& own_scalar(ChainSet& chains, int scalar) const {
    return chains.scalar(first_.scalars + scalar);
  }
  [[nodiscard]] std::vector<double> load_own(const ChainSet& chains, int vector, std::size_t chain) const {
    return chains.load(first_.vectors + vector, chain);
  }
  void store_own(ChainSet& chains, int vector, std::size_t chain, const std::vector<double>& values) const {
    chains.store(first_.vectors + vector, chain, values);
  }

 private:
  ChainSlots first_;
};

}  // namespace starling::sgmcmc
