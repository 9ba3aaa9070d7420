// Setting a model's numbers, each within its limits.
#include "drivers/smc/model_entry.hpp"

#include <cmath>

namespace starling::smc {

namespace {

/// "greater than 0 and less than 1".
std::string in_words(const Limits& limits) {
  std::string words;
  const auto add = [&words](const char* relation, double bound) {
    if (!std::isfinite(bound)) return;
    words += fmt::format("{}{} {}", words.empty() ? "" : " and ", relation, bound);
  };
  add("greater than", limits.above);
  add("at least", limits.at_least);
  add("less than", limits.below);
  add("at most", limits.at_most);
  return words;
}

bool allows(const Limits& limits, double value) {
  return value > limits.above && value >= limits.at_least && value < limits.below && value <= limits.at_most;
}

}  // namespace

void ParameterSetter::operator()(const char* name, double& value, const char* /*meaning*/, const Limits& limits) const {
  const std::vector<double>* values = given(name, limits);
  if (values == nullptr) return;
  if (values->size() != 1)
    fail_about(std::string("model.") + name, "model.{} is one number, not {}", name, values->size());
  value = values->front();
}

void ParameterSetter::operator()(const char* name, std::vector<double>& values, const char* /*meaning*/,
                                 const Limits& limits) const {
  const std::vector<double>* list = given(name, limits);
  if (list == nullptr) return;
  if (list->empty()) fail_about(std::string("model.") + name, "model.{} is an empty list", name);
  values = *list;
}

const std::vector<double>* ParameterSetter::given(const char* name, const Limits& limits) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return nullptr;
  for (const double value : found->second) {
    if (!std::isfinite(value))
      fail_about(std::string("model.") + name, "model.{} = {} is not a finite number", name, value);
    if (!allows(limits, value)) {
      fail_about(std::string("model.") + name, "model.{} = {} is out of range: it must be {}", name, value,
                 in_words(limits));
    }
  }
  return &found->second;
}

}  // namespace starling::smc
