// Dense networks that denoise, in device memory, and their files.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "drivers/diffusion/processes/path.hpp"
#include "engine/learning/network_file.hpp"
#include "engine/learning/packed_layers.hpp"
#include "kernels/diffusion/learned/denoiser.hpp"

namespace starling::diffusion {

/// What a network was taught to say of a point y = x_0 + sigma z: E[x_0 | y], or where the probability flow takes it.
enum class Taught { denoiser, map };

/// The numbers of a network's layers.
struct DenoiserSettings {
  std::int64_t width = 64;
  std::int64_t hidden = 3;
  std::int64_t frequencies = 4;
  std::string activation = "silu";

  bool operator==(const DenoiserSettings&) const = default;
};

/// What it is for: points with this many components, whose data have these means and variances, at ratios sigma = b/a from
/// sigma_min to sigma_max.
struct DenoiserTask {
  Taught taught = Taught::denoiser;
  double sigma_min = 0.0;
  double sigma_max = 0.0;
  std::vector<double> mean;
  std::vector<double> variance;

  [[nodiscard]] int dimension() const { return static_cast<int>(mean.size()); }
};

/// That of a path's levels and its target's moments.
[[nodiscard]] DenoiserTask task_of(Taught taught, const Path& path, const Mixture& target);

class Denoiser {
 public:
  /// With parameters that are not set yet.
  Denoiser(DenoiserSettings settings, DenoiserTask task);
  /// Of a file. Fails with bad_input, a sentence about the file, if it holds no such network.
  Denoiser(const learning::NetworkFile& file, const std::filesystem::path& path);

  [[nodiscard]] const DenoiserSettings& settings() const { return settings_; }
  [[nodiscard]] const DenoiserTask& task() const { return task_; }
  [[nodiscard]] learning::ParameterLayout layout() const;
  /// Parameters with which the network gives nothing: a denoiser is then the posterior mean of one Gaussian with the data's moments.
  [[nodiscard]] std::vector<double> start(random::Key key) const;
  void set_parameters(std::span<const double> values);
  [[nodiscard]] const std::vector<double>& parameters() const { return parameters_; }
  [[nodiscard]] learning::NetworkFile file() const;
  /// The target whose points it has seen last, and in how many trainings, one from the other; no dimension where it is not known.
  [[nodiscard]] const Mixture& lessons_of() const { return lessons_of_; }
  [[nodiscard]] std::int64_t trainings() const { return trainings_; }
  void was_taught(Mixture lessons_of, std::int64_t trainings) {
    lessons_of_ = std::move(lessons_of);
    trainings_ = trainings;
  }
  /// For kernels, as long as this object lives.
  [[nodiscard]] const DenoiserView& view() const { return view_; }

 private:
  void make_view();

  DenoiserSettings settings_;
  DenoiserTask task_;
  Mixture lessons_of_;
  std::int64_t trainings_ = 1;
  std::vector<double> parameters_;
  DeviceArray<double> moments_;
  std::unique_ptr<learning::PackedLayers<double>> layers_;
  DenoiserView view_{};
};

/// A field of `wish` is by_place x + by_mean E[x_0 | x]: the two factors at a level.
[[nodiscard]] AffineInMean affine_in_mean(const FieldWish& wish, const NoiseLevel& level);

/// A network file that a deck names.
struct ReadDenoiser {
  std::shared_ptr<const Denoiser> network;
  std::string digest;  ///< of all that it computes with
};

/// Collective over the world: reads what a deck's `key` names, a path from the working directory or the deck's folder. Fails with
/// bad_input about the key.
[[nodiscard]] ReadDenoiser read_denoiser(const Communicator& world, const std::string& key, const std::string& file,
                                         const std::filesystem::path& deck);

/// Why it cannot be used on this path, empty if it can.
[[nodiscard]] std::string objection(const Denoiser& network, const Path& path, int dimension);

}  // namespace starling::diffusion
