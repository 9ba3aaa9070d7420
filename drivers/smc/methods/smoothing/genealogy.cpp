// Notes of parents.
#include "drivers/smc/methods/smoothing/genealogy.hpp"

namespace starling::smc {

void Genealogy::note(const ParticleFilter& filter) {
  if (filter.time() > 0) history_.append(filter.ancestor(), filter.population().now_stride());
}

}  // namespace starling::smc
