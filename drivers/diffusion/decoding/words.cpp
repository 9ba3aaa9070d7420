// Stepping, observing and comparing words.
#include "drivers/diffusion/decoding/words.hpp"

#include <algorithm>

#include "drivers/diffusion/sampling/evidence.hpp"
#include "drivers/diffusion/sampling/population.hpp"
#include "engine/population/weighted_statistics.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/weights/quantise.hpp"

namespace starling::diffusion {

namespace {

WordProblem problem_of(const Deck& deck) {
  const MaskedChain chain = *deck.target->chain();
  return {chain, *deck.reward->of_words(chain.letters), deck.reward->alpha()};
}

}  // namespace

WordRun::WordRun(const Deck& of, const DecodingSettings& with)
    : deck(of), settings(with), problem(problem_of(of)), decoding_{} {
  std::vector<double> values;
  if (problem.enumerable() && settings.values != ValueKind::monte_carlo) values = values_of(problem, settings.values);
  known = known_words(problem, settings, values);
  if (settings.values != ValueKind::exact) values.clear();
  table_ = device_copy("values", values);
  const auto states = settings.values == ValueKind::exact ? static_cast<std::int64_t>(problem.states()) : 0;
  decoding_ = {problem.chain.letters, problem.reward,  problem.alpha, problem.chain.steps,
               problem.chain.jointly, settings.plan(), table_.data(), states};
}

Words::Words(const WordRun& run, const MemberPlace& place, const MemberState* resumed)
    : run_(run),
      timer_(place.timer),
      key_(random::make_key(run.deck.seed, static_cast<std::uint32_t>(place.replica))),
      population_(place.group, run.deck.particles, word_columns) {
  if (resumed == nullptr) {
    move_to(0, nullptr);
    return;
  }
  step_ = resumed->shared.at("step").get<std::int64_t>();
  scale_ = resumed->shared.at("scale").get<double>();
  population_.load_rows(column_named(resumed->columns, "words", word_columns).values,
                        column_named(resumed->columns, "log_weight", 1).values);
  sums_ = weighed(population_, largest_log_weight(population_.log_weight(), population_.slots().count), step_);
  if (finished()) finish();
}

void Words::move_to(int level, const double* inherited) {
  timer_.enter(Phase::stepping);
  const RowBlock& slots = population_.slots();
  const double largest =
      decode_words(run_.decoding(),
                   {population_.now(), population_.now_stride(), population_.parent(), inherited, population_.next(),
                    population_.next_stride(), population_.log_weight(), slots.first, slots.count},
                   key_, level);
  population_.swap();
  timer_.enter(Phase::weighting);
  sums_ = weighed(population_, largest, step_);
}

bool Words::resample() {
  if (!run_.settings.weighs() || !needs_resampling(sums_, run_.settings.ess_threshold)) return false;
  timer_.enter(Phase::resampling);
  scale_ += sums_.log_mean();
  population_.resample(run_.settings.resampling, key_, step_ + 1);
  return true;
}

void Words::advance_to(std::int64_t units, std::vector<TableRow>& /*rows*/) {
  const std::int64_t last = std::min<std::int64_t>(units, run_.steps());
  if (step_ >= last) return;
  while (step_ < last) {
    const bool resampled = resample();
    move_to(static_cast<int>(++step_), resampled ? nullptr : population_.log_weight());
  }
  if (finished()) finish();
}

std::vector<std::string> Words::columns() const {
  std::vector<std::string> names{"evaluations", "ess", "mean_value"};
  if (run_.settings.weighs()) names.emplace_back("log_z");
  return names;
}

double Words::mean_value() const { return weighted_moments(population_, sums_, 1).front().mean; }

std::int64_t Words::evaluations() const {
  const DecodingPlan& plan = run_.decoding().plan;
  const std::int64_t before_last = std::min<std::int64_t>(step_, run_.steps() - 1);
  return plan.evaluations(1) + before_last * plan.evaluations(plan.candidates) +
         (step_ - before_last) * plan.candidates;
}

void Words::observe(std::vector<TableRow>& rows) {
  timer_.enter(Phase::observation);
  TableRow row{step_, {static_cast<double>(evaluations()), sums_.effective_sample_size(), mean_value()}};
  if (run_.settings.weighs()) row.values.push_back(scale_ + sums_.log_mean());
  rows.push_back(std::move(row));
}

std::vector<double> Words::shares(const std::vector<std::int64_t>& states,
                                  const std::vector<std::int64_t>& weights) const {
  std::vector<std::int64_t> sums(run_.known.target.size() + 1, 0);
  for (std::size_t j = 0; j < states.size(); ++j) {
    sums[static_cast<std::size_t>(states[j])] += weights[j];
    sums.back() += weights[j];
  }
  population_.group().sum(std::span(sums));
  std::vector<double> parts;
  for (std::size_t state = 0; state + 1 < sums.size(); ++state)
    parts.push_back(static_cast<double>(sums[state]) / static_cast<double>(sums.back()));
  return parts;
}

void Words::compare(const std::string& name, const std::vector<double>& law, const std::vector<double>& found) {
  if (law.empty()) return;
  std::vector<double> cumulative;
  for (const double each : law) cumulative.push_back(each + (cumulative.empty() ? 0.0 : cumulative.back()));
  const RowBlock& slots = population_.slots();
  std::vector<std::int64_t> drawn;
  for (std::int64_t j = 0; j < slots.count; ++j) {
    const double u = random::slot_uniform(slots.first + j, key_, 0, random::Purpose::reference_component, 0);
    const auto place = std::upper_bound(cumulative.begin(), cumulative.end() - 1, u * cumulative.back());
    drawn.push_back(place - cumulative.begin());
  }
  final_.push_back({name, total_variation(found, law)});
  const std::vector<std::int64_t> ones(drawn.size(), 1);
  final_.push_back({name + "_floor", total_variation(shares(drawn, ones), law)});
}

void Words::finish() {
  timer_.enter(Phase::observation);
  final_.clear();
  final_.push_back({"mean_reward", mean_value()});
  const std::vector<double> rows = population_.save_rows();
  const std::vector<std::int64_t> weights = weights_on_host(population_);
  std::vector<std::int64_t> states;
  std::int64_t best = 0;
  for (std::size_t j = 0; j < weights.size(); ++j) {
    states.push_back(static_cast<std::int64_t>(rows[j * word_columns + 1]));
    if (run_.known.rewards && rows[j * word_columns] == run_.known.rewards->best) best += weights[j];
  }
  if (run_.known.rewards) {
    final_.push_back(
        {"best_probability", static_cast<double>(population_.group().sum(best)) / static_cast<double>(sums_.total)});
  }
  if (!run_.deck.distances || run_.known.target.empty()) return;
  const std::vector<double> found = shares(states, weights);
  compare("total_variation", run_.known.target, found);
  compare("own_variation", run_.known.own, found);
}

std::vector<Result> Words::results() const {
  std::vector<Result> found;
  if (!finished()) return found;
  found.push_back({"evaluations", static_cast<double>(evaluations())});
  found.push_back({"ess", sums_.effective_sample_size()});
  if (run_.settings.weighs()) {
    std::optional<double> exact;
    if (run_.known.rewards) exact = run_.known.rewards->log_z;
    add_evidence(scale_ + sums_.log_mean(), exact, found);
  }
  found.insert(found.end(), final_.begin(), final_.end());
  return found;
}

MemberState Words::save() const {
  return {{{"step", step_}, {"scale", scale_}},
          {{"words", word_columns, population_.save_rows()}, {"log_weight", 1, population_.save_log_weights()}}};
}

std::vector<MemberColumn> Words::particles() const {
  const LetterChain& chain = run_.problem.chain.letters;
  MemberColumn letters{"letters", chain.length, {}};
  MemberColumn value{"value", 1, {}};
  const std::vector<double> rows = population_.save_rows();
  for (std::size_t first = 0; first < rows.size(); first += word_columns) {
    value.values.push_back(rows[first]);
    const Word word = chain.word_of(static_cast<std::int64_t>(rows[first + 1]));
    for (int i = 0; i < chain.length; ++i) letters.values.push_back(word.letter[i]);
  }
  return {std::move(letters), std::move(value), {"log_weight", 1, population_.save_log_weights()}};
}

}  // namespace starling::diffusion
