// The registry of processes.
#include "drivers/diffusion/processes/path.hpp"

namespace starling::diffusion {

namespace {

class NoProcess final : public ChosenProcess {
 public:
  void describe(Schema& /*schema*/) override {}
  [[nodiscard]] std::unique_ptr<Path> make(const Mixture& /*target*/, const Mixture& /*second*/) const override {
    return nullptr;
  }
  void check() const override {}
};

}  // namespace

const Choice& process_choice() {
  static const Choice choice(
      "process", "How the target is reached from noise, or from another mixture.", "which process",
      {{"ve", "x = x_0 + sigma z: variance exploding, and EDM.", chosen_variance_exploding},
       {"vp", "x = a x_0 + b z with a² + b² = 1: variance preserving.", chosen_variance_preserving},
       {"pfgm", "x = x_0 + sigma z, z of Student's law with D degrees of freedom: PFGM++ with D extra dimensions.",
        chosen_augmented},
       {"linear", "An interpolant from [second] to [target].", chosen_linear},
       {"trigonometric", "An interpolant from [second] to [target].", chosen_trigonometric},
       {"encoder_decoder", "An interpolant from [second] to noise, and on to [target].", chosen_encoder_decoder},
       {"none", "", make_chosen<NoProcess>}},
      "none");
  return choice;
}

}  // namespace starling::diffusion
