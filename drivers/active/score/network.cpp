// The architectures.
#include "drivers/active/score/network.hpp"

#include "drivers/active/score/packed_layer.hpp"
#include "kernels/networks/activations.hpp"
#include "kernels/score/equivariant_sweep.hpp"
#include "kernels/score/linear_sweep.hpp"

namespace starling::active {

namespace {

using score::LayerShape;

/// The score in closed form, and what all architectures share with it.
template <int D, int T>
class LinearScore : public ScoreNetwork<D> {
 public:
  explicit LinearScore(const score::InputLengths& lengths) : lengths_(lengths) {}

  [[nodiscard]] learning::ParameterLayout layout() const override { return {}; }
  [[nodiscard]] std::vector<double> start(random::Key /*key*/) const override { return {}; }
  void set_parameters(std::span<const double> /*values*/) override {}
  void sum_linear(const score::ParticleList<D>& list, double* sums) const override {
    score::sum_over_particles<D, T>("sum linear", list, score::contact_classes * score::linear_sums, sums,
                                    score::AddLinear<D, T>{lengths_.contact});
  }
  void sum_lengths(const score::ParticleList<D>& list, double* sums) const override {
    score::sum_over_particles<D, T>("sum lengths", list, score::length_sums, sums, score::AddLengths<D, T>{});
  }
  void sum_inputs(const score::ParticleList<D>& list, double* sums) const override {
    score::sum_over_particles<D, T>("sum inputs", list, score::input_sums, sums,
                                    score::AddInputs<D, T>{lengths_, this->scales.softness});
  }
  void evaluate(const score::ParticleList<D>& list, const score::ScoreArrays& out) override {
    score::evaluate_linear<D, T>(list, this->scales, lengths_.contact, out);
  }
  void differentiate(const score::ParticleList<D>& /*list*/, float* /*gradient*/, double* /*sums*/) override {
    fail(ExitCode::internal_error, "a score in closed form has no parameters");
  }

 protected:
  [[nodiscard]] const score::InputLengths& lengths() const { return lengths_; }

 private:
  score::InputLengths lengths_;
};

template <int D, int T, class Activation>
class EquivariantScore final : public LinearScore<D, T> {
 public:
  EquivariantScore(const score::InputLengths& lengths, std::int64_t width) : LinearScore<D, T>(lengths), width_(width) {
    for (int l = 0; l < score::layers; ++l) layers_.emplace_back(score::layer_shape(l, width));
  }

  [[nodiscard]] learning::ParameterLayout layout() const override { return equivariant_layout(width_); }

  [[nodiscard]] std::vector<double> start(random::Key key) const override { return equivariant_start(width_, key); }

  void set_parameters(std::span<const double> values) override {
    for (PackedLayer<float>& layer : layers_) layer.take(values);
  }

  void evaluate(const score::ParticleList<D>& list, const score::ScoreArrays& out) override {
    score::evaluate_equivariant<D, T, Activation>(source(list), out, scratch_);
  }

  void differentiate(const score::ParticleList<D>& list, float* gradient, double* sums) override {
    score::differentiate_equivariant<D, T, Activation>(source(list), gradient, sums, scratch_);
  }

 private:
  [[nodiscard]] score::EquivariantSource<D, float> source(const score::ParticleList<D>& list) const {
    score::EquivariantNetwork<float> net{width_, {}, this->scales, this->lengths()};
    for (int l = 0; l < score::layers; ++l) net.layer[l] = layers_[static_cast<std::size_t>(l)].view();
    return {list, net};
  }

  std::int64_t width_;
  std::vector<PackedLayer<float>> layers_;
  score::BlockScratch<float> scratch_;
};

template <int D, int T>
std::unique_ptr<ScoreNetwork<D>> make_with_tangents(const NetworkSettings& settings,
                                                    const score::InputLengths& lengths) {
  if (settings.name == "linear") return std::make_unique<LinearScore<D, T>>(lengths);
  if (settings.name != "equivariant") fail(ExitCode::bad_input, "there is no network '{}'", settings.name);
  std::unique_ptr<ScoreNetwork<D>> made;
  visit_named<networks::Activations>(settings.activation, [&](auto type) {
    made = std::make_unique<EquivariantScore<D, T, typename decltype(type)::type>>(lengths, settings.width);
  });
  if (!made) fail(ExitCode::bad_input, "there is no activation '{}'", settings.activation);
  return made;
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
std::unique_ptr<ScoreNetwork<D>> make_network(const NetworkSettings& settings, const ScorePhysics& physics,
                                              const score::InputLengths& lengths) {
  if constexpr (D > 1) {
    if (physics.unit_vector) return make_with_tangents<D, D - 1>(settings, lengths);
  }
  return make_with_tangents<D, D>(settings, lengths);
}

template std::unique_ptr<ScoreNetwork<1>> make_network(const NetworkSettings&, const ScorePhysics&,
                                                       const score::InputLengths&);
template std::unique_ptr<ScoreNetwork<2>> make_network(const NetworkSettings&, const ScorePhysics&,
                                                       const score::InputLengths&);
template std::unique_ptr<ScoreNetwork<3>> make_network(const NetworkSettings&, const ScorePhysics&,
                                                       const score::InputLengths&);

}  // namespace starling::active
