// Stochastic interpolants x_t = alpha x_0 + beta x_1 + gamma z between two mixtures. Albergo, Boffi and Vanden-Eijnden,
// arXiv 2303.08797.
#include <cmath>
#include <numbers>

#include "drivers/diffusion/processes/path.hpp"
#include "engine/failure.hpp"
#include "kernels/math/trigonometry.hpp"

namespace starling::diffusion {

namespace {

/// Coefficients at a time, and their rates. gamma enters by gamma^2 and gamma gamma' alone, so that gamma' may diverge.
struct Coefficients {
  double alpha, beta, gamma_squared;
  double alpha_rate, beta_rate, gamma_product;
};

using CoefficientsAt = Coefficients (*)(double time, double gamma);

/// alpha = 1 - t, beta = t, gamma^2 = g t (1 - t).
Coefficients linear_at(double time, double gamma) {
  return {1.0 - time, time, gamma * time * (1.0 - time), -1.0, 1.0, 0.5 * gamma * (1.0 - 2.0 * time)};
}

/// alpha = cos(pi t / 2), beta = sin(pi t / 2), gamma^2 = g t (1 - t).
Coefficients trigonometric_at(double time, double gamma) {
  const math::SineCosine turn = math::sine_cosine_of_turn(0.25 * time);
  constexpr double rate = 0.5 * std::numbers::pi;
  return {turn.cosine,       turn.sine,          gamma * time * (1.0 - time),
          -rate * turn.sine, rate * turn.cosine, 0.5 * gamma * (1.0 - 2.0 * time)};
}

/// To noise and back: alpha = cos^2(pi t) before 1/2, beta = cos^2(pi t) after it, gamma = sin^2(pi t).
Coefficients encoder_decoder_at(double time, double /*gamma*/) {
  const math::SineCosine turn = math::sine_cosine_of_turn(0.5 * time);
  const double square = turn.cosine * turn.cosine;
  const double rate = -2.0 * std::numbers::pi * turn.sine * turn.cosine;
  const double gamma = turn.sine * turn.sine;
  const bool before = time < 0.5;
  return {before ? square : 0.0, before ? 0.0 : square, gamma * gamma,
          before ? rate : 0.0,   before ? 0.0 : rate,   -gamma * rate};
}

class InterpolantPath final : public Path {
 public:
  InterpolantPath(Mixture from, Mixture to, CoefficientsAt coefficients, double gamma, bool backward)
      : from_(std::move(from)), to_(std::move(to)), at_(coefficients), gamma_(gamma), backward_(backward) {}

  /// The components are pairs (k, l): mean alpha m_k + beta m_l, variance alpha^2 s_k^2 + beta^2 s_l^2 + gamma^2.
  [[nodiscard]] FieldTables field(double time, const FieldWish& wish) const override {
    const Coefficients c = at_(time, gamma_);
    FieldTables tables{{to_.dimension, {}, {}, {}}, {}, {}};
    for (int k = 0; k < from_.components(); ++k) {
      for (int l = 0; l < to_.components(); ++l) {
        tables.law.weight.push_back(from_.weight[static_cast<std::size_t>(k)] *
                                    to_.weight[static_cast<std::size_t>(l)]);
        for (int d = 0; d < to_.dimension; ++d) add(c, wish, k, l, d, tables);
      }
    }
    return tables;
  }
  [[nodiscard]] const NoiseSchedule* schedule() const override { return nullptr; }
  [[nodiscard]] double first() const override { return backward_ ? 1.0 : 0.0; }
  [[nodiscard]] double last() const override { return backward_ ? 0.0 : 1.0; }

 private:
  void add(const Coefficients& c, const FieldWish& wish, int k, int l, int d, FieldTables& tables) const {
    const double mean = c.alpha * from_.mean_of(k, d) + c.beta * to_.mean_of(l, d);
    const double variance =
        c.alpha * c.alpha * from_.variance_of(k, d) + c.beta * c.beta * to_.variance_of(l, d) + c.gamma_squared;
    const double mean_rate = c.alpha_rate * from_.mean_of(k, d) + c.beta_rate * to_.mean_of(l, d);
    const double flow = (c.alpha_rate * c.alpha * from_.variance_of(k, d) +
                         c.beta_rate * c.beta * to_.variance_of(l, d) + c.gamma_product) /
                        variance;
    tables.law.mean.push_back(mean);
    tables.law.variance.push_back(variance);
    tables.slope.push_back(wish.velocity * flow - wish.score / variance);
    tables.offset.push_back(wish.velocity * (mean_rate - flow * mean) + wish.score * (mean / variance));
  }

  Mixture from_;
  Mixture to_;
  CoefficientsAt at_;
  double gamma_;
  bool backward_;
};

template <CoefficientsAt At, bool HasGamma>
class ChosenInterpolant final : public ChosenProcess {
 public:
  void describe(Schema& schema) override {
    if constexpr (HasGamma)
      schema.key("gamma", gamma_, "g of the noise gamma² = g t (1 - t); 0: none").at_least(0).at_most(1e4);
    schema.key("backward", backward_, "from [target] to [second] instead");
  }
  void check() const override {}
  [[nodiscard]] bool interpolates() const override { return true; }
  [[nodiscard]] std::unique_ptr<Path> make(const Mixture& target, const Mixture& second) const override {
    if (target.components() * second.components() > most_field_components) {
      fail_about("process.name",
                 "has a component for each pair of Gaussians of [second] and [target], {}; {} are the most",
                 target.components() * second.components(), most_field_components);
    }
    return std::make_unique<InterpolantPath>(second, target, At, gamma_, backward_);
  }

 private:
  double gamma_ = 2.0;
  bool backward_ = false;
};

}  // namespace

std::unique_ptr<Chosen> chosen_linear() { return std::make_unique<ChosenInterpolant<linear_at, true>>(); }
std::unique_ptr<Chosen> chosen_trigonometric() { return std::make_unique<ChosenInterpolant<trigonometric_at, true>>(); }
std::unique_ptr<Chosen> chosen_encoder_decoder() {
  return std::make_unique<ChosenInterpolant<encoder_decoder_at, false>>();
}

}  // namespace starling::diffusion
