// Gradients of the force loss of mw24 potentials per second of CPU time:
//   starling_benchmark_potentials FILE.extxyz [SECONDS]
#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/io/extended_xyz.hpp"
#include "engine/potentials/snapshot_sweep.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/random/key.hpp"

namespace starling::potentials {
namespace {

constexpr std::int64_t batch = 8;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Gradients of a batch that is another at every call, as a chain's are.
double gradients_per_second(const std::vector<AtomicConfiguration>& configurations, int width, Storage storage,
                            double seconds) {
  Potential potential;
  potential.elements = {"O"};
  potential.functions = mw24_functions(1);
  potential.hidden = {width, width};
  potential.scale = 0.15;
  put_in_order(potential, "benchmark");
  potential.statistics = statistics_of(potential, configurations, "benchmark");
  DevicePotential device(potential);
  const ConfigurationSet set(potential, device, configurations, storage, "benchmark");
  SnapshotSweep sweep(device, set);
  const auto parameters =
      device_copy("parameters", learning::initial_parameters(layout_of(potential, 1.0), random::make_key(1)));
  const DeviceArray<double> gradients("gradients", static_cast<std::size_t>(batch * sweep.parameters()));
  const double begin = cpu_seconds();
  std::int64_t count = 0;
  double elapsed = 0.0;
  for (; elapsed < seconds; ++count) {
    std::vector<SnapshotTask> tasks;
    for (std::int64_t k = 0; k < batch; ++k) tasks.push_back({0, (count * batch + k) % set.size()});
    sweep.set_parameters({parameters.data(), 1, 0});
    (void)sweep.losses(tasks, {LossWeights{400.0, 0.0, 0.0}}, gradients.data());
    elapsed = cpu_seconds() - begin;
  }
  return static_cast<double>(count) / elapsed;
}

}  // namespace
}  // namespace starling::potentials

int main(int argc, char** argv) {
  using namespace starling;
  using namespace starling::potentials;
  const Kokkos::ScopeGuard kokkos(argc, argv);
  if (argc < 2) {
    fmt::print(stderr, "usage: {} FILE.extxyz [SECONDS]\n", argv[0]);
    return 2;
  }
  std::ifstream in(argv[1]);
  std::ostringstream text;
  text << in.rdbuf();
  const auto all = parse_extended_xyz(text.str(), argv[1]);
  const double seconds = argc > 2 ? std::stod(argv[2]) : 2.0;
  const std::vector<AtomicConfiguration> few(all.begin(), all.begin() + 1);
  for (const int width : {16, 32}) {
    fmt::print(
        "mw24, 2 x {}: f64 {:.0f}, f32 {:.0f}, recompute {:.0f}, f64 in cache {:.0f} gradients/s of {} snapshots\n",
        width, gradients_per_second(all, width, Storage::f64, seconds),
        gradients_per_second(all, width, Storage::f32, seconds),
        gradients_per_second(all, width, Storage::recompute, seconds),
        gradients_per_second(few, width, Storage::f64, seconds), batch);
  }
}
