// Apart from the other architectures, as each takes long to compile.
#include "drivers/active/score/filter_bank.hpp"

#include "drivers/active/score/trained_score.hpp"
#include "kernels/score/equivariant.hpp"
#include "kernels/score/filter_view.hpp"

namespace starling::active {

namespace {

template <int D, int T>
std::unique_ptr<ScoreNetwork<D>> make_with(const NetworkSettings& settings, const score::InputLengths& lengths,
                                           bool placed) {
  const auto make = [&]<class View>() {
    return trained<score::EquivariantBlock<View, float>>(settings, lengths, {View::shape, settings.width});
  };
  if (placed) return make.template operator()<score::FilterView<D, T, true>>();
  return make.template operator()<score::FilterView<D, T, false>>();
}

}  // namespace

template <int D>
std::unique_ptr<ScoreNetwork<D>> make_filter_bank(const NetworkSettings& settings, const score::InputLengths& lengths,
                                                  bool unit_vector, bool placed) {
  if constexpr (D > 1) {
    if (unit_vector) return make_with<D, D - 1>(settings, lengths, placed);
  }
  return make_with<D, D>(settings, lengths, placed);
}

template std::unique_ptr<ScoreNetwork<1>> make_filter_bank(const NetworkSettings&, const score::InputLengths&, bool,
                                                           bool);
template std::unique_ptr<ScoreNetwork<2>> make_filter_bank(const NetworkSettings&, const score::InputLengths&, bool,
                                                           bool);
template std::unique_ptr<ScoreNetwork<3>> make_filter_bank(const NetworkSettings&, const score::InputLengths&, bool,
                                                           bool);

}  // namespace starling::active
