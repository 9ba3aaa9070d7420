// Vectors that reach far against polynomials of a dense matrix, their own tangents from probes, and what networks make of both.
#include "drivers/score/filter_fit.hpp"
#include "tests/drivers/score/double_network.hpp"

namespace starling::active {
namespace {

using namespace testing_support;

constexpr std::int64_t few = 24;

/// Values of all filters, by place.
template <int D>
std::vector<float> numbers_of(const SmallSystem<D>& system) {
  return to_host<float>(system.features().configuration().physics.filter,
                        system.particles() * score::filter_numbers<D>);
}

/// H by places: column k is what Hr changes by when drive k does, exactly, as Hr is linear in drives.
template <int D>
std::vector<double> dense_response(SmallSystem<D>& system) {
  const std::int64_t n = system.particles() * D;
  const auto responses = [&] {
    const auto physics = system.features().configuration().physics;
    std::vector<double> all(static_cast<std::size_t>(n));
    for (std::int64_t i = 0; i < system.particles(); ++i) physics.load(score::response, i, all.data() + i * D);
    return all;
  };
  const std::vector<double> before = responses();
  const MemberState state = system.save();
  std::vector<double> matrix(static_cast<std::size_t>(n * n));
  for (std::int64_t id = 0; id < system.particles(); ++id) {
    for (int d = 0; d < D; ++d) {
      double axis[D] = {};
      axis[d] = 1.0;
      system.move_drive(id, axis, 1.0);
      const std::vector<double> after = responses();
      const std::int64_t column = system.place_of(id) * D + d;
      for (std::int64_t k = 0; k < n; ++k) matrix[k * n + column] = after[k] - before[k];
      system.restore(state);
    }
  }
  return matrix;
}

/// p_m(H) for every m as dense matrices.
std::vector<std::vector<double>> polynomials(const std::vector<double>& h, std::int64_t n,
                                             const score::FilterRecurrence& by) {
  std::vector<std::vector<double>> all;
  std::vector<double> first(h.size(), 0.0);
  for (std::int64_t k = 0; k < n; ++k) first[k * n + k] = by.scale[0];
  all.push_back(first);
  for (int m = 1; m < score::filter_terms; ++m) {
    const std::vector<double>& now = all.back();
    std::vector<double> next(h.size());
    for (std::int64_t k = 0; k < n; ++k) {
      for (std::int64_t l = 0; l < n; ++l) {
        double sum = -by.diagonal[m - 1] * now[k * n + l];
        for (std::int64_t j = 0; j < n; ++j) sum += h[k * n + j] * now[j * n + l];
        if (m > 1) sum -= by.side[m - 1] * all[all.size() - 2][k * n + l];
        next[k * n + l] = by.scale[m] * sum;
      }
    }
    all.push_back(next);
  }
  return all;
}

template <int D>
class FilteredCrowd {
 public:
  static constexpr std::int64_t n = few * D;
  static constexpr int probes = score::most_probes;

  FilteredCrowd() : system(crowd<D>("active_ou", few)) {
    const std::vector<double> response = dense_response(system);
    // Eigenvalues within -1 and 1, so that polynomials stay small.
    double rows = 0.0;
    for (std::int64_t k = 0; k < n; ++k) {
      double sum = 0.0;
      for (std::int64_t l = 0; l < n; ++l) sum += std::abs(response[k * n + l]);
      rows = std::max(rows, sum);
    }
    plan = some_filters(probes);
    plan.recurrence.scale[0] = 1.0;
    for (int m = 1; m < score::filter_terms; ++m) {
      plan.recurrence.scale[m] = 2.0 / rows;
      plan.recurrence.diagonal[m - 1] *= 0.1;
      plan.recurrence.side[m] = 0.5 * rows;
    }
    polynomial = polynomials(response, n, plan.recurrence);
    system.filter(plan);
  }

  /// The block of p_m(H) at a place.
  [[nodiscard]] double block(int m, std::int64_t place, int row, int column) const {
    return polynomial[static_cast<std::size_t>(m)][(place * D + row) * n + place * D + column];
  }

  SmallSystem<D> system;
  FilterPlan plan;
  std::vector<std::vector<double>> polynomial;
};

template <int D>
void expect_dense_filters() {
  FilteredCrowd<D> crowd;
  constexpr std::int64_t n = FilteredCrowd<D>::n;
  const std::vector<float> numbers = numbers_of(crowd.system);
  const auto physics = crowd.system.features().configuration().physics;
  std::vector<double> velocity(n);
  for (std::int64_t i = 0; i < few; ++i) physics.load(score::velocity, i, velocity.data() + i * D);
  double squares = 0.0;
  int estimates = 0;
  for (int f = 0; f < score::filter_vectors; ++f) {
    const std::vector<double>& p = crowd.polynomial[static_cast<std::size_t>(f + score::first_filter)];
    for (std::int64_t i = 0; i < few; ++i) {
      const score::FilterNumbers<D> own{numbers.data() + i * score::filter_numbers<D>};
      for (int d = 0; d < D; ++d) {
        const double* const row = p.data() + (i * D + d) * n;
        double value = 0.0;
        double all = 0.0;
        for (std::int64_t l = 0; l < n; ++l) {
          value += row[l] * velocity[l];
          all += row[l] * row[l];
        }
        ASSERT_NEAR(own.value(f, d), value, 1e-6 * (1.0 + std::abs(value))) << "filter " << f << " in " << D << "-D";
        for (int e = 0; e < D; ++e) {
          // All signs but that of the element itself are independent of it.
          const double exact = row[i * D + e];
          const double error = std::sqrt((all - exact * exact) / FilteredCrowd<D>::probes);
          if (error < 1e-6) continue;
          const double deviation = (own.block(f, d, e) - exact) / error;
          ASSERT_LT(std::abs(deviation), 5.0) << "filter " << f << " in " << D << "-D, particle " << i;
          squares += deviation * deviation;
          ++estimates;
        }
      }
    }
  }
  ASSERT_GT(estimates, 300);
  // The same probes serve all filters: no more than 24 D^2 of the estimates are independent.
  EXPECT_NEAR(squares / estimates, 1.0, 5.0 * std::sqrt(2.0 / (few * D * D)));
}

TEST(ScoreFilters, ArePolynomialsOfADenseMatrix) {
  expect_dense_filters<1>();
  expect_dense_filters<2>();
  expect_dense_filters<3>();
}

/// With the exact blocks in place of the probes' estimates, a network's own divergence is that of a derivative through the whole
/// system.
template <int D, bool Placed>
void expect_every_path_with_filters() {
  FilteredCrowd<D> crowd;
  std::vector<float> numbers = numbers_of(crowd.system);
  for (std::int64_t i = 0; i < few; ++i) {
    float* const own = numbers.data() + i * score::filter_numbers<D> + score::filter_vectors * D;
    for (int f = 0; f < score::filter_vectors; ++f) {
      for (int k = 0; k < D * D; ++k) {
        own[f * D * D + k] = static_cast<float>(crowd.block(f + score::first_filter, i, k / D, k % D));
      }
    }
  }
  auto network = equivariant<score::FilterView<D, D, Placed>>();
  const MemberState before = crowd.system.save();
  crowd.system.replace_filters(numbers);
  const auto scores = network.evaluate(crowd.system);
  // Filters are single precision: differences have to be taken over a distance.
  constexpr double h = 2e-2;
  double largest = 0.0;
  for (std::int64_t id = 0; id < 8; ++id) {
    const std::int64_t place = crowd.system.place_of(id);
    double whole = 0.0;
    for (int d = 0; d < D; ++d) {
      double axis[D] = {};
      axis[d] = 1.0;
      const auto at = [&](double step) {
        crowd.system.move_drive(id, axis, step);
        const double found = network.evaluate(crowd.system).score[static_cast<std::size_t>(d * few + place)];
        crowd.system.restore(before);
        return found;
      };
      whole += (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
    }
    const double own = scores.divergence[static_cast<std::size_t>(place)];
    ASSERT_NEAR(own, whole, 1e-3 * (1.0 + std::abs(own))) << D << "-D, particle " << id;
    largest = std::max(largest, std::abs(own));
  }
  EXPECT_GT(largest, 0.1);
}

TEST(ScoreFilters, ReachTheOwnDivergenceByEveryPath) {
  expect_every_path_with_filters<1, false>();
  expect_every_path_with_filters<2, false>();
  expect_every_path_with_filters<3, true>();
}

/// Frames of a crowd, dealt to the ranks of a group.
std::vector<score::SampledFrame<2>> frames_of(const Communicator& group, const Communicator& alone, const Deck& deck,
                                              int count) {
  std::vector<score::SampledFrame<2>> frames;
  for (int k = group.rank(); k < count; k += group.size()) {
    Deck other = deck;
    other.seed = static_cast<std::uint64_t>(k + 1);
    score::SampledFrame<2> frame;
    frame.simulation = std::make_unique<Simulation<2>>(alone, other);
    frame.simulation->rebuild(0, 2.8);
    frame.simulation->compute_forces();
    std::string why;
    frame.features.compute(*frame.simulation, *score_physics(frame.simulation->model(), why), 2.8);
    frames.push_back(std::move(frame));
  }
  return frames;
}

TEST(ScoreFilters, AreOrthonormalOnTheirFramesOnAnyRanks) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  constexpr int count = 5;
  const Deck deck = crowd<2>("active_ou", 150);
  std::string why;
  const ScorePhysics physics = *score_physics(make_model<2>(deck), why);
  const score::FilterRecurrence found =
      score::fit_filters<2>(world, physics, frames_of(world, alone, deck, count), count * 150);
  const auto all = frames_of(alone, alone, deck, count);
  const score::FilterRecurrence expected = score::fit_filters<2>(alone, physics, all, count * 150);
  for (int m = 0; m < score::filter_terms; ++m) {
    ASSERT_EQ(found.scale[m], expected.scale[m]) << m;
    ASSERT_EQ(found.diagonal[m], expected.diagonal[m]) << m;
    ASSERT_EQ(found.side[m], expected.side[m]) << m;
  }
  // All terms of r and of a probe, one after the other.
  std::vector<std::vector<double>> terms(score::filter_terms);
  double square = 0.0;
  for (const score::SampledFrame<2>& frame : all) {
    FilterSweep<2> sweep(*frame.simulation, physics, frame.features.configuration().physics, 1);
    sweep.begin(found.scale[0]);
    for (int m = 0; m < score::filter_terms; ++m) {
      if (m > 0) {
        sweep.try_step({found.diagonal[m - 1], found.side[m - 1], found.scale[m]});
        sweep.take_step();
      }
      for (std::int64_t i = 0; i < 150; ++i) {
        for (int k = 0; k < 4; ++k) terms[m].push_back(sweep.now().at(k / 2, k % 2, i));
      }
    }
  }
  for (std::size_t k = 0; k < terms[0].size(); ++k) {
    if (k % 4 < 2) square += terms[0][k] * terms[0][k] / (found.scale[0] * found.scale[0] * count * 150.0);
  }
  // As of Lanczos vectors, rounding wears orthogonality down with the distance of degrees.
  for (int m = 0; m < score::filter_terms; ++m) {
    for (int n = std::max(m - 5, 0); n <= m; ++n) {
      double product = 0.0;
      for (std::size_t k = 0; k < terms[m].size(); ++k) {
        product += (k % 4 < 2 ? 1.0 : score::probe_share * square / 2.0) * terms[m][k] * terms[n][k] / (count * 150.0);
      }
      ASSERT_NEAR(product, m == n ? 1.0 : 0.0, 1e-6) << m << " " << n;
    }
  }
}

TEST(ScoreFilters, OfParticlesOnTopOfEachOtherAreNumbers) {
  FilteredCrowd<2> crowd;
  FilterPlan plan = crowd.plan;
  for (int m = 1; m < score::filter_terms; ++m) plan.recurrence.scale[m] *= 1e20;
  crowd.system.filter(plan);
  auto network = equivariant<score::FilterView<2, 2, false>>();
  const auto scores = network.evaluate(crowd.system);
  for (const double each : scores.score) ASSERT_LT(std::abs(each), 1e6);
  for (const double each : scores.divergence) ASSERT_TRUE(std::isfinite(each));
}

TEST(ScoreFilters, EndWhereNothingIsLeft) {
  // Of free particles H is zero: r is all there is.
  const Communicator alone(MPI_COMM_SELF);
  Deck deck = crowd<2>("active_ou", 40);
  deck.pair = "none";
  std::string why;
  const ScorePhysics physics = *score_physics(make_model<2>(deck), why);
  std::vector<score::SampledFrame<2>> frames(1);
  frames[0].simulation = std::make_unique<Simulation<2>>(alone, deck);
  frames[0].simulation->rebuild(0);
  frames[0].simulation->compute_forces();
  frames[0].features.compute(*frames[0].simulation, physics, 0.0);
  const score::FilterRecurrence found = score::fit_filters<2>(alone, physics, frames, 40);
  EXPECT_GT(found.scale[0], 0.0);
  for (int m = 1; m < score::filter_terms; ++m) EXPECT_EQ(found.scale[m], 0.0) << m;
}

}  // namespace
}  // namespace starling::active
