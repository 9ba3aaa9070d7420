// The loop and its agreements.
#include "drivers/active/loop.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <limits>

#include "engine/population/records.hpp"

namespace starling::active {

namespace {

/// An alarm and a stop request in one number whose maximum over ranks is the worst alarm. A request that a worse alarm
/// hides is heard at the next step: it stays raised.
std::int64_t encode(StepAlarm alarm, StopRequest stop) {
  return static_cast<std::int64_t>(alarm) * 8 + static_cast<std::int64_t>(stop);
}

SkinTuner make_tuner(const Deck& deck) {
  const double range = force_range(deck);
  const std::vector<double> edges = box_edges(deck);
  const double room = 0.5 * *std::min_element(edges.begin(), edges.end()) - range;
  const bool tunes = !deck.skin && std::isfinite(range) && range > 0.0;
  return {tunes, first_skin(deck), 0.05 * force_diameter(deck), std::min(1.5 * force_diameter(deck), 0.99 * room)};
}

}  // namespace

template <int D>
Loop<D>::Loop(const Communicator& communicator, const Deck& deck, Simulation<D>& simulation, Output<D>& output,
              PhaseTimer& timer, const WallLimit& limit)
    : communicator_(communicator),
      deck_(deck),
      simulation_(simulation),
      output_(output),
      timer_(timer),
      limit_(limit),
      agreement_(communicator),
      tuner_(make_tuner(deck)),
      alone_(communicator.size() == 1) {}

template <int D>
LoopResult Loop<D>::run(std::int64_t first, bool resumed, Progress& progress) {
  const auto start = std::chrono::steady_clock::now();
  std::int64_t step = first;
  for (;; ++step) {
    const bool due = output_.due(step) || step == deck_.steps || stop_ != StopRequest::none;
    prepare_lists(step, due);
    timer_.enter(Phase::forces);
    simulation_.compute_forces();
    const bool ends = step == deck_.steps || stop_ != StopRequest::none;
    if ((due || ends) && !(resumed && step == first)) output_.write(step, ends, timer_);
    if (ends) break;
    StepAlarm alarm = take_step(step);
    if (agreement_.pending()) {
      const Verdict verdict = take_verdict(step);
      if (rebuilt_at_ != step && verdict.alarm >= StepAlarm::stale) {
        rebuild(step, 0.0);
        timer_.enter(Phase::forces);
        simulation_.compute_forces();
        alarm = take_step(step);
      } else if (rebuilt_at_ != step && verdict.alarm == StepAlarm::soon) {
        rebuild_due_ = true;
      }
    }
    simulation_.accept();
    post_verdict(alarm);
    progress.update(step + 1);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  return {step, stop_, seconds.count()};
}

template <int D>
void Loop<D>::prepare_lists(std::int64_t step, bool due) {
  if ((due || alone_) && agreement_.pending()) {
    if (take_verdict(step).alarm >= StepAlarm::soon) rebuild_due_ = true;
  }
  // Lists are only sure to hold pairs up to the cutoff; what looks further gets new ones.
  const double reach = output_.due(step) ? output_.reach() : 0.0;
  if (rebuild_due_ || reach > simulation_.neighbourhood().settings().cutoff) {
    rebuild(step, reach);
  } else if (!alone_) {
    timer_.enter(Phase::communication);
    simulation_.update_ghosts();
  }
}

template <int D>
void Loop<D>::rebuild(std::int64_t step, double reach) {
  timer_.enter(Phase::neighbours);
  simulation_.rebuild(step, reach);
  rebuilt_at_ = step;
  rebuild_due_ = false;
  // Processor time: a shared machine's other work must not decide.
  const double spent = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  if (tuner_.update(communicator_, step, spent)) simulation_.neighbourhood().set_skin(tuner_.skin());
}

template <int D>
StepAlarm Loop<D>::take_step(std::int64_t step) {
  timer_.enter(Phase::motion);
  const StepAlarm alarm = simulation_.advance(step, !alone_);
  culprit_.reset();
  if (alarm == StepAlarm::blow_up) find_culprit();
  return alarm;
}

template <int D>
void Loop<D>::post_verdict(StepAlarm alarm) {
  timer_.enter(Phase::communication);
  posted_culprit_ = culprit_;
  agreement_.post(encode(alarm, stop_request(limit_)));
}

template <int D>
typename Loop<D>::Verdict Loop<D>::take_verdict(std::int64_t step) {
  timer_.enter(Phase::communication);
  const std::int64_t value = agreement_.wait();
  const Verdict verdict{static_cast<StepAlarm>(value / 8), static_cast<StopRequest>(value % 8)};
  if (verdict.alarm == StepAlarm::blow_up) report_blow_up(step);
  if (verdict.stop != StopRequest::none) stop_ = verdict.stop;
  return verdict;
}

template <int D>
void Loop<D>::find_culprit() {
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
    if (moved <= simulation_.largest_displacement()) continue;
    if (!culprit_ || id[i] < culprit_->id) culprit_ = Culprit{id[i], moved};
  }
}

template <int D>
void Loop<D>::report_blow_up(std::int64_t step) const {
  constexpr std::int64_t nobody = std::numeric_limits<std::int64_t>::max();
  const std::int64_t mine = posted_culprit_ ? posted_culprit_->id : nobody;
  const std::int64_t id = -communicator_.maximum(-mine);
  const double moved = communicator_.maximum(mine == id && mine != nobody ? posted_culprit_->moved : 0.0);
  communicator_.together([&] {
    const std::string what = std::isfinite(moved) ? fmt::format("moved by {:.4g} in one step", moved)
                                                  : std::string("is no longer at a finite position");
    fail(ExitCode::blow_up,
         "step {}: particle {} {}; the limit is {:.4g} (dynamics.largest_displacement). The time step is too long for "
         "the forces, or particles began on top of each other",
         step, id, what, simulation_.largest_displacement());
  });
  std::abort();
}

template class Loop<1>;
template class Loop<2>;
template class Loop<3>;

}  // namespace starling::active
