// Steps, sums, results and state of a swarm.
#include "drivers/optimise/swarm.hpp"

#include <algorithm>
#include <cmath>

#include "engine/comm/exact_sum.hpp"
#include "engine/comm/split_total.hpp"
#include "engine/population/weighted_covariance.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/consensus/sums.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::optimise {

namespace {

void upload(const std::vector<double>& from, const DeviceArray<double>& to) {
  Kokkos::deep_copy(to,
                    Kokkos::View<const double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(from.data(), from.size()));
}

}  // namespace

PhasePlan phase_plan() {
  return {{{"moves"}, {"costs"}, {"sums"}, {"communication", true}, {"output"}},
          static_cast<std::size_t>(Phase::communication),
          static_cast<std::size_t>(Phase::output),
          static_cast<std::size_t>(Phase::output)};
}

Swarm::Swarm(const Setup& setup, const MemberPlace& place, const MemberState* resumed)
    : setup_(setup),
      group_(place.group),
      timer_(place.timer),
      replica_(place.replica),
      key_(random::make_key(setup.deck.seed, static_cast<std::uint32_t>(place.replica))),
      share_(rows_of(setup.deck.particles, place.group)),
      stride_(std::max<std::int64_t>(consensus::blocks_of(share_.count), 1) * consensus::lanes),
      x_("slots", static_cast<std::size_t>(stride_ * setup.objective->dimension())),
      cost_("costs", static_cast<std::size_t>(stride_)),
      weight_("weights", static_cast<std::size_t>(stride_)),
      apart_("square distances", static_cast<std::size_t>(stride_)),
      centre_("consensus", static_cast<std::size_t>(setup.objective->dimension())),
      middle_("consensus before", static_cast<std::size_t>(setup.objective->dimension())),
      exponent_(setup.deck.method->first_exponent()),
      consensus_(static_cast<std::size_t>(setup.objective->dimension()), 0.0),
      before_(consensus_) {
  const int sums = consensus::WeightedSums::sums(setup.objective->dimension(), setup.deck.method->needs_covariance());
  parts_ = DeviceArray<std::int64_t>("sums", static_cast<std::size_t>(2 * sums));
  resumed == nullptr ? start() : load(*resumed);
  evaluate();
  // The distances from before the last move are gone.
  if (resumed != nullptr && step_ > 0) spread_ = resumed->shared.at("spread").get<double>();
}

/// Slot s starts at uniform numbers of entity s.
void Swarm::start() {
  std::vector<double> x(x_.extent(0), 0.0);
  for (std::size_t k = 0; k < consensus_.size(); ++k) {
    const double low = setup_.start.lower[k];
    const double width = setup_.start.upper[k] - low;
    for (std::int64_t j = 0; j < share_.count; ++j) {
      const auto slot = static_cast<std::uint32_t>(share_.first + j);
      const double uniform = random::uniform(slot, key_, 0, random::Purpose::consensus_start, static_cast<int>(k));
      x[k * static_cast<std::size_t>(stride_) + static_cast<std::size_t>(j)] = low + width * uniform;
    }
    before_[k] = low + 0.5 * width;
  }
  upload(x, x_);
}

consensus::Slots Swarm::slots() const {
  const bool bounded = setup_.objective->bounded();
  return {x_.data(),
          stride_,
          setup_.objective->dimension(),
          share_.first,
          share_.count,
          bounded ? setup_.lower.data() : nullptr,
          bounded ? setup_.upper.data() : nullptr};
}

bool Swarm::finished() const {
  const Deck& deck = setup_.deck;
  return step_ >= deck.steps || (deck.tolerance > 0.0 && spread_ < deck.tolerance) ||
         (deck.target_cost && best_ <= *deck.target_cost);
}

void Swarm::advance_to(std::int64_t units, std::vector<TableRow>& /*rows*/) {
  while (!finished() && step_ < units) {
    move();
    ++step_;
    exponent_ = setup_.deck.method->next_exponent(exponent_);
    evaluate();
  }
}

void Swarm::move() {
  timer_.enter(Phase::moves);
  LowerTriangle deviation;
  const bool correlated = setup_.deck.method->needs_covariance();
  if (correlated) deviation = cholesky_factor(covariance_, setup_.objective->dimension());
  upload(consensus_, centre_);
  setup_.deck.method->move({slots(), centre_.data(), correlated ? &deviation : nullptr, key_,
                            static_cast<std::uint64_t>(step_), apart_.data()});
  before_ = consensus_;
}

void Swarm::evaluate() {
  timer_.enter(Phase::costs);
  // What draws numbers can fail, and then on one rank alone: the others learn of it with the bounds.
  std::optional<Failure> failure;
  try {
    setup_.objective->costs(slots(), replica_, cost_.data());
  } catch (const Failure& caught) {
    failure = caught;
  } catch (const std::exception& caught) {
    failure = as_failure(caught);
  }
  weigh(failure);
}

void Swarm::weigh(const std::optional<Failure>& failure) {
  timer_.enter(Phase::sums);
  const consensus::Bounds mine = consensus::bounds_of(slots(), cost_.data(), apart_.data());
  double bounds[4] = {mine.lowest, mine.coordinate, mine.apart, failure ? 1.0 : 0.0};
  timer_.enter(Phase::communication);
  group_.maximum(std::span<double>(bounds));
  if (bounds[3] > 0.0) group_.agree(failure);
  if (std::isnan(bounds[0]) || !std::isfinite(bounds[1]) || !std::isfinite(bounds[2])) refuse_cost();
  least_ = -bounds[0];
  best_ = std::min(best_, least_);

  timer_.enter(Phase::sums);
  consensus::weigh_costs(cost_.data(), share_.count, exponent_, least_, weight_.data());
  const int dimension = setup_.objective->dimension();
  const bool products = setup_.deck.method->needs_covariance();
  double away = bounds[1];
  for (const double m : before_) away = std::max(away, std::abs(m));
  const int bits = split_bits(setup_.deck.particles);
  const int exponents[4] = {1, exponent_above(bounds[2]), exponent_above(bounds[1]), 2 * exponent_above(2.0 * away)};
  if (products) upload(before_, middle_);
  const int sums = consensus::WeightedSums::sums(dimension, products);
  Kokkos::parallel_for(
      "sums of slots", IndexRange(0, sums),
      consensus::WeightedSums{slots(), weight_.data(), apart_.data(), middle_.data(), split_scale(exponents[0], bits),
                              split_scale(exponents[1], bits), split_scale(exponents[2], bits),
                              split_scale(exponents[3], bits), parts_.data()});
  std::vector<std::int64_t> parts = host_copy(parts_);
  timer_.enter(Phase::communication);
  group_.sum(std::span<std::int64_t>(parts));
  const auto total_of = [&](int sum, int kind) {
    const std::size_t at = 2 * static_cast<std::size_t>(sum);
    return split_total(parts[at], parts[at + 1], exponents[kind], bits);
  };
  const double weight = total_of(0, 0);
  spread_ = step_ > 0 ? total_of(1, 1) / static_cast<double>(setup_.deck.particles) : spread_;
  for (int k = 0; k < dimension; ++k) consensus_[static_cast<std::size_t>(k)] = total_of(2 + k, 2) / weight;
  for (int row = 0; products && row < dimension; ++row) {
    for (int column = 0; column <= row; ++column) {
      const int place = packed_index(row, column);
      const auto apart = [&](int k) {
        return consensus_[static_cast<std::size_t>(k)] - before_[static_cast<std::size_t>(k)];
      };
      covariance_.element[place] = total_of(2 + dimension + place, 3) / weight - apart(row) * apart(column);
    }
  }
}

double Swarm::spread() const {
  const DeviceArray<double> distance("square distances", static_cast<std::size_t>(stride_));
  const DeviceArray<double> centre = device_copy("consensus", consensus_);
  Kokkos::parallel_for("distances", IndexRange(0, consensus::blocks_of(share_.count)),
                       consensus::Distances{slots(), centre.data(), distance.data()});
  const std::vector<double> values = host_copy(distance);
  return exact_sum(group_, std::span(values).first(static_cast<std::size_t>(share_.count))) /
         static_cast<double>(setup_.deck.particles);
}

}  // namespace starling::optimise
