// How the parameters of a network are found: numbers of a deck.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/deck/schema.hpp"
#include "engine/learning/learning_rate.hpp"
#include "engine/learning/optimiser.hpp"

namespace starling::learning {

struct LearnerSettings {
  std::int64_t updates = 0;
  OptimiserKind optimiser = OptimiserKind::adam;
  std::int64_t batch = 1024;
  LearningRate rate{RateKind::cosine, 3e-3, 0, 0, 0.01};
  std::optional<std::int64_t> warm_up;
  double clip = 1.0;
  double average = 0.999;
  std::int64_t patience = 0;
};

/// What a job calls the things that its updates are made of.
struct LearnerWords {
  std::string rule_key;     ///< the key of LearnerSettings::optimiser
  std::string updates_key;  ///< with its section, that of LearnerSettings::updates
  std::string batch;        ///< what the batch counts
  std::string loss_unit;    ///< what gradients are clipped in units of
  std::string judgements;   ///< what patience counts
};

/// Declares the keys of all but `updates` in the open section.
void declare_learner(Schema& schema, LearnerSettings& settings, const LearnerWords& words);

/// Lays out the rate over the updates. Refuses a warm-up that is not below them, unless there are none.
void settle_rate(const Schema& schema, const std::string& section, const LearnerWords& words,
                 LearnerSettings& settings);

}  // namespace starling::learning
