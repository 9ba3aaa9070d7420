// The linear Gaussian model in every dimension.
#include "drivers/smc/models/linear_gaussian.hpp"

#include <utility>

#include "drivers/smc/models/chosen_model_of.hpp"
#include "kernels/state_space/linear_gaussian.hpp"

namespace starling::smc {

namespace {

template <int... Lower>
std::unique_ptr<StateSpace> make_in(int dimension, const LinearGaussianParameters& parameters,
                                    std::integer_sequence<int, Lower...> /*dimensions less one*/) {
  std::unique_ptr<StateSpace> made;
  ((dimension == Lower + 1 ? void(made = make_state_space<LinearGaussian<Lower + 1>>(parameters)) : void()), ...);
  return made;
}

class ChosenLinearGaussian final : public ModelNumbers<ChosenLinearGaussian, LinearGaussian<1>> {
 public:
  [[nodiscard]] std::unique_ptr<StateSpace> make(std::int64_t /*times*/) const override {
    const auto dimension = static_cast<int>(parameters_.dimension);
    if (dimension != parameters_.dimension) {
      fail_about("model.dimension", "model.dimension = {} is not a whole number", parameters_.dimension);
    }
    return make_in(dimension, parameters_,
                   std::make_integer_sequence<int, LinearGaussianParameters::most_dimensions>());
  }
};

}  // namespace

std::unique_ptr<Chosen> chosen_linear_gaussian() { return std::make_unique<ChosenLinearGaussian>(); }

}  // namespace starling::smc
