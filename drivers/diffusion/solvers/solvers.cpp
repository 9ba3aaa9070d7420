// The registry of solvers, and the keys that all have.
#include "drivers/diffusion/solvers/solver.hpp"

namespace starling::diffusion {

namespace {

class NoSolver final : public Solver {
 public:
  void describe(Schema& /*schema*/) override {}
  [[nodiscard]] int vectors() const override { return 0; }
  [[nodiscard]] std::vector<Stage> step(const Grid& /*grid*/, std::int64_t /*n*/) const override { return {}; }
  [[nodiscard]] bool needs_noising() const override { return false; }
  [[nodiscard]] bool remembers() const override { return false; }
};

}  // namespace

void Solver::describe_grid(Schema& schema) {
  schema.key("steps", grid_.steps, "steps from the start to the end").required().at_least(1).at_most(1e7);
  schema.key("grid", grid_.spacing, {{"edm", Spacing::edm}, {"lambda", Spacing::lambda}, {"time", Spacing::time}},
             "what is even between steps of a noising process: sigma^(1/rho), log sigma, or its time");
  schema.key("rho", grid_.rho, "exponent of the edm grid").at_least(1).at_most(100).symbol("rho");
}

const Choice& solver_choice() {
  static const Choice choice(
      "solver", "How particles go from one noise level to the next.", "which solver",
      {{"euler", "The probability flow in the process's time, order 1.", chosen_euler},
       {"heun", "The same, order 2, two evaluations per step.", chosen_heun},
       {"rk4", "The same, order 4, four evaluations per step.", chosen_runge_kutta_4},
       {"ddim", "The probability flow with the posterior mean held for a step.", chosen_ddim},
       {"dpm_multistep", "DPM-Solver++ with the last evaluations interpolated in log(a/b).", chosen_dpm_multistep},
       {"unipc", "The same with a corrector of one order more, which costs no evaluation.", chosen_unipc},
       {"euler_maruyama", "The reverse diffusion in the variance (b/a)²; what corrections weigh.",
        chosen_euler_maruyama},
       {"ancestral", "ddim with a part of the noise drawn anew; eta = 1 is ancestral sampling.", chosen_ancestral},
       {"interpolant_sde", "dx = (b + eps s) dt + sqrt(2 eps) dW of an interpolant.", chosen_interpolant_sde},
       {"lml_published", "ddim with its increment bent away from the last one, as published.", chosen_lml_published},
       {"schedule", "Steps that method.name = schedule_search found, each of its own order, prediction and length.",
        chosen_schedule},
       {"none", "", make_chosen<NoSolver>}},
      "none");
  return choice;
}

}  // namespace starling::diffusion
