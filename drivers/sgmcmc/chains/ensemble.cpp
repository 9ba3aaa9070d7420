// Units of work of a group's chains.
#include "drivers/sgmcmc/chains/ensemble.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "drivers/sgmcmc/chains/temperature_swaps.hpp"

namespace starling::sgmcmc {

namespace {

constexpr double not_there = std::numeric_limits<double>::quiet_NaN();

/// Units between looks at whether chains are finite, besides those at draws.
constexpr std::int64_t look_every = 64;

std::vector<random::Key> keys_of(const EnsemblePlan& plan, const std::vector<Chain*>& chains) {
  std::vector<random::Key> keys;
  for (const Chain* chain : chains) keys.push_back(plan.key(chain->number()));
  return keys;
}

}  // namespace

PhasePlan phase_plan() {
  return {{{"setup"}, {"sampling"}, {"draws"}, {"communication", true}, {"output"}},
          static_cast<std::size_t>(Phase::communication),
          static_cast<std::size_t>(Phase::output),
          static_cast<std::size_t>(Phase::output)};
}

Ensemble::Ensemble(const EnsemblePlan& plan, const RankGroups& groups, std::vector<Chain*> chains)
    : plan_(plan),
      groups_(groups),
      chains_(std::move(chains)),
      set_(plan.target(), keys_of(plan, chains_),
           plan.batches(chains_.front()->number(), static_cast<std::int64_t>(chains_.size())),
           plan.energy_batches(chains_.front()->number(), static_cast<std::int64_t>(chains_.size())),
           {static_cast<int>(plan.vectors().size()), static_cast<int>(plan.scalars().size())}),
      rungs_(static_cast<std::size_t>(plan.members()), 0) {
  for (const Chain* chain : chains_) rungs_[static_cast<std::size_t>(chain->number())] = chain->state.rung;
  groups_.world().maximum(std::span<std::int64_t>(rungs_));
  take_up();
}

void Ensemble::advance_to(std::int64_t units, PhaseTimer& timer, std::vector<MemberRow>& rows) {
  const std::int64_t last = std::min(units, plan_.settings().units());
  std::int64_t unit = chains_.front()->state.done;
  while (unit < last) {
    const std::int64_t until = plan_.next_swap(unit, last);
    groups_.together([&] {
      timer.enter(Phase::sampling);
      for (; unit < until; ++unit) {
        advance(unit);
        const bool draws = plan_.draws_after(unit);
        if (draws || (unit + 1) % look_every == 0) mark_diverged(unit);
        if (!draws) continue;
        timer.enter(Phase::draws);
        draw(unit, rows);
        timer.enter(Phase::sampling);
      }
    });
    if (plan_.swaps_after(unit - 1)) swap(unit - 1);
  }
  for (Chain* chain : chains_) chain->state.done = unit;
  put_down();
  require_survivors();
}

void Ensemble::take_up() {
  for (std::size_t c = 0; c < chains_.size(); ++c) {
    const ChainState& state = chains_[c]->state;
    for (std::size_t v = 0; v < state.vectors.size(); ++v) set_.store(static_cast<int>(v), c, state.vectors[v]);
    for (std::size_t k = 0; k < state.scalars.size(); ++k) set_.scalar(static_cast<int>(k))[c] = state.scalars[k];
    set_.accepted()[c] = state.accepted;
  }
  set_temperatures();
}

void Ensemble::put_down() {
  for (std::size_t c = 0; c < chains_.size(); ++c) {
    ChainState& state = chains_[c]->state;
    for (std::size_t v = 0; v < state.vectors.size(); ++v) state.vectors[v] = set_.load(static_cast<int>(v), c);
    for (std::size_t k = 0; k < state.scalars.size(); ++k) state.scalars[k] = set_.scalar(static_cast<int>(k))[c];
    state.accepted = set_.accepted()[c];
    state.rung = rungs_[static_cast<std::size_t>(chains_[c]->number())];
  }
}

void Ensemble::set_temperatures() {
  for (std::size_t c = 0; c < chains_.size(); ++c) {
    const auto rung = static_cast<std::size_t>(rungs_[static_cast<std::size_t>(chains_[c]->number())]);
    set_.temperature()[c] = plan_.settings().temperature * plan_.swaps().temperatures[rung];
  }
}

void Ensemble::advance(std::int64_t unit) {
  const Unit now = plan_.unit(unit);
  const bool warms_up = plan_.sampler_unit(unit) < 0;
  const Sampler& sampler = warms_up ? plan_.warm_start() : plan_.sampler();
  if (now.number == 0) sampler.begin(set_, now);
  sampler.advance(set_, now);
}

void Ensemble::draw(std::int64_t unit, std::vector<MemberRow>& rows) {
  const std::vector<double> functions = set_.functions();
  const std::vector<double> energies = set_.full_energy(plan_.unit(unit).evaluation, set_.position());
  std::vector<double> squares;
  if (plan_.momenta() >= 0) squares = set_.products(set_.vector(plan_.momenta()), set_.vector(plan_.momenta()));
  const std::size_t each = functions.size() / chains_.size();
  for (std::size_t c = 0; c < chains_.size(); ++c) {
    Chain& chain = *chains_[c];
    const auto first = functions.begin() + static_cast<std::ptrdiff_t>(c * each);
    std::vector<double> shown(first, first + static_cast<std::ptrdiff_t>(each));
    shown.push_back(energies[c]);
    if (!squares.empty()) {
      shown.push_back(squares[c] / (static_cast<double>(plan_.parameters()) * set_.temperature()[c]));
    }
    const bool finite = std::all_of(shown.begin(), shown.end(), [](double value) { return std::isfinite(value); });
    if (!finite) put_aside(c, unit);
    std::vector<double> position = set_.load(0, c);
    if (chain.state.diverged) {
      std::fill(shown.begin(), shown.end(), not_there);
      std::fill(position.begin(), position.end(), not_there);
    }
    if (plan_.rungs() > 1) shown.push_back(static_cast<double>(rungs_[static_cast<std::size_t>(chain.number())]));
    chain.keep(position, shown);
    if (groups_.group().is_root()) rows.push_back({chain.number(), {unit + 1, shown}});
  }
}

void Ensemble::mark_diverged(std::int64_t unit) {
  std::vector<double> seen(chains_.size(), 0.0);
  for (std::size_t v = 0; v < plan_.vectors().size(); ++v) {
    const double* const vector = set_.vector(static_cast<int>(v));
    const std::vector<double> squares = set_.products(vector, vector);
    for (std::size_t c = 0; c < seen.size(); ++c) seen[c] += squares[c];
  }
  for (std::size_t c = 0; c < seen.size(); ++c) {
    for (std::size_t k = 0; k < plan_.scalars().size(); ++k) seen[c] += std::abs(set_.scalar(static_cast<int>(k))[c]);
    if (!std::isfinite(seen[c])) put_aside(c, unit);
  }
}

void Ensemble::put_aside(std::size_t chain, std::int64_t unit) {
  if (!chains_[chain]->state.diverged) chains_[chain]->state.diverged = unit + 1;
  // It is left at zero, where it takes no time and harms nobody; its draws count no more.
  const std::vector<double> zero(static_cast<std::size_t>(plan_.parameters()), 0.0);
  for (std::size_t v = 0; v < plan_.vectors().size(); ++v) set_.store(static_cast<int>(v), chain, zero);
  for (std::size_t k = 0; k < plan_.scalars().size(); ++k) set_.scalar(static_cast<int>(k))[chain] = 0.0;
}

void Ensemble::swap(std::int64_t unit) {
  std::vector<double> energies(rungs_.size(), -std::numeric_limits<double>::infinity());
  const std::int64_t round = (plan_.sampler_unit(unit) + 1) / plan_.swaps().every;
  groups_.together([&] {
    const std::vector<double> own = set_.batch_energy(static_cast<std::uint64_t>(round), set_.position());
    for (std::size_t c = 0; c < own.size(); ++c) {
      energies[static_cast<std::size_t>(chains_[c]->number())] = chains_[c]->state.diverged ? not_there : own[c];
    }
  });
  groups_.world().maximum(std::span<double>(energies));
  const std::vector<SwapAttempt> attempts = swap_temperatures(plan_, round, energies, rungs_);
  for (const SwapAttempt& attempt : attempts) {
    for (Chain* chain : chains_) {
      if (chain->number() != attempt.lower) continue;
      const auto rung = static_cast<std::size_t>(attempt.rung);
      ++chain->state.swaps_tried[rung];
      chain->state.swaps_done[rung] += attempt.done ? 1 : 0;
    }
  }
  set_temperatures();
}

void Ensemble::require_survivors() const {
  const auto left = std::count_if(chains_.begin(), chains_.end(), [](const Chain* c) { return !c->state.diverged; });
  if (groups_.world().maximum(static_cast<std::int64_t>(left)) > 0) return;
  throw Failure(ExitCode::blow_up,
                fmt::format("unit {}: all chains have diverged: sampler.step is too large for this target",
                            chains_.front()->state.done),
                FailureScope::every_rank);
}

}  // namespace starling::sgmcmc
