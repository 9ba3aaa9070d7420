// The architectures.
#include "drivers/active/score/network.hpp"

#include "drivers/active/score/packed_layer.hpp"
#include "kernels/score/drive_view.hpp"
#include "kernels/score/equivariant_sweep.hpp"
#include "kernels/score/linear_sweep.hpp"
#include "kernels/score/position_view.hpp"
#include "kernels/score/scale_sums.hpp"

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

template <class View>
class EquivariantScore final : public LinearScore<View> {
 public:
  using typename LinearScore<View>::List;
  static constexpr score::ScoreShape own_shape = View::shape;

  EquivariantScore(const score::InputLengths& lengths, const NetworkSettings& settings, int activation)
      : LinearScore<View>(lengths), width_(settings.width), activation_(activation) {
    for (int l = 0; l < score::layers; ++l) layers_.emplace_back(score::layer_shape(own_shape, l, width_));
  }

  [[nodiscard]] learning::ParameterLayout layout() const override { return equivariant_layout(own_shape, width_); }

  [[nodiscard]] std::vector<double> start(random::Key key) const override {
    return equivariant_start(own_shape, width_, key);
  }

  void set_parameters(std::span<const double> values) override {
    for (PackedLayer<float>& layer : layers_) layer.take(values);
  }

  void evaluate(const List& list, const score::ScoreArrays& out) override {
    score::evaluate_equivariant<View>(source(list), out, scratch_);
  }

  void differentiate(const List& list, float* gradient, double* sums) override {
    score::differentiate_equivariant<View>(source(list), gradient, sums, scratch_);
  }

 private:
  [[nodiscard]] score::EquivariantSource<View::dimension, float> source(const List& list) const {
    score::EquivariantNetwork<float> net{own_shape, width_, activation_, {}, this->scales, this->lengths()};
    for (int l = 0; l < score::layers; ++l) net.layer[l] = layers_[static_cast<std::size_t>(l)].view();
    return {list, net};
  }

  std::int64_t width_;
  int activation_;
  std::vector<PackedLayer<float>> layers_;
  score::BlockScratch<float> scratch_;
};

template <class View>
std::unique_ptr<ScoreNetwork<View::dimension>> make_for(const NetworkSettings& settings,
                                                        const score::InputLengths& lengths) {
  if (settings.name == "linear") return std::make_unique<LinearScore<View>>(lengths);
  if (settings.name != "equivariant") fail(ExitCode::bad_input, "there is no network '{}'", settings.name);
  const auto activation = networks::activation_named(settings.activation);
  if (!activation) fail(ExitCode::bad_input, "there is no activation '{}'", settings.activation);
  return std::make_unique<EquivariantScore<View>>(lengths, settings, *activation);
}

template <int D, int T>
std::unique_ptr<ScoreNetwork<D>> make_for_drive(const NetworkSettings& settings, const score::InputLengths& lengths,
                                                bool placed) {
  if (placed) return make_for<score::DriveView<D, T, true>>(settings, lengths);
  return make_for<score::DriveView<D, T, false>>(settings, lengths);
}

}  // namespace

nlohmann::json NetworkSettings::to_json() const {
  return {{"name", name},
          {"width", width},
          {"activation", activation},
          {"edge_range", edge_range},
          {"contact_range", contact_range}};
}

NetworkSettings NetworkSettings::from_json(const nlohmann::json& json) {
  try {
    return {json.at("name").get<std::string>(), json.at("width").get<std::int64_t>(),
            json.at("activation").get<std::string>(), json.at("edge_range").get<double>(),
            json.at("contact_range").get<double>()};
  } catch (const nlohmann::json::exception&) {
    fail(ExitCode::bad_input, "its architecture is not one of this program's");
  }
}

template <int D>
std::unique_ptr<ScoreNetwork<D>> make_network(const NetworkSettings& settings, const ScorePhysics& physics, Block block,
                                              double diameter, bool placed) {
  const score::InputLengths lengths{diameter, settings.contact_range * diameter, settings.edge_range * diameter,
                                    physics.rate / physics.force_unit};
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
