// Tables of a target, and room for lessons.
#include "drivers/diffusion/methods/training/lesson_source.hpp"

#include <cmath>
#include <limits>

#include "kernels/device_copy.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

namespace {

/// No update has this number.
constexpr std::uint64_t judging = std::numeric_limits<std::uint64_t>::max();

std::vector<double> logs(const std::vector<double>& values) {
  std::vector<double> out;
  for (const double value : values) out.push_back(math::log(value));
  return out;
}

}  // namespace

LessonSource::LessonSource(const Mixture& target, const LessonSettings& settings, random::Key key)
    : settings_(settings),
      target_(settings.taught == Taught::map ? LessonTarget::flow : LessonTarget::sample),
      low_(math::log(settings.sigma_min)),
      range_(math::log(settings.sigma_max) - math::log(settings.sigma_min)),
      key_(key),
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
  return make(lessons, own);
}

const LessonArrays& LessonSource::draw_held_out(std::int64_t count, const RowBlock& own) {
  Lessons lessons{};
  lessons.draws.component_purpose = random::Purpose::reference_component;
  lessons.draws.purpose = random::Purpose::reference_sample;
  lessons.kind = target_ == LessonTarget::flow ? LessonTarget::flow : LessonTarget::posterior_mean;
  lessons.batch = count;
  lessons.update = judging;
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
  lessons.flow_step = settings_.flow_step;
  lessons.key = key_;
  lessons.arrays = arrays_;
  lessons.first = own.first;
  draw_lessons(lessons, own.count);
  return arrays_;
}

}  // namespace starling::diffusion
