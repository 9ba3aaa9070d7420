// Writing summary.json, and asking each library for its version.
#include "engine/io/summary.hpp"

#include <fmt/chrono.h>
#include <hdf5.h>
#include <mpi.h>
#include <unistd.h>

#include <Kokkos_Core.hpp>
#include <array>
#include <ctime>
#include <string>

#include "engine/io/atomic_file.hpp"

#ifndef STARLING_VERSION
#define STARLING_VERSION "unknown"
#endif

namespace starling {
namespace {

std::string compiler() {
#if defined(__clang__)
  return "clang++ " __clang_version__;
#elif defined(__GNUC__)
  return "g++ " __VERSION__;
#else
  return "unknown";
#endif
}

std::string build_type() {
  std::string type = "Debug";
#ifdef __OPTIMIZE__
  type = "Release";
#endif
#ifdef __SANITIZE_ADDRESS__
  type += " with sanitizers";
#endif
  return type;
}

std::string instruction_set() {
#if defined(__AVX512F__)
  return "AVX-512";
#elif defined(__AVX2__)
  return "AVX2";
#elif defined(__ARM_FEATURE_SVE)
  return "SVE";
#elif defined(__ARM_NEON)
  return "NEON";
#else
  return "baseline";
#endif
}

std::string mpi_library() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  MPI_Get_library_version(text.data(), &length);
  const std::string version(text.data(), static_cast<std::size_t>(length));
  return version.substr(0, version.find_first_of(",\n"));
}

std::string hdf5_library() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

}  // namespace

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("unknown");
}

std::string utc(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

nlohmann::ordered_json provenance(const Communicator& communicator, std::chrono::system_clock::time_point started,
                                  std::chrono::system_clock::time_point ended) {
  return {{"program", "starling"},
          {"version", STARLING_VERSION},
          {"compiler", compiler()},
          {"build_type", build_type()},
          {"instruction_set", instruction_set()},
          {"kokkos", fmt::format("{}.{}.{}", KOKKOS_VERSION / 10000, KOKKOS_VERSION / 100 % 100, KOKKOS_VERSION % 100)},
          {"kokkos_backend", Kokkos::DefaultExecutionSpace::name()},
          {"mpi", mpi_library()},
          {"hdf5", hdf5_library()},
          {"ranks", communicator.size()},
          {"threads_per_rank", Kokkos::DefaultExecutionSpace().concurrency()},
          {"host", host_name()},
          {"started", utc(started)},
          {"ended", utc(ended)}};
}

void write_summary(const Communicator& communicator, const std::filesystem::path& file,
                   const nlohmann::ordered_json& summary) {
  communicator.together([&] {
    if (communicator.is_root()) write_file_atomically(file, summary.dump(2) + "\n");
  });
}

}  // namespace starling
