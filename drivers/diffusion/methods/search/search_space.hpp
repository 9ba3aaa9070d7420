// The schedules that a search looks through.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/diffusion/solvers/schedule.hpp"
#include "kernels/random/philox.hpp"

namespace starling::diffusion {

struct SearchSettings {
  std::int64_t steps = 0;  ///< evaluations of a schedule
  int most_order = 3;
  bool corrects = true;                                 ///< whether steps may be corrected
  std::vector<double> rhos{3.0, 5.0, 7.0, 10.0, 15.0};  ///< grids even in sigma^(1/rho), beside that even in log sigma
};

class SearchSpace {
 public:
  SearchSpace(const SearchSettings& settings, const Path& path);

  /// Grids times orders, predictions and correctors of each step, without the ties: the first step is of order 1, where data and
  /// noise are the same unless it is corrected, an order is at most the number of evaluations, the last step has no corrector. As
  /// a double, which may be very large.
  [[nodiscard]] double count() const;
  /// Number `index` of them.
  [[nodiscard]] Schedule candidate(std::int64_t index) const;
  /// Those with the same order, prediction and corrector at every step: the solvers that need no search.
  [[nodiscard]] std::vector<Schedule> uniform() const;

  /// A child of two of the parents, which lie best first: with probability 1/2 each step's decisions are those of either and the grid
  /// is that of either; then each decision changes with probability .3, and so do the grid's interior points, each by up to
  /// .03 of the range of log sigma or less. The first step's prediction is inherited. It is a function of the arguments.
  [[nodiscard]] Schedule child(const std::vector<Schedule>& parents, random::Key key, std::int64_t generation,
                               std::int64_t number) const;

 private:
  [[nodiscard]] int orders_at(std::int64_t step) const;

  SearchSettings settings_;
  std::vector<std::vector<double>> grids_;
};

/// What a uniform schedule is called.
[[nodiscard]] std::string name_of(const Schedule& uniform, const SearchSettings& settings, std::size_t grid);

}  // namespace starling::diffusion
