// Updates, and what held-out lessons say of them.
#include "drivers/diffusion/methods/training/trainer.hpp"

#include <cmath>
#include <utility>

#include "drivers/diffusion/sampling/population.hpp"
#include "engine/comm/exact_moments.hpp"
#include "engine/io/rows.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/diffusion/learned/differentiate.hpp"

namespace starling::diffusion {

namespace {

/// To learn from a lesson takes about as long as so many steps of a particle.
constexpr double steps_of_learning = 100.0;

RowBlock lessons_of(const RowBlock& blocks) {
  return {blocks.total * denoiser_block, blocks.first * denoiser_block, blocks.count * denoiser_block};
}

}  // namespace

LessonSource Trainer::source() const {
  const auto replica = static_cast<std::uint32_t>(place_.replica);
  return {task_.target, task_.lessons, random::make_key(task_.seed, replica),
          random::make_key(task_.seed, replica, static_cast<std::uint32_t>(task_.trainings_before()))};
}

Trainer::Trainer(const TrainingTask& task, const MemberPlace& place, const MemberState* resumed)
    : task_(task),
      place_(place),
      network_(task.settings, task.network),
      layout_(network_.layout()),
      sum_(place.group, layout_, task.learner.batch / denoiser_block),
      batch_(source()),
      held_out_(source()),
      selection_(source()),
      held_out_lessons_(held_out_.draw_held_out(0, task.held_out, rows_of(task.held_out, place.group))) {
  if (task.learner.patience > 0)
    selection_lessons_ = selection_.draw_held_out(1, task.held_out, rows_of(task.held_out, place.group));
  const random::Key key = random::make_key(task.seed, static_cast<std::uint32_t>(place.replica));
  if (task.rank > 0) low_rank_.emplace(layout_, task.from->parameters(), task.rank);
  if (resumed != nullptr) {
    learner_.emplace(task.learner, resumed->shared.at("learner"));
  } else if (low_rank_) {
    learner_.emplace(task.learner, low_rank_->start(key));
  } else {
    learner_.emplace(task.learner, task.from == nullptr ? network_.start(key) : task.from->parameters());
  }
  if (finished()) final_ = judge(held_out_lessons_, learner_->result());
}

std::vector<std::string> Trainer::columns() const {
  std::vector<std::string> names{"loss", "excess", "excess_error"};
  if (task_.has_residual()) names.emplace_back("residual");
  names.insert(names.end(), {"gradient_norm", "rate"});
  return names;
}

double Trainer::work_per_unit() const { return steps_of_learning * static_cast<double>(task_.learner.batch); }

std::vector<double> Trainer::network_parameters(const std::vector<double>& learned) const {
  return low_rank_ ? low_rank_->network(learned) : learned;
}

void Trainer::update() {
  place_.timer.enter(Phase::stepping);
  const RowBlock blocks = rows_of(task_.learner.batch / denoiser_block, place_.group);
  const RowBlock own = lessons_of(blocks);
  const std::vector<double>& learned = learner_->parameters();
  network_.set_parameters(network_parameters(learned));
  ensure_size(gradients_, "gradients", blocks.count * layout_.size());
  ensure_size(sums_, "sums of losses", blocks.count * lesson_sums);
  const LessonArrays& lessons = batch_.draw(learner_->updates(), task_.learner.batch, own);
  differentiate_lessons({network_.view(), lessons, own.count, task_.regularisation}, gradients_.data(), sums_.data(),
                        memory_);
  const auto count = static_cast<double>(task_.learner.batch);
  learning::GradientTotals totals =
      sum_.reduce<double>({blocks.count, gradients_.data(), layout_.size(), sums_.data(), lesson_sums}, count);
  const double loss = (totals.statistics[0] + task_.regularisation * totals.statistics[1]) / count;
  if (low_rank_) totals.gradient = low_rank_->gradient(learned, totals.gradient);
  place_.group.together([&] { learner_->update(std::move(totals), 1.0, loss); });
}

Trainer::Judgement Trainer::judge(const LessonArrays& lessons, const std::vector<double>& learned) {
  place_.timer.enter(Phase::observation);
  network_.set_parameters(network_parameters(learned));
  const RowBlock own = rows_of(task_.held_out, place_.group);
  ensure_size(sums_, "sums of losses", lesson_sums * own.count);
  double* const excess = sums_.data();
  double* const residual = excess + own.count;
  judge_lessons({network_.view(), lessons, own.count, task_.has_residual() ? 1.0 : 0.0}, excess, residual, memory_);
  std::vector<const double*> lists{excess};
  if (task_.has_residual()) lists.push_back(residual);
  const std::vector<SampleMoments> found = exact_moments(place_.group, lists, own.count, task_.held_out);
  for (const SampleMoments& each : found) {
    if (std::isfinite(each.mean)) continue;
    throw Failure(ExitCode::blow_up,
                  fmt::format("update {}: the network's output is not finite on points that are held out; the learning "
                              "rate is too high",
                              done()),
                  FailureScope::every_rank);
  }
  Judgement judged{{"excess", found[0].mean, found[0].mean_error(task_.held_out), task_.held_out}, {}};
  if (task_.has_residual()) {
    const double root = std::sqrt(found[1].mean);
    judged.residual = {"residual", root, found[1].mean_error(task_.held_out) / (2.0 * root), task_.held_out};
  }
  return judged;
}

void Trainer::observe_update(std::vector<TableRow>& rows) {
  const Judgement seen = judge(held_out_lessons_, learner_->averaged());
  TableRow row{done(), {learner_->take_loss(), seen.excess.mean, seen.excess.error}};
  if (task_.has_residual()) row.values.push_back(seen.residual.mean);
  row.values.insert(row.values.end(), {learner_->gradient_norm(), learner_->rate()});
  rows.push_back(std::move(row));
  // Without patience the averaged parameters are the result.
  if (finished()) final_ = task_.learner.patience > 0 ? judge(held_out_lessons_, learner_->result()) : seen;
}

void Trainer::advance_to(std::int64_t units, std::vector<TableRow>& rows) {
  while (done() < units && !finished()) {
    update();
    const bool is_last = done() == task_.learner.updates;
    if (task_.learner.patience > 0 && (done() % task_.judge_every == 0 || is_last))
      learner_->judge(judge(selection_lessons_, learner_->averaged()).excess.mean);
    const bool is_due = task_.observe_every > 0 && done() % task_.observe_every == 0;
    if (is_due || finished()) observe_update(rows);
  }
}

std::vector<Result> Trainer::results() const {
  if (!final_) return {};
  std::vector<Result> found{final_->excess};
  if (task_.has_residual()) found.push_back(final_->residual);
  return found;
}

MemberState Trainer::save() const { return {{{"learner", learner_->save()}}, {}}; }

std::optional<learning::NetworkFile> Trainer::network() const {
  Denoiser result(task_.settings, task_.network);
  result.set_parameters(network_parameters(learner_->result()));
  result.was_taught(task_.target, task_.trainings_before() + 1);
  learning::NetworkFile file = result.file();
  file.provenance.update({{"seed", task_.seed},
                          {"replica", place_.replica},
                          {"updates", done()},
                          {"samples", task_.lessons.samples},
                          {"regularisation", task_.regularisation},
                          {"version", STARLING_VERSION}});
  if (task_.rank > 0) file.provenance["rank"] = task_.rank;
  if (final_) file.provenance["excess"] = final_->excess.mean;
  return file;
}

}  // namespace starling::diffusion
