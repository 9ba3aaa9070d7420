// Every dynamics of the registry, and the time step with it, as device code. Compiled only.
#include <variant>

#include "kernels/dynamics/advance.hpp"
#include "kernels/dynamics/registry.hpp"

namespace starling {

template <class Dynamics>
__global__ void call_dynamics(Dynamics dynamics, double* activity, double* direction, double uniform) {
  dynamics.start(direction, uniform, activity);
  dynamics.drive(activity, direction);
  dynamics.adopt(direction, activity);
}

template <class Functor>
__global__ void call_advance(Functor functor, int* alarm) {
  functor(threadIdx.x, *alarm);
}

template <int D, class... Each>
void call_each(const std::variant<Each...>&, double* activity, double* direction, int* alarm) {
  (call_dynamics<<<1, 1>>>(Each{}, activity, direction, 0.5), ...);
  (call_advance<<<1, 1>>>(AdvanceBlocks<D, Each, 1>{}, alarm), ...);
}

void call_every_dynamics(const Dynamics<1>& line, const Dynamics<2>& plane, const Dynamics<3>& space, double* activity,
                         double* direction, int* alarm) {
  call_each<1>(line, activity, direction, alarm);
  call_each<2>(plane, activity, direction, alarm);
  call_each<3>(space, activity, direction, alarm);
}

}  // namespace starling
