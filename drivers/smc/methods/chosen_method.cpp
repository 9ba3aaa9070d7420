// Refusing models that lack something.
#include "drivers/smc/methods/chosen_method.hpp"

#include "engine/failure.hpp"

namespace starling::smc {

void require(bool has, const std::string& key, const std::string& value, const char* capability,
             const StateSpace& model) {
  if (has) return;
  fail_about(key, "{} = {} needs {}, which model '{}' does not have", key, value, capability, model.name());
}

void require_transition_density(const std::string& method, const StateSpace& model) {
  const std::string why_not = model.no_transition_density();
  if (!why_not.empty()) {
    fail_about("method.name", "method.name = {} needs the transition density, {}", method, why_not);
  }
}

}  // namespace starling::smc
