// The architectures.
#include "drivers/active/score/network.hpp"

#include "drivers/active/score/filter_bank.hpp"
#include "drivers/active/score/trained_score.hpp"
#include "kernels/score/equivariant.hpp"
#include "kernels/score/position_view.hpp"
#include "kernels/score/transformer.hpp"

namespace starling::active {

namespace {

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
  if (block == Block::position && !settings.no_positions().empty()) {
    fail(ExitCode::bad_input, "{}", settings.no_positions());
  }
  if (settings.has_filters()) return make_filter_bank<D>(settings, lengths, physics.unit_vector, placed);
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
