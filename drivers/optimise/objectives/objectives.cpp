// The registry: one line per objective.
#include "drivers/optimise/objectives/objective.hpp"
#include "engine/deck/parameters.hpp"
#include "kernels/objectives/lennard_jones.hpp"
#include "kernels/objectives/quadratic.hpp"
#include "kernels/objectives/rosenbrock.hpp"
#include "kernels/objectives/waves.hpp"

namespace starling::optimise {

namespace {

template <class Kernel>
class KernelObjective final : public Objective {
 public:
  explicit KernelObjective(const Kernel& kernel) : kernel_(kernel) {}

  [[nodiscard]] int dimension() const override { return kernel_.dimension; }
  void costs(const consensus::Slots& slots, std::int64_t /*replica*/, double* cost) const override {
    Kokkos::parallel_for("costs", IndexRange(0, consensus::blocks_of(slots.count)),
                         consensus::CostBlocks<Kernel>{kernel_, slots.x, slots.stride, cost});
  }
  [[nodiscard]] Box box() const override {
    const auto size = static_cast<std::size_t>(kernel_.dimension);
    return {std::vector<double>(size, -kernel_.half_width), std::vector<double>(size, kernel_.half_width)};
  }
  [[nodiscard]] std::optional<double> minimum() const override { return kernel_.minimum(); }
  [[nodiscard]] std::optional<double> minimiser() const override { return kernel_.minimiser(); }

 private:
  Kernel kernel_;
};

template <class Kernel>
class ChosenKernel final : public ChosenObjective {
 public:
  void describe(Schema& schema) override { describe_numbers<Kernel>(parameters_, NumberDeclarer{schema}); }
  void check() const override { require_no_objection(Kernel::objection(parameters_)); }
  [[nodiscard]] std::unique_ptr<Objective> make(const ObjectivePlace& /*place*/) const override {
    return std::make_unique<KernelObjective<Kernel>>(Kernel::from(parameters_));
  }

 private:
  typename Kernel::Parameters parameters_;
};

template <class Kernel>
Alternative known(const std::string& remark) {
  return {Kernel::name, remark, make_chosen<ChosenKernel<Kernel>>};
}

}  // namespace

const Choice& objective_choice() {
  static const Choice choice("objective", "What is minimised (docs/optimise.md has the equations).", "which function",
                             {known<objectives::Quadratic>("A bowl, with a stiffness for each coordinate."),
                              known<objectives::Rastrigin>("A bowl with a minimum in every cell of a grid."),
                              known<objectives::Ackley>("A funnel in a rough plain."),
                              known<objectives::Griewank>("A wide bowl with waves that all coordinates make together."),
                              known<objectives::Rosenbrock>("A bent valley."),
                              known<objectives::LennardJones>("The energy of a cluster of atoms."),
                              {"logistic", "Minus the log posterior of a logistic regression.", chosen_logistic},
                              {"state_space",
                               "Minus the log evidence of a model of the smc job (docs/decks-smc.md), by particle "
                               "filters: maximum likelihood.",
                               chosen_state_space}});
  return choice;
}

}  // namespace starling::optimise
