// Molecular dynamics as device code: a block of atoms through descriptors, network and the way back; the step of BAOAB; what is
// counted of lists. Compiled only: errors are the test.
#include "kernels/analysis/list_counts.hpp"
#include "kernels/dynamics/advance.hpp"
#include "kernels/dynamics/langevin.hpp"
#include "kernels/potentials/atom_blocks.hpp"

namespace starling {

__global__ void call_atoms(potentials::AtomBlocks atoms, double* memory, std::int64_t* size) {
  atoms.evaluate(atoms.blocks[blockIdx.x], memory + blockIdx.x * atoms.workspace_size(0));
  *size = atoms.workspace_size(0) + potentials::force_quanta(memory[0]);
}

__global__ void call_langevin(AdvanceBlocks<3, LangevinBaoab, 1> step, int* alarm, double* velocity) {
  step(threadIdx.x, *alarm);
  *velocity = step.dynamics.kick(0, *velocity, 1.0);
}

template <class Tally>
__global__ void call_counts(Tally body, std::int64_t* row) {
  body(threadIdx.x, threadIdx.x + 1, row);
}

template __global__ void call_counts(analysis::DistanceCounts, std::int64_t*);
template __global__ void call_counts(analysis::AngleCounts, std::int64_t*);

}  // namespace starling
