// From a model of the kernels to one that a deck can choose.
#pragma once

#include <memory>
#include <string>

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

/// A model of kernels/state_space as a deck chooses it.
template <class Model>
class ChosenModelOf final : public ChosenModel {
 public:
  void describe(Schema& schema) override { describe_numbers<Model>(parameters_, NumberDeclarer{schema}); }
  [[nodiscard]] std::unique_ptr<StateSpace> make(std::int64_t /*times*/) const override {
    return make_state_space<Model>(parameters_);
  }

 private:
  typename Model::Parameters parameters_;
};

}  // namespace starling::smc
