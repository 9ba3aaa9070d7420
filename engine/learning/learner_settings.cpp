// Keys of learners.
#include "engine/learning/learner_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace starling::learning {

void declare_learner(Schema& schema, LearnerSettings& settings, const LearnerWords& words) {
  schema.key(words.rule_key, settings.optimiser, {{"adam", OptimiserKind::adam}, {"radam", OptimiserKind::radam}},
             "rule of an update (Kingma & Ba 2015, Liu et al. 2020)");
  schema.key("batch", settings.batch, words.batch + " of an update, a multiple of 32").at_least(32).at_most(1e7);
  schema.key("rate", settings.rate.highest, "learning rate, the highest of a schedule").greater_than(0).at_most(1);
  schema.key("schedule", settings.rate.kind, {{"constant", RateKind::constant}, {"cosine", RateKind::cosine}},
             "how the rate goes on after the warm-up");
  schema.key("warm_up", settings.warm_up, "updates over which the rate rises")
      .at_least(0)
      .unit("updates")
      .unset_means("100, or a twentieth of " + words.updates_key);
  schema.key("final_fraction", settings.rate.final_fraction, "of the rate, at the end of a cosine")
      .at_least(0)
      .at_most(1);
  schema
      .key("clip", settings.clip,
           "largest norm of a gradient, in units of " + words.loss_unit + "; larger ones are shortened")
      .greater_than(0);
  schema.key("average", settings.average, "memory per update of the averaged parameters, which are the result")
      .at_least(0)
      .less_than(1);
  schema
      .key(
          "patience", settings.patience,
          words.judgements +
              " without a lower held-out loss after which training ends, with the best parameters; 0: it does not look")
      .at_least(0);
}

void settle_rate(const Schema& schema, const std::string& section, const LearnerWords& words,
                 LearnerSettings& settings) {
  settings.rate.warm_up = settings.warm_up.value_or(std::min<std::int64_t>(100, settings.updates / 20));
  if (settings.updates > 0 && settings.rate.warm_up >= settings.updates)
    schema.refuse(section + ".warm_up", fmt::format("must be below {} = {}", words.updates_key, settings.updates));
  settings.rate.updates = settings.updates;
}

}  // namespace starling::learning
