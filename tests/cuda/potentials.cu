// Symmetry functions and potentials as device code. Compiled only: errors are the test.
#include "kernels/potentials/repulsion.hpp"
#include "kernels/potentials/snapshot.hpp"

namespace starling::potentials {

template <class Stored>
__global__ void call_snapshot(PotentialView potential, const double* packed, Configurations all,
                              typename Snapshot<Stored>::Descriptors of, double* memory, Labels labels,
                              LossWeights weights, double* gradient, SnapshotValues* values) {
  Snapshot<Stored> snapshot(potential, packed, all, 0, of, memory, 32);
  *values = snapshot.evaluate(labels, weights);
  snapshot.differentiate(labels, weights, *values, gradient);
  gradient[0] += snapshot.forces()[0] + static_cast<double>(snapshot.workspace_size());
}

template <class Stored>
__global__ void call_description(PotentialView potential, const descriptors::Neighbour* neighbours, double* scratch,
                                 double* values, Stored* derivatives, double* packed) {
  describe_atom<Stored>(potential, 0, neighbours, 8, scratch, values, derivatives);
  pack_layer(potential.element[0].layer[0], values, packed, scratch);
  values[0] = Repulsion{}.at(values[0]).slope + static_cast<double>(describe_scratch(potential, 8));
}

template __global__ void call_snapshot<double>(PotentialView, const double*, Configurations,
                                               typename Snapshot<double>::Descriptors, double*, Labels, LossWeights,
                                               double*, SnapshotValues*);
template __global__ void call_snapshot<float>(PotentialView, const double*, Configurations,
                                              typename Snapshot<float>::Descriptors, double*, Labels, LossWeights,
                                              double*, SnapshotValues*);
template __global__ void call_description<double>(PotentialView, const descriptors::Neighbour*, double*, double*,
                                                  double*, double*);
template __global__ void call_description<float>(PotentialView, const descriptors::Neighbour*, double*, double*, float*,
                                                 double*);

}  // namespace starling::potentials
