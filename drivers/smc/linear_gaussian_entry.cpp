// The linear Gaussian model in every dimension.
#include "drivers/smc/linear_gaussian_entry.hpp"

#include <utility>

#include "kernels/state_space/linear_gaussian.hpp"

namespace starling::smc {

namespace {

template <int... Lower>
std::unique_ptr<StateSpace> make_in(int dimension, const LinearGaussianParameters& parameters,
                                    std::integer_sequence<int, Lower...> /*dimensions less one*/) {
  std::unique_ptr<StateSpace> made;
  ((dimension == Lower + 1 ? void(made = make_from<LinearGaussian<Lower + 1>>(parameters)) : void()), ...);
  return made;
}

std::unique_ptr<StateSpace> make_linear_gaussian(const ModelParameters& values) {
  const auto parameters = parameters_of<LinearGaussianParameters, LinearGaussian<1>>(values);
  const auto dimension = static_cast<int>(parameters.dimension);
  if (dimension != parameters.dimension) {
    fail_about("model.dimension", "model.dimension = {} is not a whole number", parameters.dimension);
  }
  return make_in(dimension, parameters, std::make_integer_sequence<int, LinearGaussianParameters::most_dimensions>());
}

}  // namespace

ModelEntry linear_gaussian_entry() { return {describe_model<LinearGaussian<1>>(), make_linear_gaussian}; }

}  // namespace starling::smc
