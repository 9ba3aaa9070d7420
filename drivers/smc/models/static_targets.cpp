// The registry of static targets, from the list in kernels/targets.
#include <tuple>

#include "drivers/smc/models/chosen_model_of.hpp"
#include "drivers/smc/models/models.hpp"
#include "drivers/smc/models/static_target_of.hpp"
#include "engine/learning/regression_data.hpp"
#include "kernels/targets/registry.hpp"

namespace starling::smc {

namespace {

template <class Target>
class ChosenTargetOf final : public ChosenTarget {
 public:
  void describe(Schema& schema) override { describe_numbers<Target>(parameters_, NumberDeclarer{schema}); }
  [[nodiscard]] bool needs_data() const override { return Target::needs_data; }

  [[nodiscard]] std::unique_ptr<StaticTarget> make(const TargetData& data) const override {
    require_no_objection(Target::objection(parameters_));
    if constexpr (Target::needs_data) {
      const std::vector<double> features = learning::kernel_rows(parameters_, data.rows, "model");
      const DeviceArray<double> device("features", features.size());
      using HostArray = Kokkos::View<const double*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
      Kokkos::deep_copy(device, HostArray(features.data(), features.size()));
      const auto observations = data.rows.size();
      const typename Target::Data view{device.data(), static_cast<int>(observations),
                                       static_cast<int>(features.size() / observations)};
      return std::make_unique<StaticTargetOf<Target>>(Target::from(parameters_, view), device);
    } else {
      return std::make_unique<StaticTargetOf<Target>>(Target::from(parameters_));
    }
  }

 private:
  typename Target::Parameters parameters_;
};

template <class... Target>
std::vector<Alternative> alternatives_of(std::tuple<Target...>* /*list*/) {
  return {Alternative{Target::name, "A static target, for tempering.", make_chosen<ChosenTargetOf<Target>>}...};
}

}  // namespace

std::vector<Alternative> static_targets() { return alternatives_of(static_cast<StaticTargetList*>(nullptr)); }

}  // namespace starling::smc
