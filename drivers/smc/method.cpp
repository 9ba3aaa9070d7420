// What the phases of a run are called.
#include "drivers/smc/method.hpp"

namespace starling::smc {

std::vector<PhaseLabel> phase_labels() {
  return {{"setup"},     {"propagation"}, {"weighting"},           {"resampling"},
          {"smoothing"}, {"moves"},       {"communication", true}, {"output"}};
}

}  // namespace starling::smc
