// Steps and the agreements on them.
#include "drivers/active/stepper.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace starling::active {

namespace {

template <int D>
SkinTuner make_tuner(const Model<D>& model) {
  const double room = 0.5 * *std::min_element(model.box.edge, model.box.edge + D) - model.neighbours.cutoff;
  return {model.tunes_skin, model.neighbours.skin, 0.05 * model.diameter, std::min(1.5 * model.diameter, 0.99 * room)};
}

}  // namespace

template <int D>
Stepper<D>::Stepper(Simulation<D>& simulation, PhaseTimer& timer, std::int64_t first)
    : simulation_(simulation),
      timer_(timer),
      agreement_(simulation.communicator()),
      tuner_(make_tuner(simulation.model())),
      alone_(simulation.communicator().size() == 1),
      step_(first) {}

template <int D>
void Stepper<D>::advance(std::int64_t last) {
  clock_.start();
  while (step_ < last) take_step();
  clock_.stop();
}

template <int D>
void Stepper<D>::settle(double reach) {
  clock_.start();
  if (agreement_.pending() && take_verdict() >= StepAlarm::soon) rebuild_due_ = true;
  // Lists are only sure to hold pairs up to the cutoff; what looks further gets new ones.
  if (reach > simulation_.neighbourhood().settings().cutoff) {
    rebuild(reach);
  } else {
    prepare_lists();
  }
  compute_forces();
  settled_ = true;
  clock_.stop();
}

template <int D>
void Stepper<D>::take_step() {
  if (!settled_) {
    // A rank by itself has the answer at once, and never does a step in vain.
    if (alone_ && agreement_.pending() && take_verdict() >= StepAlarm::soon) rebuild_due_ = true;
    prepare_lists();
    compute_forces();
  }
  settled_ = false;
  StepAlarm alarm = try_step();
  if (agreement_.pending()) {
    const StepAlarm verdict = take_verdict();
    if (rebuilt_at_ != step_ && verdict >= StepAlarm::stale) {
      rebuild(0.0);
      compute_forces();
      alarm = try_step();
    } else if (rebuilt_at_ != step_ && verdict == StepAlarm::soon) {
      rebuild_due_ = true;
    }
  }
  simulation_.accept();
  ++step_;
  post_verdict(alarm);
}

template <int D>
void Stepper<D>::prepare_lists() {
  if (rebuild_due_) {
    rebuild(0.0);
  } else if (!alone_) {
    timer_.enter(Phase::communication);
    simulation_.update_ghosts();
  }
}

template <int D>
void Stepper<D>::compute_forces() {
  timer_.enter(Phase::forces);
  simulation_.compute_forces();
}

template <int D>
void Stepper<D>::rebuild(double reach) {
  timer_.enter(Phase::neighbours);
  simulation_.rebuild(step_, reach);
  rebuilt_at_ = step_;
  rebuild_due_ = false;
  if (tuner_.update(simulation_.communicator(), step_, clock_)) simulation_.neighbourhood().set_skin(tuner_.skin());
}

template <int D>
StepAlarm Stepper<D>::try_step() {
  timer_.enter(Phase::motion);
  const StepAlarm alarm = simulation_.advance(step_, !alone_);
  culprit_.reset();
  if (alarm == StepAlarm::blow_up) find_culprit();
  return alarm;
}

template <int D>
void Stepper<D>::post_verdict(StepAlarm alarm) {
  if (!alone_) timer_.enter(Phase::communication);
  posted_culprit_ = culprit_;
  agreement_.post(static_cast<std::int64_t>(alarm));
}

template <int D>
StepAlarm Stepper<D>::take_verdict() {
  if (!alone_) timer_.enter(Phase::communication);
  const auto verdict = static_cast<StepAlarm>(agreement_.wait());
  if (verdict == StepAlarm::blow_up) report_blow_up();
  return verdict;
}

template <int D>
void Stepper<D>::find_culprit() {
  const Particles<D>& particles = simulation_.particles();
  const std::int64_t size = particles.owned() * packed_stride<D>;
  const std::vector<double> before = to_host<double>(particles.now().position, size);
  const std::vector<double> after = to_host<double>(particles.next().position, size);
  const std::vector<std::int32_t> id = to_host<std::int32_t>(particles.id(), particles.owned());
  for (std::int64_t i = 0; i < particles.owned(); ++i) {
    double moved = 0.0;
    for (int d = 0; d < D; ++d) {
      const std::int64_t k = i * packed_stride<D> + d;
      const double along = minimum_image(after[k] - before[k], simulation_.box().edge[d]);
      moved += along * along;
    }
    moved = std::sqrt(moved);
    if (moved <= simulation_.model().largest_displacement) continue;
    if (!culprit_ || id[i] < culprit_->id) culprit_ = Culprit{id[i], moved};
  }
}

template <int D>
void Stepper<D>::report_blow_up() const {
  const Communicator& communicator = simulation_.communicator();
  constexpr std::int64_t nobody = std::numeric_limits<std::int64_t>::max();
  const std::int64_t mine = posted_culprit_ ? posted_culprit_->id : nobody;
  const std::int64_t id = -communicator.maximum(-mine);
  const double moved = communicator.maximum(mine == id && mine != nobody ? posted_culprit_->moved : 0.0);
  communicator.together([&] {
    const std::string what = std::isfinite(moved) ? fmt::format("moved by {:.4g} in one step", moved)
                                                  : std::string("is no longer at a finite position");
    const Model<D>& model = simulation_.model();
    const bool walled = std::holds_alternative<Walls<D>>(model.external);
    const bool forced =
        !std::holds_alternative<NoPair>(model.pair) || !std::holds_alternative<NoExternal<D>>(model.external);
    const char* walls = ", or one was deeper behind a wall than force.wall_margin";
    const char* cause = forced ? "The time step is too long for the forces, or particles began on top of each other"
                               : "There are no forces: the time step is too long for self-propulsion and diffusion, or "
                                 "that limit too short for them";
    fail(ExitCode::blow_up, "step {}: particle {} {}; the limit is {:.4g} (dynamics.largest_displacement). {}{}", step_,
         id, what, simulation_.model().largest_displacement, cause, walled ? walls : "");
  });
  std::abort();
}

template class Stepper<1>;
template class Stepper<2>;
template class Stepper<3>;

}  // namespace starling::active
