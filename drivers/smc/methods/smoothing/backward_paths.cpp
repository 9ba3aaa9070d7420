// Ends, ancestors and sums of backward paths.
#include "drivers/smc/methods/smoothing/backward_paths.hpp"

#include <limits>

#include "engine/comm/exact_sum.hpp"
#include "kernels/random/philox.hpp"

namespace starling::smc {

namespace {

/// Ends of paths `first`, first + 1, ...: by words 0 and 1 of counter (path, time, trajectory, 0).
void draw_ends(const WholeGeneration& generation, random::Key key, std::int64_t time, std::int64_t first,
               std::int64_t count, std::int32_t* end) {
  Kokkos::parallel_for(
      "draw ends", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t p) {
        const random::Words words = random::philox(
            random::make_counter(static_cast<std::uint32_t>(first + p), time, random::Purpose::trajectory, 0), key);
        const auto buckets = static_cast<std::uint64_t>(generation.count);
        end[p] = alias_choice(generation.choice, alias_position(words.w[0], words.w[1], buckets));
      });
}

/// Adds the terms of the step from the ancestors to the states of the paths.
void add_terms(const double* x_before, const std::int32_t* ancestor, const double* x, std::int64_t count,
               SmoothedTerm term, double* sum) {
  Kokkos::parallel_for(
      "add terms", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t p) {
        sum[p] += ancestor[p] < 0 ? std::numeric_limits<double>::quiet_NaN() : term.next(x_before[ancestor[p]], x[p]);
      });
}

/// Takes the states of the ancestors.
void move_paths(const WholeGeneration& generation, const std::int32_t* ancestor, int components, std::int64_t count,
                double* state) {
  Kokkos::parallel_for(
      "move paths", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t p) {
        const std::int64_t from = ancestor[p] < 0 ? 0 : ancestor[p];
        for (int c = 0; c < components; ++c) state[c * count + p] = generation.state[c * generation.stride + from];
      });
}

/// The whole sum of a path that has come to time 0.
struct PathSum {
  const double* sum;
  const double* x;
  SmoothedTerm term;
  STARLING_FUNCTION double operator()(std::int64_t p) const { return sum[p] + term.first(x[p]); }
};

}  // namespace

BackwardPaths::BackwardPaths(const Communicator& group, std::int64_t paths, int components, Functional functional)
    : group_(&group),
      paths_(rows_of(paths, group)),
      components_(components),
      term_{functional},
      state_("path states", components * paths_.count),
      sum_("path sums", paths_.count),
      ancestor_("path ancestors", paths_.count) {}

void BackwardPaths::begin(const GatheredGeneration& generation, random::Key key, std::int64_t time) {
  Kokkos::deep_copy(sum_, 0.0);
  draw_ends(generation.whole(), key, time, paths_.first, paths_.count, ancestor_.data());
  move_paths(generation.whole(), ancestor_.data(), components_, paths_.count, state_.data());
}

void BackwardPaths::extend(const StateSpace& model, const GatheredGeneration& generation, random::Key key,
                           std::int64_t time) {
  const WholeGeneration whole = generation.whole();
  model.draw_backward({whole, state_.data(), paths_.count, paths_.first, paths_.count, 1, ancestor_.data()}, key,
                      time + 1);
  add_terms(whole.state, ancestor_.data(), state_.data(), paths_.count, term_, sum_.data());
  move_paths(whole, ancestor_.data(), components_, paths_.count, state_.data());
}

double BackwardPaths::mean() const {
  ExactSumBatch sums(*group_, paths_.total);
  sums.add(paths_.count, PathSum{sum_.data(), state_.data(), term_});
  return sums.reduce().front() / static_cast<double>(paths_.total);
}

}  // namespace starling::smc
