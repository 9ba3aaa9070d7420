// Gaussian paths: laws of x at every time between a start and a target, with their scores and velocities in closed form.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "drivers/diffusion/targets/mixture.hpp"
#include "engine/deck/choice.hpp"
#include "kernels/diffusion/field.hpp"

namespace starling::diffusion {

/// What a field is made of, as factors: the velocity of the probability flow dx/dt, the score, for noising processes
/// x = a x_0 + b z the posterior means E[x_0 | x] (data) and E[z | x] (noise), and cos(pitch x_c) along each component.
struct FieldWish {
  double velocity = 0.0;
  double score = 0.0;
  double data = 0.0;
  double noise = 0.0;
  double ripple = 0.0;
  double pitch = 0.0;
};

/// A mixture and a field affine in each of its components, on the host: F = sum_k r_k (offset_k + slope_k x), and
/// ripple cos(pitch x_c) besides.
struct FieldTables {
  Mixture law;
  std::vector<double> offset;
  std::vector<double> slope;
  double ripple = 0.0;
  double pitch = 0.0;
};

/// A field in device memory.
class DeviceField {
 public:
  /// Takes the place of what was loaded before.
  void load(const FieldTables& tables);
  [[nodiscard]] const FieldView& view() const { return view_; }

 private:
  DeviceArray<double> numbers_;
  FieldView view_{};
};

/// x = signal x_0 + noise z and the rates of both.
struct NoiseLevel {
  double signal;
  double noise;
  double signal_rate;
  double noise_rate;

  /// b/a, the noise-to-signal ratio, in which grids are laid out.
  [[nodiscard]] double sigma() const { return noise / signal; }
};

/// A noising process: its level at each time, and the time of a ratio.
class NoiseSchedule {
 public:
  virtual ~NoiseSchedule() = default;
  [[nodiscard]] virtual NoiseLevel level(double time) const = 0;
  [[nodiscard]] virtual double time_of(double sigma) const = 0;
  /// The law of noise z alone, from which particles may start: N(0, noise^2), unless a process says otherwise.
  [[nodiscard]] virtual Mixture noise_law(double time, int dimension) const;
};

class Path {
 public:
  Path() = default;
  virtual ~Path() = default;
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;

  [[nodiscard]] virtual FieldTables field(double time, const FieldWish& wish) const = 0;
  /// The law of x at a time.
  [[nodiscard]] Mixture law(double time) const { return field(time, {}).law; }
  /// The noising process; null for interpolants.
  [[nodiscard]] virtual const NoiseSchedule* schedule() const = 0;
  /// Where a path goes from and to: ratios b/a for noising processes, times for interpolants.
  [[nodiscard]] virtual double first() const = 0;
  [[nodiscard]] virtual double last() const = 0;
  /// Moments of this order or more do not exist.
  [[nodiscard]] virtual double moments_below() const { return std::numeric_limits<double>::infinity(); }
  /// Of each component of z in x = a x_0 + b z, where the sum of Gaussians that stands for its law has it only roughly; NaN if it does not exist.
  [[nodiscard]] virtual std::optional<double> noise_variance() const { return {}; }
};

/// The fields of x = a x_0 + b z for x_0 from `target`.
[[nodiscard]] FieldTables noised_field(const Mixture& target, const NoiseLevel& level, const FieldWish& wish);

/// A process as a deck chooses it.
class ChosenProcess : public Chosen {
 public:
  /// `second` is empty where the deck names none. Null for `none`.
  [[nodiscard]] virtual std::unique_ptr<Path> make(const Mixture& target, const Mixture& second) const = 0;
  /// Whether it goes from [second] to [target], instead of from noise.
  [[nodiscard]] virtual bool interpolates() const { return false; }
  /// Whether x = x_0 + sigma z, in whose variance corrections are written.
  [[nodiscard]] virtual bool explodes() const { return false; }
  /// Whether noise is added by a diffusion, so that there is a reverse one for solvers that draw.
  [[nodiscard]] virtual bool diffuses() const { return true; }
  virtual void check() const = 0;
};

[[nodiscard]] const Choice& process_choice();
[[nodiscard]] std::unique_ptr<Chosen> chosen_variance_exploding();
[[nodiscard]] std::unique_ptr<Chosen> chosen_variance_preserving();
[[nodiscard]] std::unique_ptr<Chosen> chosen_augmented();
[[nodiscard]] std::unique_ptr<Chosen> chosen_linear();
[[nodiscard]] std::unique_ptr<Chosen> chosen_trigonometric();
[[nodiscard]] std::unique_ptr<Chosen> chosen_encoder_decoder();

}  // namespace starling::diffusion
