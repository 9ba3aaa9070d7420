// Smoothers in tests: one record of settings for the three of them.
#pragma once

#include "drivers/smc/methods/smoothing/ffbs.hpp"
#include "drivers/smc/methods/smoothing/paris.hpp"
#include "drivers/smc/methods/smoothing/paris_gibbs.hpp"
#include "tests/drivers/smc/filter_runs.hpp"

namespace starling::smc::testing_support {

enum class SmootherName { paris, ffbs, paris_gibbs };

struct SmootherSettings {
  SmootherName name = SmootherName::paris;
  FilterSettings filter;
  Functional functional = Functional::product;
  int backward_draws = 2;            ///< of paris and paris_gibbs
  std::int64_t trajectories = 1000;  ///< of ffbs
  std::int64_t sweeps = 0;           ///< of paris_gibbs
  std::int64_t burn_in = 0;
};

inline ParisSettings paris_settings(const SmootherSettings& settings) {
  return {settings.filter, settings.backward_draws, settings.functional};
}

inline std::unique_ptr<Method> make_smoother(const MethodPlace& place, const StateSpace& model,
                                             const Observations& observations, const SmootherSettings& settings,
                                             const TableSettings& table) {
  switch (settings.name) {
    case SmootherName::paris:
      return make_paris(place, model, observations, paris_settings(settings), table);
    case SmootherName::ffbs:
      return make_ffbs(place, model, observations, {settings.filter, settings.trajectories, settings.functional},
                       table);
    default:
      return make_paris_gibbs(place, model, observations,
                              {paris_settings(settings), 1, settings.sweeps, settings.burn_in});
  }
}

}  // namespace starling::smc::testing_support
