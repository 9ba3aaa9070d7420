// The registry and its methods: consensus-based optimisation, consensus hopping, consensus-based sampling.
#include <algorithm>
#include <cmath>

#include "drivers/optimise/methods/method.hpp"
#include "kernels/math/exponential.hpp"

namespace starling::optimise {

namespace {

/// Weights that sharpen as the run proceeds.
struct Sharpening {
  double alpha = 30.0;
  double growth = 1.0;
  double most = 1e15;

  void describe(Schema& schema) {
    schema.key("alpha", alpha, "exponent of the weights e^(-alpha E) at the start").greater_than(0).symbol("alpha");
    schema.key("alpha_growth", growth, "factor of alpha after each step").at_least(1).at_most(1e3);
    schema.key("alpha_maximum", most, "alpha grows no further").greater_than(0).at_most(1e15);
  }
  void check() const {
    if (alpha > most) fail_about("method.alpha_maximum", "method.alpha_maximum is less than method.alpha");
  }
  [[nodiscard]] double next(double exponent) const { return std::min(growth * exponent, most); }
};

enum class Diffusion { anisotropic, isotropic };

class Contracting final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    sharpening_.describe(schema);
    schema.key("drift", drift_, "rate at which slots go to the consensus").greater_than(0).symbol("lambda");
    schema.key("noise", noise_, "strength of the noise, which vanishes at the consensus").at_least(0).symbol("sigma");
    schema.key("time_step", time_step_, "time of a step").greater_than(0).symbol("dt");
    schema.key("diffusion", diffusion_, {{"anisotropic", Diffusion::anisotropic}, {"isotropic", Diffusion::isotropic}},
               "noise in proportion to the distance from the consensus along each coordinate, or to all of it");
  }
  void check(int /*dimension*/, std::int64_t /*particles*/) const override {
    sharpening_.check();
    if (drift_ * time_step_ >= 2.0) {
      fail_about("method.time_step", "method.drift times method.time_step is {}: from 2 on slots fly apart",
                 drift_ * time_step_);
    }
  }
  [[nodiscard]] double first_exponent() const override { return sharpening_.alpha; }
  [[nodiscard]] double next_exponent(double exponent) const override { return sharpening_.next(exponent); }

  void move(const MoveArrays& a) const override {
    consensus::make_move(consensus::Contraction{a.slots, a.consensus, drift_ * time_step_,
                                                noise_ * std::sqrt(time_step_), diffusion_ == Diffusion::isotropic,
                                                a.key, a.step, a.apart});
  }

 private:
  Sharpening sharpening_;
  double drift_ = 1.0;
  double noise_ = 5.0;
  double time_step_ = 0.01;
  Diffusion diffusion_ = Diffusion::anisotropic;
};

class Hopping final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    sharpening_.describe(schema);
    schema.key("radius", radius_, "deviation of the slots around the consensus").greater_than(0).symbol("s");
  }
  void check(int /*dimension*/, std::int64_t /*particles*/) const override { sharpening_.check(); }
  [[nodiscard]] double first_exponent() const override { return sharpening_.alpha; }
  [[nodiscard]] double next_exponent(double exponent) const override { return sharpening_.next(exponent); }
  [[nodiscard]] bool leaves_a_point() const override { return true; }

  void move(const MoveArrays& a) const override {
    consensus::make_move(consensus::Hop{a.slots, a.consensus, radius_, a.key, a.step, a.apart});
  }

 private:
  Sharpening sharpening_;
  double radius_ = 0.2;
};

enum class Mode { sample, optimise };

class Sampling final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    schema.key("beta", beta_, "exponent of the weights e^(-beta E)").greater_than(0).symbol("beta");
    schema.key("time_step", time_step_, "time of a step").greater_than(0).symbol("dt");
    schema.key("mode", mode_, {{"sample", Mode::sample}, {"optimise", Mode::optimise}},
               "noise with the factor 1 + beta, under which e^(-E) is the fixed point of Gaussians, or with 1");
  }
  void check(int dimension, std::int64_t particles) const override {
    if (dimension > most_target_dimensions) {
      fail_about("method.name", "method.name = consensus_sampling takes at most {} coordinates; the objective has {}",
                 most_target_dimensions, dimension);
    }
    if (particles <= dimension) {
      fail_about("ensemble.particles",
                 "is {}: method.name = consensus_sampling needs more slots than the {} coordinates, whose covariance "
                 "collapses otherwise",
                 particles, dimension);
    }
  }
  [[nodiscard]] double first_exponent() const override { return beta_; }
  [[nodiscard]] bool needs_covariance() const override { return true; }

  void move(const MoveArrays& a) const override {
    const double kept = math::exp(-time_step_);
    const double scale = std::sqrt((1.0 - kept * kept) * (mode_ == Mode::sample ? 1.0 + beta_ : 1.0));
    LowerTriangle factor = *a.deviation;
    for (double& element : factor.element) element *= scale;
    consensus::make_move(consensus::Resettling{a.slots, a.consensus, kept, factor, a.key, a.step, a.apart});
  }

 private:
  double beta_ = 1.0;
  double time_step_ = 0.5;
  Mode mode_ = Mode::sample;
};

}  // namespace

const Choice& method_choice() {
  static const Choice choice(
      "method", "How slots move (docs/optimise.md has the equations).", "the algorithm",
      {{"cbo", "Consensus-based optimisation: slots drift to the consensus, with noise that vanishes there.",
        make_chosen<Contracting>},
       {"consensus_hopping", "Slots are drawn around the consensus, which hops to theirs.", make_chosen<Hopping>},
       {"consensus_sampling",
        "Slots relax to their weighted mean and covariance, and sample e^(-E) where it is normal.",
        make_chosen<Sampling>}});
  return choice;
}

}  // namespace starling::optimise
