// Keys of the smc deck that do not go together.
#include <algorithm>

#include "drivers/smc/deck.hpp"
#include "drivers/smc/static_targets.hpp"

namespace starling::smc {

namespace {

using NameList = std::vector<MethodName>;

bool reads(const NameList& methods, MethodName method) {
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

/// Refuses a key that the deck's method does not read.
void only_for(const Schema& schema, const Deck& deck, const std::string& key, bool present, const NameList& methods) {
  if (present && !reads(methods, deck.method)) {
    schema.refuse(key, fmt::format("does nothing with method.name = {}", name_of(deck.method)));
  }
}

void check_method_keys(const Schema& schema, const Deck& deck) {
  const NameList smoothers{MethodName::paris, MethodName::paris_gibbs, MethodName::ffbs};
  const NameList with_draws{MethodName::paris, MethodName::paris_gibbs};
  const NameList gibbs{MethodName::paris_gibbs};
  const NameList entropic{MethodName::entropic};
  const NameList tempering{MethodName::tempering};
  const NameList in_time{MethodName::bootstrap, MethodName::guided, MethodName::auxiliary,  MethodName::entropic,
                         MethodName::paris,     MethodName::ffbs,   MethodName::paris_gibbs};
  only_for(schema, deck, "method.ess_threshold", deck.ess_threshold.has_value(), in_time);
  only_for(schema, deck, "method.backward_draws", deck.backward_draws.has_value(), with_draws);
  only_for(schema, deck, "method.trajectories", deck.trajectories.has_value(), {MethodName::ffbs});
  only_for(schema, deck, "method.chains", deck.chains.has_value(), gibbs);
  only_for(schema, deck, "method.sweeps", deck.sweeps.has_value(), gibbs);
  only_for(schema, deck, "method.burn_in", deck.burn_in.has_value(), gibbs);
  only_for(schema, deck, "method.functional", !deck.functional.empty(), smoothers);
  only_for(schema, deck, "method.annealing", !deck.annealing.empty(), entropic);
  only_for(schema, deck, "method.look_ahead", deck.look_ahead.has_value(), entropic);
  only_for(schema, deck, "method.on_extinction", !deck.on_extinction.empty(),
           {MethodName::bootstrap, MethodName::guided, MethodName::auxiliary, MethodName::entropic});
  only_for(schema, deck, "method.ess_target", deck.ess_target.has_value(), tempering);
  only_for(schema, deck, "method.moves", deck.moves.has_value(), tempering);
  only_for(schema, deck, "method.waste_free", deck.waste_free.has_value(), tempering);
}

void check_gibbs(const Schema& schema, const Deck& deck) {
  if (deck.method != MethodName::paris_gibbs) return;
  if (!deck.sweeps) schema.refuse("method.name", "needs method.sweeps");
  if (deck.burn_in.value_or(0) >= *deck.sweeps) {
    schema.refuse(deck.burn_in ? "method.burn_in" : "method.sweeps",
                  fmt::format("leaves no sweep to average: burn_in must be below sweeps = {}", *deck.sweeps));
  }
  if (!deck.resampling.empty() && deck.resampling != "multinomial") {
    schema.refuse(
        "method.resampling",
        "paris_gibbs needs multinomial: a slot pinned under another scheme does not leave the smoothing law as "
        "it is");
  }
  if (deck.particles < 2) schema.refuse("method.particles", "paris_gibbs needs at least 2: one is the path it has");
}

void check_tempering(const Schema& schema, const Deck& deck) {
  const bool tempering = deck.method == MethodName::tempering;
  const bool is_static = deck.model.choice != nullptr && deck.model.choice->is_static;
  if (tempering && !is_static) {
    std::vector<std::string> targets;
    for (const ModelDescription& target : static_targets()) targets.push_back(target.name);
    schema.refuse("method.name", fmt::format("needs a static target as model.name ({}), not {}",
                                             fmt::join(targets, ", "), deck.model.name));
  }
  if (!tempering && is_static) {
    schema.refuse("method.name", fmt::format("needs a model that moves in time; {} is a static target, for tempering",
                                             deck.model.name));
  }
  if (!tempering) return;
  if (deck.waste_free.value_or(false) && deck.particles % (deck.moves.value_or(method_settings(deck).moves)) != 0) {
    schema.refuse("method.particles",
                  fmt::format("must be a multiple of method.moves = {}, the length of the chains of "
                              "waste_free",
                              method_settings(deck).moves));
  }
}

void check_data(const Schema& schema, const Deck& deck) {
  const bool is_static = deck.method == MethodName::tempering;
  const bool wanted = !is_static || target_needs_data(deck.model.name);
  const std::string model = fmt::format("model.name = {}", deck.model.name);
  if (!wanted && !deck.file.empty()) schema.refuse("data.file", "does nothing with " + model);
  if (is_static && deck.simulate)
    schema.refuse("data.simulate", "does nothing with " + model + ", which does not move");
  if (!deck.file.empty() && deck.simulate) {
    schema.refuse("data.simulate", "there is data.file already: give one of the two");
  }
  if (wanted && deck.file.empty() && !deck.simulate) {
    schema.refuse("data.file", is_static ? "is missing: " + model + " needs it"
                                         : std::string("is missing: give a file, or data.simulate = T"));
  }
  if (deck.file.empty() && !deck.column.empty()) schema.refuse("data.column", "does nothing without data.file");
  if (deck.file.empty() && !deck.time.empty()) schema.refuse("data.time", "does nothing without data.file");
  if (is_static && !deck.time.empty())
    schema.refuse("data.time", "does nothing with " + model + ", whose rows have no order");
  if (deck.file.empty() && deck.length) schema.refuse("data.length", "does nothing without data.file");
  if (!deck.file.empty() && deck.column.empty()) schema.refuse("data.column", "is missing: which column of data.file?");
}

void check_output(const Schema& schema, const Deck& deck) {
  if (deck.genealogy && (deck.method == MethodName::paris_gibbs || deck.method == MethodName::tempering)) {
    schema.refuse("output.genealogy", fmt::format("does nothing with method.name = {}", name_of(deck.method)));
  }
  if (!deck.quantiles.empty() && (deck.method == MethodName::paris_gibbs || deck.method == MethodName::tempering)) {
    schema.refuse("output.quantiles", fmt::format("does nothing with method.name = {}", name_of(deck.method)));
  }
  if (!std::is_sorted(deck.quantiles.begin(), deck.quantiles.end()) ||
      std::adjacent_find(deck.quantiles.begin(), deck.quantiles.end()) != deck.quantiles.end()) {
    schema.refuse("output.quantiles", "must rise");
  }
  constexpr std::int64_t most = std::int64_t{1} << 52;
  if (deck.replicas > most / deck.particles / deck.chains.value_or(1)) {
    schema.refuse("ensemble.replicas", "replicas times particles are more than 2^52");
  }
}

}  // namespace

void check(const Schema& schema, const Deck& deck) {
  check_tempering(schema, deck);
  check_method_keys(schema, deck);
  check_gibbs(schema, deck);
  check_data(schema, deck);
  check_output(schema, deck);
}

}  // namespace starling::smc
