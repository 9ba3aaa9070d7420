// The architectures.
#include "drivers/active/score/network.hpp"

#include "drivers/active/score/packed_layer.hpp"
#include "kernels/score/drive_view.hpp"
#include "kernels/score/equivariant.hpp"
#include "kernels/score/linear_sweep.hpp"
#include "kernels/score/network_sweep.hpp"
#include "kernels/score/position_view.hpp"
#include "kernels/score/scale_sums.hpp"
#include "kernels/score/transformer.hpp"

namespace starling::active {

namespace {

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

  [[nodiscard]] learning::ParameterLayout layout() const override { return layout_of(of_); }
  [[nodiscard]] std::vector<double> start(random::Key key) const override { return start_of(of_, key); }
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
  PackedLayers<float> layers_;
  score::BlockScratch<float> scratch_;
};

template <class Block>
std::unique_ptr<ScoreNetwork<Block::View::dimension>> trained(const NetworkSettings& settings,
                                                              const score::InputLengths& lengths,
                                                              const typename Block::Architecture& of) {
  return std::make_unique<TrainedScore<Block>>(lengths, of, *networks::activation_named(settings.activation));
}

/// The networks that there are of any block of variables.
template <class View>
std::unique_ptr<ScoreNetwork<View::dimension>> make_for(const NetworkSettings& settings,
                                                        const score::InputLengths& lengths) {
  if (settings.name == "linear") return std::make_unique<LinearScore<View>>(lengths);
  if (settings.name != "equivariant") fail(ExitCode::bad_input, "there is no network '{}'", settings.name);
  return trained<score::EquivariantBlock<View, float>>(settings, lengths, {View::shape, settings.width});
}

template <class View, score::Outputs outputs>
std::unique_ptr<ScoreNetwork<View::dimension>> make_transformer(const NetworkSettings& settings,
                                                                const score::InputLengths& lengths) {
  const TransformerSettings& of = settings.transformer;
  return trained<score::TransformerBlock<View, float, outputs>>(
      settings, lengths,
      {View::shape, outputs == score::Outputs::components ? View::dimension : 0, settings.width, of.heads,
       static_cast<int>(of.blocks), of.hidden, static_cast<int>(of.depth)});
}

template <class View>
std::unique_ptr<ScoreNetwork<View::dimension>> make_for_drive_of(const NetworkSettings& settings,
                                                                 const score::InputLengths& lengths) {
  if (!settings.is_transformer()) return make_for<View>(settings, lengths);
  if (settings.transformer.inputs == TokenInputs::coordinates) {
    return make_transformer<View, score::Outputs::components>(settings, lengths);
  }
  return make_transformer<View, score::Outputs::coefficients>(settings, lengths);
}

template <int D, int T>
std::unique_ptr<ScoreNetwork<D>> make_for_drive(const NetworkSettings& settings, const score::InputLengths& lengths,
                                                bool placed) {
  if (placed) return make_for_drive_of<score::DriveView<D, T, true>>(settings, lengths);
  return make_for_drive_of<score::DriveView<D, T, false>>(settings, lengths);
}

}  // namespace

template <int D>
std::unique_ptr<ScoreNetwork<D>> make_network(const NetworkSettings& settings, const ScorePhysics& physics, Block block,
                                              double diameter, bool placed) {
  if (const auto objection = settings.objection()) {
    fail(ExitCode::bad_input, "network.{}: {}", objection->key, objection->sentence);
  }
  const score::InputLengths lengths{diameter, settings.contact_range * diameter, settings.edge_range * diameter,
                                    physics.rate / physics.force_unit};
  if (block == Block::position && !settings.has_positions()) fail(ExitCode::bad_input, "{}", no_positions);
  if (block == Block::position) return make_for<score::PositionView<D>>(settings, lengths);
  if constexpr (D > 1) {
    if (physics.unit_vector) return make_for_drive<D, D - 1>(settings, lengths, placed);
  }
  return make_for_drive<D, D>(settings, lengths, placed);
}

template std::unique_ptr<ScoreNetwork<1>> make_network(const NetworkSettings&, const ScorePhysics&, Block, double,
                                                       bool);
template std::unique_ptr<ScoreNetwork<2>> make_network(const NetworkSettings&, const ScorePhysics&, Block, double,
                                                       bool);
template std::unique_ptr<ScoreNetwork<3>> make_network(const NetworkSettings&, const ScorePhysics&, Block, double,
                                                       bool);

}  // namespace starling::active
