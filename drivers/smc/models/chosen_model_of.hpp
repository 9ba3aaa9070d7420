// From a model of the kernels to one that a deck can choose.
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "drivers/smc/models/chosen_model.hpp"
#include "drivers/smc/models/state_space_of.hpp"
#include "engine/deck/parameters.hpp"
#include "engine/failure.hpp"
#include "kernels/state_space/requirements.hpp"

namespace starling::smc {

/// The model with these parameters. Fails with the model's own objection if it has one.
template <class Model>
[[nodiscard]] std::unique_ptr<StateSpace> make_state_space(const typename Model::Parameters& parameters) {
  static_assert(meets_requirements<Model>());
  if constexpr (requires { Model::objection(parameters); }) {
    require_no_objection(Model::objection(parameters));
  }
  return std::make_unique<StateSpaceOf<Model>>(parameters);
}

/// Visitor of describe_numbers() that sets the number of this name.
struct NumberSetter {
  const std::string& name;
  double number;
  bool& found;

  template <class Value>
  void operator()(const char* each, Value& value, const char* /*meaning*/, const Limits& limits,
                  const Notation& = {}) const {
    if (name != each) return;
    const Complaint complaint = range_of(limits).check({number});
    if (!complaint.empty()) fail_about("model." + name, "model.{} = {}: {}", name, number, complaint);
    if constexpr (std::is_same_v<Value, std::vector<double>>) {
      if (value.size() != 1) fail_about("model." + name, "model.{} is a list, not one number", name);
      value[0] = number;
    } else {
      value = number;
    }
    found = true;
  }
};

/// What chosen models have in common: their numbers, as `Described` declares them.
template <class Own, class Described>
class ModelNumbers : public ChosenModel {
 public:
  void describe(Schema& schema) final { describe_numbers<Described>(parameters_, NumberDeclarer{schema}); }

  [[nodiscard]] std::unique_ptr<ChosenModel> with(const std::string& name, double number) const final {
    auto changed = std::make_unique<Own>();
    ModelNumbers& numbers = *changed;
    numbers.parameters_ = parameters_;
    bool found = false;
    describe_numbers<Described>(numbers.parameters_, NumberSetter{name, number, found});
    if (!found) fail_about("model." + name, "model.{}: the model {} has no such number", name, Described::name);
    return changed;
  }

 protected:
  typename Described::Parameters parameters_;
};

/// A model of kernels/state_space as a deck chooses it.
template <class Model>
class ChosenModelOf final : public ModelNumbers<ChosenModelOf<Model>, Model> {
 public:
  [[nodiscard]] std::unique_ptr<StateSpace> make(std::int64_t /*times*/) const override {
    return make_state_space<Model>(this->parameters_);
  }
};

}  // namespace starling::smc
