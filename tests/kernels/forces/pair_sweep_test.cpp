// The pair sweeps against plain sums over all pairs: the same bits, exact zeros beyond the cutoff, no net force.
#include "kernels/forces/pair_sweep.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "kernels/forces/pair_observations.hpp"
#include "kernels/forces/registry.hpp"
#include "tests/kernels/forces/softplus_numbers.hpp"
#include "tests/kernels/neighbours/cloud.hpp"

namespace starling {
namespace {

using namespace testing_support;

template <int D>
PairArrays<D> pair_arrays(const Cloud<D>& cloud, const ListedCloud<D>& listed) {
  return {listed.position.data(), listed.force.data(), listed.stride, listed.builder.list(), cloud.box};
}

template <int D, class Force>
std::vector<double> swept_forces(const Force& force, const Cloud<D>& cloud, double skin) {
  const ListedCloud<D> listed(cloud, force.cutoff + skin, skin);
  sweep_pairs<D>(force, pair_arrays(cloud, listed), cloud.range.owned);
  return to_host<double>(listed.force.data(), D * listed.stride);
}

/// One particle's force, one pair at a time, in ascending id over all within the cutoff.
template <int D, class Force>
void sum_plainly(const Force& force, const Cloud<D>& cloud, std::int64_t i, double (&sum)[D]) {
  using Real = typename LawArithmetic<Force>::Real;
  std::vector<std::int64_t> order = cloud.indices();
  std::sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    return cloud.id[static_cast<std::size_t>(a)] < cloud.id[static_cast<std::size_t>(b)];
  });
  for (int d = 0; d < D; ++d) sum[d] = 0.0;
  for (const std::int64_t j : order) {
    if (j == i) continue;
    double apart[D];
    Real r2 = 0;
    for (int d = 0; d < D; ++d) {
      apart[d] = minimum_image(cloud.at(i)[d] - cloud.at(j)[d], cloud.box.edge[d]);
      const auto along = static_cast<Real>(apart[d]);
      r2 = d == 0 ? along * along : math::fma(along, along, r2);
    }
    if (r2 >= squared_cutoff<Real>(force.cutoff) || r2 == Real{0}) continue;
    const double scale = force.force_over_distance(r2);
    for (int d = 0; d < D; ++d) sum[d] = math::fma(scale, apart[d], sum[d]);
  }
}

template <int D, class Force>
void expect_plain_sums(const Force& force, double edge, std::int64_t particles, double skin) {
  std::mt19937_64 random(11);
  Box<D> box{};
  for (int d = 0; d < D; ++d) box.edge[d] = edge + d;
  const auto all = scatter(box, particles, force.cutoff, random);
  Region<D> half = whole_box(box);
  half.upper[D - 1] = 0.5 * box.edge[D - 1];
  for (const Region<D>& region : {whole_box(box), half}) {
    const double reach = std::isfinite(force.cutoff) ? force.cutoff + skin : 1e6;
    const Cloud<D> cloud = make_cloud(box, region, all, reach, random);
    const auto swept = swept_forces(force, cloud, skin);
    const auto stride = static_cast<std::int64_t>(swept.size()) / D;
    for (std::int64_t i = 0; i < cloud.range.owned; ++i) {
      double sum[D];
      sum_plainly(force, cloud, i, sum);
      for (int d = 0; d < D; ++d) {
        ASSERT_EQ(swept[static_cast<std::size_t>(d * stride + i)], sum[d])
            << Force::name << " in " << D << "-D, skin " << skin << ", particle " << i << ", component " << d;
      }
    }
  }
}

using testing_support::softplus_parameters;

template <int D>
void expect_plain_sums_of_all_forces() {
  for (const double skin : {0.01, 0.3, 0.9}) {
    expect_plain_sums<D>(Softplus::from(softplus_parameters), 9.0, 220, skin);
    expect_plain_sums<D>(Softplus::from(softplus_parameters), 23.0, 220, skin);
    expect_plain_sums<D>(SoftplusSingle::from(softplus_parameters), 9.0, 220, skin);
    expect_plain_sums<D>(SoftplusSingle::from(softplus_parameters), 23.0, 220, skin);
    expect_plain_sums<D>(Harmonic::from(softplus_parameters), 6.1, 300, skin);
    expect_plain_sums<D>(Wca::from(softplus_parameters), 6.4, 200, skin);
  }
  expect_plain_sums<D>(Spring::from(softplus_parameters), 20.0, 100, 0.0);
}

TEST(PairSweep, IsThePlainSumBitForBitOnALine) { expect_plain_sums_of_all_forces<1>(); }
TEST(PairSweep, IsThePlainSumBitForBitInThePlane) { expect_plain_sums_of_all_forces<2>(); }
TEST(PairSweep, IsThePlainSumBitForBitInSpace) { expect_plain_sums_of_all_forces<3>(); }

template <int D>
Cloud<D> cloud_of(const Box<D>& box, const std::vector<double>& all, double reach) {
  std::mt19937_64 random(2);
  return make_cloud(box, whole_box(box), all, reach, random);
}

TEST(PairSweep, EndsExactlyAtTheCutoff) {
  const Box<2> box{{12.0, 12.0}};
  const Softplus force = Softplus::from(softplus_parameters);
  const double inside = std::nextafter(force.cutoff, 0.0);
  const auto at = [&](double r) { return swept_forces(force, cloud_of<2>(box, {1.0, 0.0, 1.0, r}, 4.0), 0.5); };
  const auto near = at(inside);
  EXPECT_GT(std::max(near[64], near[65]), 0.0);
  EXPECT_EQ(near[64], -near[65]);
  for (const double r : {force.cutoff, 3.9, 5.9}) {
    for (const double component : at(r)) EXPECT_EQ(component, 0.0) << "r = " << r;
  }
}

TEST(PairSweep, NetForceVanishes) {
  std::mt19937_64 random(4);
  const Box<3> box{{8.0, 9.0, 10.0}};
  const auto swept =
      swept_forces(Softplus::from(softplus_parameters), cloud_of<3>(box, scatter(box, 500, 1.0, random), 4.0), 0.3);
  const std::size_t stride = swept.size() / 3;
  for (std::size_t d = 0; d < 3; ++d) {
    double net = 0.0;
    double size = 0.0;
    for (std::size_t i = d * stride; i < (d + 1) * stride; ++i) {
      net += swept[i];
      size += std::abs(swept[i]);
    }
    EXPECT_GT(size, 100.0);
    EXPECT_LT(std::abs(net), 1e-13 * size);
  }
}

/// Uniform particles at least 0.1 apart, so that differences of forces are meaningful.
template <int D>
std::vector<double> scatter_apart(const Box<D>& box, std::int64_t count, std::mt19937_64& random) {
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  std::vector<double> position;
  while (static_cast<std::int64_t>(position.size()) < count * packed_stride<D>) {
    double candidate[packed_stride<D>] = {};
    for (int d = 0; d < D; ++d) candidate[d] = box.edge[d] * uniform(random);
    bool free = true;
    for (std::size_t at = 0; at < position.size(); at += packed_stride<D>) {
      free = free && distance(position.data() + at, candidate, box) > 0.1L;
    }
    if (free) position.insert(position.end(), candidate, candidate + packed_stride<D>);
  }
  return position;
}

TEST(PairSweep, OfALawInSinglePrecisionIsThatInDoubleToSinglePrecision) {
  std::mt19937_64 random(23);
  const Box<2> box{{80.0, 90.0}};
  const Cloud<2> cloud = cloud_of<2>(box, scatter_apart(box, 2000, random), 4.0);
  const auto exact = swept_forces(Softplus::from(softplus_parameters), cloud, 0.3);
  const auto swept = swept_forces(SoftplusSingle::from(softplus_parameters), cloud, 0.3);
  double largest = 0.0;
  for (std::size_t k = 0; k < exact.size(); ++k) {
    const double off = std::abs(swept[k] - exact[k]);
    largest = std::max(largest, off);
    ASSERT_LT(off, 4e-6 * softplus_parameters.strength) << "number " << k;
  }
  EXPECT_GT(largest, 1e-9);
}

/// Energy of all pairs within the cutoff when positions and box are stretched.
template <int D, class Force>
long double plain_energy(const Force& force, const Cloud<D>& cloud, double stretch) {
  long double sum = 0.0L;
  const std::vector<std::int64_t> all = cloud.indices();
  for (std::size_t a = 0; a < all.size(); ++a) {
    for (std::size_t b = a + 1; b < all.size(); ++b) {
      const long double r = stretch * distance(cloud.at(all[a]), cloud.at(all[b]), cloud.box);
      if (r < force.cutoff) sum += force.energy(static_cast<double>(r * r));
    }
  }
  return sum;
}

template <int D, class Force>
void expect_virial_and_energy(const Force& force, double edge) {
  std::mt19937_64 random(19);
  Box<D> box{};
  for (int d = 0; d < D; ++d) box.edge[d] = edge + d;
  const Cloud<D> cloud = cloud_of(box, scatter_apart(box, 80, random), force.cutoff);
  const ListedCloud<D> listed(cloud, force.cutoff + 0.2, 0.2);
  const auto count = static_cast<std::size_t>(cloud.range.owned);
  const DeviceArray<double> divergence("divergence", count);
  const DeviceArray<double> virial("virial", count);
  const DeviceArray<double> energy("energy", count);
  observe_pairs<D>(force, pair_arrays(cloud, listed), {divergence.data(), virial.data(), energy.data()},
                   cloud.range.owned);
  const auto total = [&](const DeviceArray<double>& each) {
    const auto values = to_host<double>(each.data(), cloud.range.owned);
    return std::accumulate(values.begin(), values.end(), 0.0);
  };
  const auto plain = static_cast<double>(plain_energy(force, cloud, 1.0));
  EXPECT_GT(plain, 1.0);
  EXPECT_NEAR(total(energy), plain, 1e-12 * plain) << Force::name << " in " << D << "-D";
  // d V times the virial's pressure is -dU/d ln(stretch), by the box alone.
  constexpr double h = 1e-5;
  const auto slope =
      static_cast<double>(plain_energy(force, cloud, 1.0 + h) - plain_energy(force, cloud, 1.0 - h)) / (2.0 * h);
  EXPECT_NEAR(total(virial), -slope, 1e-6 * std::abs(slope)) << Force::name << " in " << D << "-D";
}

template <int D, class Force>
void expect_divergence(const Force& force, double edge) {
  std::mt19937_64 random(9);
  Box<D> box{};
  for (int d = 0; d < D; ++d) box.edge[d] = edge;
  const std::vector<double> all = scatter_apart(box, 60, random);
  const Cloud<D> cloud = cloud_of(box, all, force.cutoff);
  const ListedCloud<D> listed(cloud, force.cutoff + 0.2, 0.2);
  const DeviceArray<double> divergence("divergence", static_cast<std::size_t>(cloud.range.owned));
  const DeviceArray<double> virial("virial", static_cast<std::size_t>(cloud.range.owned));
  const DeviceArray<double> energy("energy", static_cast<std::size_t>(cloud.range.owned));
  observe_pairs<D>(force, pair_arrays(cloud, listed), {divergence.data(), virial.data(), energy.data()},
                   cloud.range.owned);
  const auto claimed = to_host<double>(divergence.data(), cloud.range.owned);
  constexpr double h = 1e-5;
  for (std::int64_t i = 0; i < cloud.range.owned; ++i) {
    double slope = 0.0;
    for (int d = 0; d < D; ++d) {
      Cloud<D> moved = cloud;
      double& x = moved.position[static_cast<std::size_t>(i * packed_stride<D> + d)];
      const double x0 = x;
      double above[D];
      double below[D];
      x = x0 + h;
      sum_plainly(force, moved, i, above);
      x = x0 - h;
      sum_plainly(force, moved, i, below);
      slope += (above[d] - below[d]) / (2.0 * h);
    }
    const double found = claimed[static_cast<std::size_t>(i)];
    ASSERT_NEAR(found, slope, 1e-5 * (1.0 + std::abs(slope))) << Force::name << " in " << D << "-D, particle " << i;
  }
}

TEST(PairDivergence, IsTheSlopeOfTheForce) {
  expect_divergence<1>(Softplus::from(softplus_parameters), 60.0);
  expect_divergence<2>(Softplus::from(softplus_parameters), 14.0);
  expect_divergence<3>(Softplus::from(softplus_parameters), 9.0);
  expect_divergence<3>(Spring::from(softplus_parameters), 9.0);
}

TEST(PairObservations, VirialIsTheSlopeOfTheEnergyUnderStretchingTheBox) {
  expect_virial_and_energy<1>(Softplus::from(softplus_parameters), 60.0);
  expect_virial_and_energy<2>(Softplus::from(softplus_parameters), 14.0);
  expect_virial_and_energy<3>(Softplus::from(softplus_parameters), 9.0);
  expect_virial_and_energy<2>(Harmonic::from(softplus_parameters), 14.0);
  expect_virial_and_energy<3>(Harmonic::from(softplus_parameters), 7.0);
  expect_virial_and_energy<3>(Wca::from(softplus_parameters), 14.0);
}

TEST(PairSweep, CountsNeighboursWithinADistance) {
  std::mt19937_64 random(14);
  const Box<2> box{{15.0, 17.0}};
  const Cloud<2> cloud = cloud_of<2>(box, scatter(box, 400, 2.4, random), 2.4);
  const ListedCloud<2> listed(cloud, 2.6, 0.2);
  const DeviceArray<std::int32_t> within("within", static_cast<std::size_t>(cloud.range.owned));
  count_within<2>(pair_arrays(cloud, listed), 2.4, within.data(), cloud.range.owned);
  const auto counted = to_host<std::int32_t>(within.data(), cloud.range.owned);
  for (std::int64_t i = 0; i < cloud.range.owned; ++i) {
    int expected = 0;
    for (const std::int64_t j : cloud.indices())
      expected += j != i && distance(cloud.at(i), cloud.at(j), box) < 2.4L ? 1 : 0;
    ASSERT_EQ(counted[static_cast<std::size_t>(i)], expected) << "particle " << i;
  }
}

}  // namespace
}  // namespace starling
