// Scores of a view of the particles: the one in closed form, and what a network adds to it.
#pragma once

#include "drivers/active/score/network.hpp"
#include "engine/learning/packed_layers.hpp"
#include "kernels/score/drive_view.hpp"
#include "kernels/score/linear_sweep.hpp"
#include "kernels/score/network_sweep.hpp"
#include "kernels/score/scale_sums.hpp"

namespace starling::active {

/// The score in closed form, and what all architectures share with it.
template <class View>
class LinearScore : public ScoreNetwork<View::dimension> {
 public:
  static constexpr int D = View::dimension;
  using List = score::ParticleList<D>;

  explicit LinearScore(const score::InputLengths& lengths) : lengths_(lengths) {}

  [[nodiscard]] score::ScoreShape shape() const override { return View::shape; }
  [[nodiscard]] learning::ParameterLayout layout() const override { return {}; }
  [[nodiscard]] std::vector<double> start(random::Key /*key*/) const override { return {}; }
  void set_parameters(std::span<const double> /*values*/) override {}
  void sum_linear(const List& list, double* sums) const override {
    add("sum linear", list, sums, score::AddLinear<View>{lengths_});
  }
  void sum_lengths(const List& list, double* sums) const override {
    add("sum lengths", list, sums, score::AddLengths<View>{lengths_});
  }
  void sum_inputs(const List& list, double* sums) const override {
    add("sum inputs", list, sums, score::AddInputs<View>{lengths_, this->scales.softness});
  }
  void evaluate(const List& list, const score::ScoreArrays& out) override {
    score::evaluate_linear<View>(list, this->scales, lengths_, out);
  }
  void differentiate(const List& /*list*/, float* /*gradient*/, double* /*sums*/) override {
    fail(ExitCode::internal_error, "a score in closed form has no parameters");
  }

 protected:
  [[nodiscard]] const score::InputLengths& lengths() const { return lengths_; }

 private:
  template <class Add>
  static void add(const char* label, const List& list, double* sums, const Add& add) {
    score::sum_over_particles<View>(label, list, Add::numbers, sums, add);
  }

  score::InputLengths lengths_;
};

/// That and a network, of which Block is the passes over a block of particles.
template <class Block>
class TrainedScore final : public LinearScore<typename Block::View> {
 public:
  using Linear = LinearScore<typename Block::View>;
  using typename Linear::List;
  using Architecture = typename Block::Architecture;

  TrainedScore(const score::InputLengths& lengths, const Architecture& of, networks::ActivationPlace activation)
      : Linear(lengths), of_(of), activation_(activation), layers_(of) {}

  [[nodiscard]] learning::ParameterLayout layout() const override { return learning::layout_of(of_); }
  [[nodiscard]] std::vector<double> start(random::Key key) const override { return learning::start_of(of_, key); }
  void set_parameters(std::span<const double> values) override { layers_.take(values); }

  void evaluate(const List& list, const score::ScoreArrays& out) override {
    score::evaluate_network<Block>(source(list), out, scratch_);
  }
  void differentiate(const List& list, float* gradient, double* sums) override {
    score::differentiate_network<Block>(source(list), gradient, sums, scratch_);
  }

 private:
  [[nodiscard]] typename Block::Source source(const List& list) const {
    return {list, {of_, activation_, layers_.views(), this->scales, this->lengths()}};
  }

  Architecture of_;
  networks::ActivationPlace activation_;
  learning::PackedLayers<float> layers_;
  score::BlockScratch<float> scratch_;
};

/// A network of these settings.
template <class Block>
[[nodiscard]] std::unique_ptr<ScoreNetwork<Block::View::dimension>> trained(const NetworkSettings& settings,
                                                                            const score::InputLengths& lengths,
                                                                            const typename Block::Architecture& of) {
  return std::make_unique<TrainedScore<Block>>(lengths, of, *networks::activation_named(settings.activation));
}

}  // namespace starling::active
