// Gradients of the force loss of mw24 potentials per second of CPU time, and milliseconds of their energy and forces in
// molecular dynamics:
//   starling_benchmark_potentials FILE.extxyz [SECONDS]
#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/io/particles/extended_xyz.hpp"
#include "engine/population/records.hpp"
#include "engine/potentials/domain_forces.hpp"
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

/// Energy, virial and forces of the first configuration as a step of molecular dynamics has them, lists given.
double forces_milliseconds(const std::vector<AtomicConfiguration>& configurations, int width, double seconds) {
  Potential potential;
  potential.elements = {"O"};
  potential.functions = mw24_functions(1);
  potential.cutoff = "polynomial";
  potential.hidden = {width, width};
  potential.scale = 0.15;
  put_in_order(potential, "benchmark");
  potential.statistics = statistics_of(potential, configurations, "benchmark");
  const AtomicConfiguration& first = configurations.front();
  Box<3> box{};
  std::copy(first.edge.begin(), first.edge.end(), box.edge);
  Particles<3> particles(0, false);
  const auto record = static_cast<std::size_t>(record_layout(particles).size());
  std::vector<double> records(first.atoms() * record, 0.0);
  for (std::size_t i = 0; i < first.atoms(); ++i) {
    records[i * record] = static_cast<double>(i);
    std::copy_n(first.positions.begin() + static_cast<std::ptrdiff_t>(3 * i), 3,
                records.begin() + static_cast<std::ptrdiff_t>(i * record + 1));
  }
  load_records(particles, records);
  const Communicator world(MPI_COMM_WORLD);
  NeighbourSettings settings;
  settings.cutoff = potential.reach();
  settings.skin = 0.5;
  Neighbourhood<3> neighbourhood(world, box, settings, particles);
  neighbourhood.rebuild(particles, 0);
  DomainForces forces(potential, learning::initial_parameters(layout_of(potential, 1.0), random::make_key(1)),
                      std::vector<std::int32_t>(first.atoms(), 0));
  forces.prepare(particles, neighbourhood.list());
  const double begin = cpu_seconds();
  std::int64_t count = 0;
  double elapsed = 0.0;
  for (; elapsed < seconds; ++count) {
    forces.compute(particles, box, neighbourhood.halo(), neighbourhood.list(), false);
    elapsed = cpu_seconds() - begin;
  }
  return 1e3 * elapsed / static_cast<double>(count);
}

void measure(const std::string& file, double seconds) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  const auto all = parse_extended_xyz(text.str(), file);
  const std::vector<AtomicConfiguration> few(all.begin(), all.begin() + 1);
  for (const int width : {16, 32}) {
    fmt::print("mw24, 2 x {}: energy and forces of {} molecules {:.4f} ms\n", width, all.front().atoms(),
               forces_milliseconds(all, width, seconds));
  }
  for (const int width : {16, 32}) {
    fmt::print(
        "mw24, 2 x {}: f64 {:.0f}, f32 {:.0f}, recompute {:.0f}, f64 in cache {:.0f} gradients/s of {} snapshots\n",
        width, gradients_per_second(all, width, Storage::f64, seconds),
        gradients_per_second(all, width, Storage::f32, seconds),
        gradients_per_second(all, width, Storage::recompute, seconds),
        gradients_per_second(few, width, Storage::f64, seconds), batch);
  }
}

}  // namespace
}  // namespace starling::potentials

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: {} FILE.extxyz [SECONDS]\n", argv[0]);
    return 2;
  }
  MPI_Init(&argc, &argv);
  {
    const Kokkos::ScopeGuard kokkos(argc, argv);
    starling::potentials::measure(argv[1], argc > 2 ? std::stod(argv[2]) : 2.0);
  }
  MPI_Finalize();
}
