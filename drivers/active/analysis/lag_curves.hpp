// Curves against the time since the origins: mean-square displacement and the memory of activities.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/active/observables/observables.hpp"
#include "engine/io/tables/observables_file.hpp"
#include "engine/statistics/array_average.hpp"

namespace starling::active {

/// Averages of mean_square_displacement_curve and activity_correlation. Each observation adds one sample at its lag.
class LagCurves {
 public:
  /// Lags of `every`, 2 `every`, ... up to the displacement lag, of particles that are active or not.
  LagCurves(const Deck& deck, std::int64_t every, bool active);

  /// Adds what was observed `since` steps after equilibration; other lags than those of the axis are left out.
  void add(std::int64_t since, const Moments& moments);

  [[nodiscard]] std::vector<AveragedArray> arrays() const;
  [[nodiscard]] nlohmann::json save() const;
  /// Continues from save()'s state, which also says what the lags are.
  void load(const Deck& deck, const nlohmann::json& state);

 private:
  struct Curve {
    ArrayLayout layout;
    std::string undefined;
    ArrayAverage average;
  };

  std::int64_t every_;
  std::int64_t longest_;
  bool active_;
  Curve displacement_;
  Curve correlation_;
};

/// An average as an array of the file.
[[nodiscard]] AveragedArray averaged(const ArrayLayout& layout, const std::string& undefined,
                                     const ArrayAverage& average);

}  // namespace starling::active
