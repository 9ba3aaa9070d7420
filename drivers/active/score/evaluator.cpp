// Evaluating networks on a population.
#include "drivers/active/score/evaluator.hpp"

#include <algorithm>
#include <cmath>

#include "engine/io/hashed_bytes.hpp"
#include "engine/population/records.hpp"

namespace starling::active {

namespace {

/// Of several networks in their order; of one its own.
template <int D>
std::uint64_t digest_of(const std::vector<LearnedScore<D>>& members) {
  if (members.size() == 1) return members.front().digest();
  std::vector<std::uint64_t> digests;
  for (const LearnedScore<D>& member : members) digests.push_back(member.digest());
  return hash_number(digests.data(), digests.size() * sizeof(std::uint64_t));
}

/// Refuses a network that could not be one of an ensemble with those before it.
template <int D>
void check_member(const std::vector<LearnedScore<D>>& before, const LearnedScore<D>& member) {
  if (before.empty()) return;
  const auto refuse = [&](const std::string& why) {
    fail(ExitCode::bad_input, "score.network: {} and {} {}", before.front().path(), member.path(), why);
  };
  if (member.settings().to_json() != before.front().settings().to_json()) refuse("are of different architectures");
  if (member.blocks() != before.front().blocks()) refuse("hold networks of different blocks of variables");
  for (const LearnedScore<D>& other : before) {
    if (other.digest() == member.digest()) {
      fail(ExitCode::bad_input, "score.network: {} and {} are the same network", other.path(), member.path());
    }
  }
}

/// mean = the sum of `count` numbers of each array, in their order, over the arrays' number.
void take_mean(const std::vector<DeviceArray<double>>& of, std::int64_t count, const DeviceArray<double>& mean) {
  const auto members = static_cast<double>(of.size());
  for (std::size_t k = 0; k < of.size(); ++k) {
    const double* const next = of[k].data();
    const bool first = k == 0;
    const bool last = k + 1 == of.size();
    Kokkos::parallel_for(
        "mean of scores", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
          const double sum = first ? next[i] : mean(i) + next[i];
          mean(i) = last ? sum / members : sum;
        });
  }
  Kokkos::fence();
}

}  // namespace

template <int D>
ScoreEvaluator<D>::ScoreEvaluator(const Communicator& communicator, const Deck& deck, const Model<D>& model)
    : communicator_(communicator) {
  communicator.together([&] {
    std::string why;
    const auto physics = score_physics(model, why);
    if (!physics) fail(ExitCode::bad_input, "score.network = {}: {}", deck.score_network, why);
    physics_ = *physics;
  });
  std::vector<std::string> files;
  communicator.together([&] { files = score_files(deck); });
  for (const std::string& file : files) {
    LearnedScore<D> member(communicator, deck, model, physics_, file);
    communicator.together([&] { check_member(members_, member); });
    members_.push_back(std::move(member));
  }
  range_ = members_.front().settings().edge_range * model.diameter;
  digest_ = digest_of(members_);
  for (const Block block : members_.front().blocks()) blocks_.push_back({block, {}, {}});
}

template <int D>
BlockMoments ScoreEvaluator<D>::moments_of(const Simulation<D>& simulation, Block block,
                                           const DeviceArray<double>& values) const {
  return {block, score_moments<D>(communicator_, simulation.model().particles, owned_,
                                  features_.configuration().physics, physics_, block, arrays(values))};
}

template <int D>
void ScoreEvaluator<D>::filter(const Simulation<D>& simulation, std::size_t member) {
  const LearnedScore<D>& of = members_[member];
  if (!of.settings().has_filters()) return;
  const FilterPlan plan{of.network(0).scales.filter, static_cast<int>(of.settings().probes)};
  features_.compute_filters(simulation, physics_, plan);
}

template <int D>
void ScoreEvaluator<D>::compute(const Simulation<D>& simulation) {
  features_.compute(simulation, physics_, range_);
  owned_ = features_.particles();
  filter(simulation, 0);
  const score::ParticleList<D> list = whole_.list(simulation.model(), physics_.rate, features_.configuration(), owned_);
  moments_.clear();
  member_moments_.assign(members_.size(), {});
  const std::int64_t size = (D + 1) * owned_;
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    BlockScore& of = blocks_[b];
    of.members.resize(members_.size());
    for (std::size_t k = 0; k < members_.size(); ++k) {
      ensure_size(of.members[k], "scores", size);
      if (members_.size() > 1) filter(simulation, k);
      members_[k].network(b).evaluate(list, arrays(of.members[k]));
      member_moments_[k].push_back(moments_of(simulation, of.block, of.members[k]));
    }
    if (members_.size() == 1) {
      of.values = of.members.front();
      moments_.push_back(member_moments_.front()[b]);
    } else {
      ensure_size(of.values, "mean scores", size);
      take_mean(of.members, size, of.values);
      moments_.push_back(moments_of(simulation, of.block, of.values));
    }
  }
}

template <int D>
template <class Of>
std::vector<double> ScoreEvaluator<D>::by_particle(Block block, const DeviceArray<double>& values, const Of& of) const {
  std::vector<double> found;
  for (const ScoreMoments& moments :
       moments_by_place<D>(owned_, features_.configuration().physics, physics_, block, arrays(values))) {
    found.push_back(of(moments));
  }
  return found;
}

template <int D>
template <class Values>
std::vector<double> ScoreEvaluator<D>::rates(const Values& values_of) const {
  std::vector<double> sum(static_cast<std::size_t>(owned_), 0.0);
  for (const BlockScore& block : blocks_) {
    const auto each = by_particle(block.block, values_of(block),
                                  [](const ScoreMoments& moments) { return moments.velocity_squared; });
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += each[i];
  }
  return sum;
}

template <int D>
std::vector<double> ScoreEvaluator<D>::local_rates() const {
  return rates([](const BlockScore& block) -> const DeviceArray<double>& { return block.values; });
}

template <int D>
std::vector<double> ScoreEvaluator<D>::flows(std::size_t block) const {
  const BlockScore& of = blocks_[block];
  return flows_by_place<D>(owned_, features_.configuration().physics, physics_, of.block, arrays(of.values));
}

template <int D>
std::vector<double> ScoreEvaluator<D>::local_rate_spreads() const {
  const auto count = static_cast<double>(members_.size());
  std::vector<std::vector<double>> each;
  for (std::size_t k = 0; k < members_.size(); ++k) {
    each.push_back(rates([k](const BlockScore& block) -> const DeviceArray<double>& { return block.members[k]; }));
  }
  std::vector<double> spread(static_cast<std::size_t>(owned_));
  for (std::size_t i = 0; i < spread.size(); ++i) {
    double mean = 0.0;
    double squares = 0.0;
    for (const std::vector<double>& rates : each) mean += rates[i] / count;
    for (const std::vector<double>& rates : each) squares += (rates[i] - mean) * (rates[i] - mean);
    spread[i] = std::sqrt(squares / (count - 1.0));
  }
  return spread;
}

template <int D>
bool ScoreEvaluator<D>::has_drive() const {
  return blocks_.front().block == Block::drive;
}

template <int D>
std::vector<double> ScoreEvaluator<D>::drive_divergences() const {
  return by_particle(Block::drive, blocks_.front().values, [&](const ScoreMoments& moments) {
    return velocity_divergence(physics_, D, Block::drive, moments);
  });
}

template <int D>
std::vector<double> ScoreEvaluator<D>::drive_certified_summands() const {
  return by_particle(Block::drive, blocks_.front().values,
                     [&](const ScoreMoments& moments) { return certified_rate(physics_, D, Block::drive, moments); });
}

template class ScoreEvaluator<1>;
template class ScoreEvaluator<2>;
template class ScoreEvaluator<3>;

}  // namespace starling::active
