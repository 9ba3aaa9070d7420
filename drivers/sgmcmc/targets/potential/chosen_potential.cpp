// The keys of potentials in [target].
#include <cmath>

#include "drivers/sgmcmc/targets/potential/potential_target.hpp"
#include "engine/deck/registry_names.hpp"
#include "engine/deck/schema.hpp"
#include "kernels/descriptors/cutoffs.hpp"
#include "kernels/networks/activations.hpp"
#include "kernels/networks/dense_stack.hpp"

namespace starling::sgmcmc {
namespace {

void describe_data(Schema& schema, PotentialSettings& settings) {
  schema
      .key("file", settings.file,
           settings.teacher ? "extended XYZ in Angstrom, whose forces are not used: the configurations to learn from"
                            : "extended XYZ with forces, in eV and Angstrom: the training data")
      .required();
  schema.key(
      "test_file", settings.test_file,
      "the same of another trajectory, of which forces are monitored, and compared with its labels if it has any");
  schema
      .key("snapshots", settings.snapshots,
           "how many of the file are learned from, the first; 0: all that are not held out")
      .at_least(0);
  schema
      .key("held_out", settings.held_out,
           "how many of the file, the last, are not learned from but take the place of a test file")
      .at_least(0);
  schema
      .key("test_snapshots", settings.test_snapshots,
           "how many configurations of the test file are monitored, evenly spaced; without one, of those held out, or "
           "learned from")
      .at_least(1);
  if (settings.teacher) return;
  schema.key("label_noise", settings.label_noise, "standard deviation of noise that is added to the forces of the file")
      .at_least(0)
      .unit("eV/Angstrom");
}

void describe_functions(Schema& schema, PotentialSettings& settings) {
  schema.key("functions_file", settings.functions_file,
             "an input.nn of n2p2 whose symmetry functions and cutoff are taken; mw24 if unset");
  schema.key("cutoff", settings.cutoff, "cutoff function of mw24")
      .one_of(names_of<descriptors::Cutoffs>())
      .unset_means("cosine");
  schema.key("scaling", settings.scaling,
             {{"deviation", potentials::Scaling::deviation}, {"range", potentials::Scaling::range}},
             "what functions are scaled by, over all snapshots of the file");
  schema.key("repulsion_strength", settings.repulsion_strength, "of the pair repulsion beside the network; 0: none")
      .at_least(0)
      .unit("eV");
  schema.key("repulsion_range", settings.repulsion_range, "its sigma").greater_than(0).unit("Angstrom");
  schema.key("repulsion_cutoff", settings.repulsion_cutoff, "where it ends").greater_than(0).unit("Angstrom");
}

void describe_posterior(Schema& schema, PotentialSettings& settings) {
  schema.key("spread", settings.spread, "standard deviation of the weights' prior").greater_than(0).symbol("tau");
  schema.key("noise_mean", settings.noise_mean, "prior mean of the force labels' noise")
      .greater_than(0)
      .unit("eV/Angstrom")
      .symbol("m_s");
  schema
      .key("noise_median", settings.noise_median,
           "with noise_spread: median of the force labels' noise, whose logarithm is normal then")
      .greater_than(0)
      .unit("eV/Angstrom");
  schema.key("noise_spread", settings.noise_spread, "standard deviation of that logarithm").greater_than(0);
  schema
      .key("test_forces", settings.test_forces,
           "how many force components of each monitored configuration are monitored, evenly spaced")
      .at_least(settings.teacher ? 1 : 0)
      .at_most(10000);
  schema.key(
      "storage", settings.storage,
      {{"f64", potentials::Storage::f64},
       {"f32", potentials::Storage::f32},
       {"recompute", potentials::Storage::recompute}},
      "what is kept of the functions' derivatives: f32 halves the memory and changes bits, recompute keeps none");
  if (settings.teacher) return;
  schema
      .key("energy_noise_mean", settings.energy_noise_mean,
           "prior mean of the noise of a configuration's energy; unset: energies are not learned from")
      .greater_than(0)
      .unit("eV");
  schema
      .key("virial_noise_mean", settings.virial_noise_mean,
           "prior mean of the noise of a virial's components; unset: virials are not learned from")
      .greater_than(0)
      .unit("eV");
  schema.key("start_noise", settings.start_noise, "noise of forces where chains begin; unset: a draw from its prior")
      .greater_than(0)
      .unit("eV/Angstrom");
}

/// Any kind of potential.
class ChosenPotential final : public ChosenTarget {
 public:
  ChosenPotential(bool linear, bool teacher) {
    settings_.linear = linear;
    settings_.teacher = teacher;
  }

  void describe(Schema& schema) override {
    describe_data(schema, settings_);
    describe_functions(schema, settings_);
    if (!settings_.linear) {
      schema.key("hidden", settings_.hidden, "widths of the hidden layers").at_least(1).at_most(4096);
      schema.key("activation", settings_.activation, "of the hidden layers").one_of(names_of<networks::Activations>());
      schema.key("energy_scale", settings_.energy_scale, "what the networks' output is multiplied by")
          .greater_than(0)
          .unit("eV")
          .symbol("A");
    }
    describe_posterior(schema, settings_);
    if (settings_.linear) {
      schema
          .key(
              "whitened_noise", settings_.whitened_noise,
              "noise of forces for which parameters are transformed so that their posterior is nearly standard normal, "
              "around which chains then begin; unset: they are the weights themselves")
          .greater_than(0)
          .unit("eV/Angstrom");
    }
  }

  void check() const override {
    if (!settings_.functions_file.empty() && !settings_.cutoff.empty())
      fail_about("target.cutoff", "does nothing with target.functions_file, which has its own");
    const bool repels = settings_.repulsion_strength > 0.0;
    if (repels != settings_.repulsion_range.has_value() || repels != settings_.repulsion_cutoff.has_value()) {
      fail_about("target.repulsion_strength",
                 "a repulsion has a strength above 0, a range and a cutoff: all three or none");
    }
    if (settings_.held_out > 0 && !settings_.test_file.empty())
      fail_about("target.held_out", "does nothing with target.test_file, where forces are monitored");
    if (settings_.noise_median.has_value() != settings_.noise_spread.has_value())
      fail_about("target.noise_median", "a normal law of log s has a median and a spread: both or none");
    if (settings_.noise_spread && settings_.noise_mean != PotentialSettings().noise_mean)
      fail_about("target.noise_mean", "does nothing with target.noise_median, which makes another prior");
    if (settings_.whitened_noise && (settings_.energy_noise_mean || settings_.virial_noise_mean))
      fail_about("target.whitened_noise", "needs forces as the only labels");
    if (settings_.whitened_noise && settings_.start_noise)
      fail_about("target.start_noise", "does nothing with target.whitened_noise, around which chains begin");
    if (settings_.linear) return;
    if (settings_.hidden.empty() || std::cmp_greater(settings_.hidden.size(), networks::most_hidden_layers)) {
      fail_about("target.hidden", "there must be 1 to {} hidden layers", networks::most_hidden_layers);
    }
    for (const double width : settings_.hidden) {
      if (width != std::floor(width)) fail_about("target.hidden", "{} is not a whole number", width);
    }
  }

  [[nodiscard]] bool calibrates() const override { return settings_.teacher; }
  [[nodiscard]] std::unique_ptr<Target> make(const TargetPlace& place) const override {
    return make_potential_target(place, settings_, read_potential_data(place, settings_));
  }

 private:
  PotentialSettings settings_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_potential() { return std::make_unique<ChosenPotential>(false, false); }
std::unique_ptr<Chosen> chosen_linear_potential() { return std::make_unique<ChosenPotential>(true, false); }
std::unique_ptr<Chosen> chosen_teacher() { return std::make_unique<ChosenPotential>(false, true); }

}  // namespace starling::sgmcmc
