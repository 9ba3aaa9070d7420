// The pinned mathematics, geometry and random numbers as device code. Compiled only: errors are the test.
#include "kernels/math/arctangent.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/hyperbolic.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/math/sinc.hpp"
#include "kernels/math/softplus.hpp"
#include "kernels/math/softplus_integral.hpp"
#include "kernels/math/trigonometry.hpp"
#include "kernels/networks/activations.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/normal.hpp"
#include "kernels/random/step_normals.hpp"
#include "kernels/random/uniform.hpp"
#include "kernels/space/box.hpp"
#include "kernels/space/region.hpp"

namespace starling {

__global__ void call_mathematics(const double* in, double* out) {
  const double x = in[threadIdx.x];
  double* result = out + 16 * threadIdx.x;
  const math::SineCosine turn = math::sine_cosine_of_turn(x);
  const math::SineCosine angle = math::sine_cosine(x);
  const math::Softplus both = math::softplus_and_derivative(x);
  result[0] = math::exp(x) + math::exp_in_range(x);
  result[1] = math::log(x) + math::minus_two_log(x);
  result[2] = turn.sine + turn.cosine + angle.sine + angle.cosine;
  result[3] = math::softplus(x) + math::sigmoid(x) + both.value + both.derivative;
  const math::SincCosine turned = math::sinc_cosine(x);
  result[6] = turned.sinc + turned.cosine + math::tanh(x);
  result[4] = math::atan2(x, result[0]) + math::softplus_integral(x);
  result[5] = math::signed_to_double(static_cast<std::int64_t>(threadIdx.x)) + math::round_to_integer(x).value;
}

template <class Activation, class Real>
__global__ void call_activation(const Real* in, Real* out) {
  const Real x = in[threadIdx.x];
  const networks::Derivatives<Real> all = Activation::derivatives(x);
  out[threadIdx.x] = Activation::value(x) + all.value + all.first + all.second;
}

template __global__ void call_activation<networks::Silu>(const float*, float*);
template __global__ void call_activation<networks::Silu>(const double*, double*);
template __global__ void call_activation<networks::Gelu>(const float*, float*);
template __global__ void call_activation<networks::Gelu>(const double*, double*);
template __global__ void call_activation<networks::Tanh>(const float*, float*);
template __global__ void call_activation<networks::Tanh>(const double*, double*);
template __global__ void call_activation<networks::Softplus>(const float*, float*);
template __global__ void call_activation<networks::Softplus>(const double*, double*);
template __global__ void call_activation<networks::Identity>(const float*, float*);

__global__ void call_single_precision(const float* in, float* out) {
  const float x = in[threadIdx.x];
  out[threadIdx.x] = math::exp(x) + math::sigmoid(x) + math::softplus(x) + math::tanh(x);
}

__global__ void call_random(const std::int32_t* entity, std::uint64_t step, double* out) {
  const random::Key key = random::make_key(step, 1, 2, 3);
  const auto id = static_cast<std::uint32_t>(entity[threadIdx.x]);
  float lanes[5][1];
  double uniforms[3][1];
  random::uniforms<3, 1>(entity + threadIdx.x, key, step, random::Purpose::dynamics_uniform, uniforms);
  random::step_normals<5, 1>(entity + threadIdx.x, key, step, random::Purpose::dynamics, lanes);
  out[threadIdx.x] = random::normal(id, key, step, random::Purpose::dynamics, 3) +
                     random::uniform(id, key, step, random::Purpose::initial_position, 1) + lanes[4][0] +
                     uniforms[2][0];
}

template <int D>
__global__ void call_space(const double* point, Region<D> region, Box<D> box, double* out) {
  const Wrapped wrapped = wrap(point[0], box.edge[0]);
  out[0] = wrapped.coordinate + wrapped.crossings + minimum_image(point[0] - point[1], box.edge[0]);
  out[1] = contains(region, point) ? squared_distance(point, region, box) : 0.0;
}

template __global__ void call_space<1>(const double*, Region<1>, Box<1>, double*);
template __global__ void call_space<2>(const double*, Region<2>, Box<2>, double*);
template __global__ void call_space<3>(const double*, Region<3>, Box<3>, double*);

}  // namespace starling
