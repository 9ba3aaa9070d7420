// Steps and the agreements on them.
#include "engine/domain/stepper.hpp"

#include <cmath>
#include <limits>

#include "engine/population/records.hpp"

namespace starling {

Stepper::Stepper(SteppedSystem& system, PhaseTimer& timer, const SkinTuner& tuner, std::int64_t first)
    : system_(system),
      timer_(timer),
      agreement_(system.communicator()),
      tuner_(tuner),
      alone_(system.communicator().size() == 1),
      step_(first) {}

void Stepper::advance(std::int64_t last) {
  clock_.start();
  while (step_ < last && !ended_) take_step();
  clock_.stop();
}

void Stepper::settle(double reach) {
  if (ended_) return;
  clock_.start();
  if (agreement_.pending() && take_verdict() >= StepAlarm::soon) rebuild_due_ = true;
  if (!ended_) {
    // Lists are only sure to hold pairs up to the cutoff; what looks further gets new ones.
    if (reach > system_.cutoff()) {
      rebuild(reach);
    } else {
      prepare_lists();
    }
    compute_forces();
    settled_ = true;
  }
  clock_.stop();
}

void Stepper::take_step() {
  if (!settled_) {
    // A rank by itself has the answer at once, and never does a step in vain; and new lists must not be made of positions
    // with which the population has blown up.
    if ((alone_ || rebuild_due_) && agreement_.pending() && take_verdict() >= StepAlarm::soon) rebuild_due_ = true;
    if (ended_) return;
    prepare_lists();
    compute_forces();
  }
  settled_ = false;
  StepAlarm alarm = try_step();
  if (agreement_.pending()) {
    const StepAlarm verdict = take_verdict();
    if (ended_) return;
    if (rebuilt_at_ != step_ && verdict >= StepAlarm::stale) {
      rebuild(0.0);
      compute_forces();
      alarm = try_step();
    } else if (rebuilt_at_ != step_ && verdict == StepAlarm::soon) {
      rebuild_due_ = true;
    }
  }
  system_.accept();
  ++step_;
  post_verdict(alarm);
}

void Stepper::prepare_lists() {
  if (rebuild_due_) {
    rebuild(0.0);
  } else if (!alone_) {
    timer_.enter(ParticlePhase::communication);
    system_.update_ghosts();
  }
}

void Stepper::compute_forces() {
  timer_.enter(ParticlePhase::forces);
  system_.compute_forces();
}

void Stepper::rebuild(double reach) {
  timer_.enter(ParticlePhase::neighbours);
  system_.rebuild(step_, reach);
  rebuilt_at_ = step_;
  rebuild_due_ = false;
  if (tuner_.update(system_.communicator(), step_, clock_)) system_.set_skin(tuner_.skin());
}

StepAlarm Stepper::try_step() {
  timer_.enter(ParticlePhase::motion);
  const StepAlarm alarm = system_.advance(step_, !alone_);
  culprit_.reset();
  if (alarm == StepAlarm::blow_up) culprit_ = system_.far_move();
  return alarm;
}

void Stepper::post_verdict(StepAlarm alarm) {
  if (!alone_) timer_.enter(ParticlePhase::communication);
  posted_culprit_ = culprit_;
  agreement_.post(static_cast<std::int64_t>(alarm));
}

StepAlarm Stepper::take_verdict() {
  if (!alone_) timer_.enter(ParticlePhase::communication);
  const auto verdict = static_cast<StepAlarm>(agreement_.wait());
  if (verdict == StepAlarm::blow_up) tell_blow_up();
  return verdict;
}

void Stepper::tell_blow_up() {
  const Communicator& communicator = system_.communicator();
  constexpr std::int64_t nobody = std::numeric_limits<std::int64_t>::max();
  const std::int64_t mine = posted_culprit_ ? posted_culprit_->id : nobody;
  const std::int64_t id = -communicator.maximum(-mine);
  const double moved = communicator.maximum(mine == id && mine != nobody ? posted_culprit_->moved : 0.0);
  ended_ = true;
  system_.blow_up(step_, {static_cast<std::int32_t>(id), moved});
}

template <int D>
std::optional<FarMove> far_move_of(const Particles<D>& particles, const Box<D>& box, double limit) {
  const std::int64_t size = particles.owned() * packed_stride<D>;
  const std::vector<double> before = to_host<double>(particles.now().position, size);
  const std::vector<double> after = to_host<double>(particles.next().position, size);
  const std::vector<std::int32_t> id = to_host<std::int32_t>(particles.id(), particles.owned());
  std::optional<FarMove> first;
  for (std::int64_t i = 0; i < particles.owned(); ++i) {
    double moved = 0.0;
    for (int d = 0; d < D; ++d) {
      const std::int64_t k = i * packed_stride<D> + d;
      const double along = minimum_image(after[k] - before[k], box.edge[d]);
      moved += along * along;
    }
    moved = std::sqrt(moved);
    if (moved <= limit) continue;
    if (!first || id[i] < first->id) first = FarMove{id[i], moved};
  }
  return first;
}

template std::optional<FarMove> far_move_of<1>(const Particles<1>&, const Box<1>&, double);
template std::optional<FarMove> far_move_of<2>(const Particles<2>&, const Box<2>&, double);
template std::optional<FarMove> far_move_of<3>(const Particles<3>&, const Box<3>&, double);

}  // namespace starling
