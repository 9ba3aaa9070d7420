// Tables of a target, and room for lessons.
#include "drivers/diffusion/methods/training/lesson_source.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "kernels/device_copy.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/random/key.hpp"

namespace starling::diffusion {

namespace {

/// No update has this number, or one of those before it.
constexpr std::uint64_t judging = std::numeric_limits<std::uint64_t>::max();
constexpr std::int64_t flow_probes = 256;
constexpr double longest_step = 0.5;
constexpr double shortest_step = 4e-3;

std::vector<double> logs(const std::vector<double>& values) {
  std::vector<double> out;
  for (const double value : values) out.push_back(math::log(value));
  return out;
}

}  // namespace

LessonSource::LessonSource(const Mixture& target, const LessonSettings& settings, random::Key key, random::Key lessons)
    : settings_(settings),
      target_(settings.taught == Taught::map ? LessonTarget::flow : LessonTarget::sample),
      low_(math::log(settings.sigma_min)),
      range_(math::log(settings.sigma_max) - math::log(settings.sigma_min)),
      key_(key),
      lessons_(lessons),
      components_(target.components()),
      dimension_(target.dimension),
      cumulative_(device_copy("cumulative weights", cumulative_weights(target))),
      deviations_(device_copy("widths", deviations(target))),
      log_weights_(device_copy("log weights", logs(target.weight))),
      means_(device_copy("means", target.mean)),
      variances_(device_copy("variances", target.variance)) {}

const LessonArrays& LessonSource::draw(std::int64_t update, std::int64_t batch, const RowBlock& own) {
  Lessons lessons{};
  lessons.draws.component_purpose = random::Purpose::diffusion_component;
  lessons.draws.purpose = random::Purpose::diffusion_start;
  lessons.kind = target_;
  lessons.batch = batch;
  lessons.samples = settings_.samples;
  lessons.update = static_cast<std::uint64_t>(update);
  lessons.flow_step = settings_.flow_step;
  return make(lessons, own);
}

const LessonArrays& LessonSource::draw_held_out(std::uint64_t set, std::int64_t count, const RowBlock& own) {
  Lessons lessons{};
  lessons.draws.component_purpose = random::Purpose::reference_component;
  lessons.draws.purpose = random::Purpose::reference_sample;
  lessons.kind = target_ == LessonTarget::flow ? LessonTarget::flow : LessonTarget::posterior_mean;
  lessons.batch = count;
  lessons.update = judging - set;
  lessons.flow_step = 0.25 * settings_.flow_step;
  return make(lessons, own);
}

const LessonArrays& LessonSource::make(Lessons lessons, const RowBlock& own) {
  const std::int64_t vectors = 2 + (target_ == LessonTarget::flow ? flow_vectors : 0);
  ensure_size(memory_, "lessons", own.count * (vectors * dimension_ + 1));
  double* const first = memory_.data();
  const std::int64_t vector = own.count * dimension_;
  arrays_ = {first, first + vector, first + vectors * vector, first + 2 * vector, own.count};
  lessons.draws.cumulative = cumulative_.data();
  lessons.draws.mean = means_.data();
  lessons.draws.deviation = deviations_.data();
  lessons.draws.components = components_;
  lessons.draws.dimension = dimension_;
  lessons.draws.key = key_;
  lessons.law = {components_, dimension_, log_weights_.data(), means_.data(), variances_.data()};
  lessons.low = low_;
  lessons.range = range_;
  lessons.key = lessons_;
  lessons.arrays = arrays_;
  lessons.first = own.first;
  draw_lessons(lessons, own.count);
  return arrays_;
}

double flow_step_of(const Mixture& target, LessonSettings settings, double tolerance, std::uint64_t seed,
                    const std::string& key) {
  settings.samples = flow_probes;
  const random::Key drawn = random::make_key(seed);
  std::vector<double> before;
  double moved = 0.0;
  for (settings.flow_step = longest_step; settings.flow_step >= shortest_step; settings.flow_step *= 0.5) {
    LessonSource source(target, settings, drawn, drawn);
    const double* const found = source.draw(0, flow_probes, {flow_probes, 0, flow_probes}).target;
    std::vector<double> after(static_cast<std::size_t>(flow_probes * target.dimension));
    Kokkos::deep_copy(Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(after.data(), after.size()),
                      Kokkos::View<const double*, MemorySpace, Kokkos::MemoryUnmanaged>(found, after.size()));
    if (!before.empty()) {
      moved = 0.0;
      for (std::size_t k = 0; k < after.size(); ++k) moved = std::max(moved, std::abs(after[k] - before[k]));
      if (moved <= tolerance) return 2.0 * settings.flow_step;
    }
    before = std::move(after);
  }
  fail_about(key, "is too small: half of a step of {:.2g} in log sigma still moves points by {:.2g}",
             4.0 * settings.flow_step, moved);
}

}  // namespace starling::diffusion
