// Generations made in whole groups against slot by slot, whole populations against parts of them.
#include "kernels/state_space/propagate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "kernels/random/key.hpp"
#include "kernels/state_space/evaluate.hpp"
#include "kernels/state_space/fractional/ou.hpp"
#include "tests/kernels/state_space/model_cases.hpp"

namespace starling::testing {
namespace {

constexpr std::int64_t slots = 300;

/// A generation on the host.
struct Generation {
  std::vector<double> state, log_weight;
  double largest = 0.0;

  bool operator==(const Generation& other) const {
    return std::memcmp(state.data(), other.state.data(), state.size() * sizeof(double)) == 0 &&
           std::memcmp(log_weight.data(), other.log_weight.data(), log_weight.size() * sizeof(double)) == 0 &&
           largest == other.largest;
  }
};

template <class Model>
class Population {
 public:
  Population(const Model& model, const Observation& observation) : model_(model), observation_(observation) {
    for (std::int64_t j = 0; j < slots; ++j) {
      place_.push_back(static_cast<std::int32_t>((j * j) % slots));
      carried_.push_back(arbitrary(static_cast<int>(j), -2.0, 0.0));
    }
    std::sort(place_.begin(), place_.end());
  }

  /// The slots from `first` to `end` by the launch that methods use.
  template <Origin From>
  Generation launch(const Generation& before, std::int64_t first, std::int64_t end) const {
    Generation made = empty(end - first);
    made.largest =
        make_generation<From>(model_, arrays(before, made, first, end), random::make_key(4), time, observation_);
    return made;
  }

  /// The same, one slot at a time.
  template <Origin From>
  Generation one_by_one(const Generation& before) const {
    Generation made = empty(slots);
    std::int64_t largest = std::numeric_limits<std::int64_t>::min();
    const GenerationBlocks<Model, From, 1> kernel{model_, arrays(before, made, 0, slots), random::make_key(4), time,
                                                  observation_};
    for (std::int64_t j = 0; j < slots; ++j) kernel(j, largest);
    made.largest = of_rank(largest);
    return made;
  }

  template <Origin From>
  void expect_the_same(const Generation& before) const {
    const Generation whole = launch<From>(before, 0, slots);
    EXPECT_TRUE(whole == one_by_one<From>(before));
    Generation joined;
    double largest = -INFINITY;
    joined.state.resize(whole.state.size());
    std::int64_t first = 0;
    for (const std::int64_t end : {1, 101, 101, 128, 290, 300}) {
      const Generation part = launch<From>(before, first, end);
      for (int c = 0; c < Model::state_size; ++c)
        std::copy_n(part.state.begin() + c * (end - first), end - first, joined.state.begin() + c * slots + first);
      joined.log_weight.insert(joined.log_weight.end(), part.log_weight.begin(), part.log_weight.end());
      largest = std::max(largest, part.largest);
      first = end;
    }
    joined.largest = largest;
    EXPECT_TRUE(whole == joined);
    EXPECT_EQ(whole.largest, *std::max_element(whole.log_weight.begin(), whole.log_weight.end()));
  }

  static constexpr std::int64_t time = 3;

 private:
  static Generation empty(std::int64_t count) {
    Generation made;
    made.state.assign(Model::state_size * count, -1.0);
    made.log_weight.assign(count, -1.0);
    return made;
  }

  PropagateArrays arrays(const Generation& before, Generation& made, std::int64_t first, std::int64_t end) const {
    return {{before.state.data(), slots, place_.data() + first, carried_.data()},
            made.state.data(),
            end - first,
            made.log_weight.data(),
            first,
            end - first};
  }

  Model model_;
  Observation observation_;
  std::vector<std::int32_t> place_;
  std::vector<double> carried_;
};

template <class Model>
void expect_the_same_bits(const Model& model, std::vector<double> y) {
  Observation observation;
  std::copy(y.begin(), y.end(), observation.value);
  for (const bool missing : {false, true}) {
    observation.missing = missing;
    const Population<Model> population(model, observation);
    const Generation start = population.template launch<Origin::start>({}, 0, slots);
    population.template expect_the_same<Origin::start>({});
    if constexpr (HasStartProposal<Model>) population.template expect_the_same<Origin::guided_start>({});
    population.template expect_the_same<Origin::transition>(start);
    if constexpr (HasProposal<Model>) population.template expect_the_same<Origin::guided>(start);
  }
}

TEST(Propagate, GroupsSlotsAndPartsGiveTheSameBits) {
  expect_the_same_bits(LinearGaussian<1>::from({}), {0.3});
  expect_the_same_bits(LinearGaussian<3>::from(arbitrary_linear_gaussian<3>(2)), {0.3, -0.2});
  expect_the_same_bits(LinearGaussian<3>::from(arbitrary_linear_gaussian<3>(), Absent{2}), {0.3, 0.0, -0.2});
  expect_the_same_bits(Lorenz96::from({}, Absent{0x81}), {0, 7, 6, 8, 9, 8, 7, 0});
  expect_the_same_bits(LinearGaussian<8>::from(arbitrary_linear_gaussian<8>()), {1, 2, 3, 4, 3, 2, 1, 0});
  expect_the_same_bits(StochasticVolatility::from({}), {0.4});
  FractionalOuParameters rough;
  rough.horizon = 1.0;
  rough.processes = 3.0;
  expect_the_same_bits(FractionalOu<4>::from(rough), {0.4});
  expect_the_same_bits(Gordon::from({}), {7.0});
  expect_the_same_bits(BearingsOnly::from({}), {0.8});
  expect_the_same_bits(HiddenMarkov::from(three_state_tables()), {2.0});
  expect_the_same_bits(small_epidemic(0.3), {2.0});
  expect_the_same_bits(Lorenz96::from({}), {8, 7, 6, 8, 9, 8, 7, 6});
}

TEST(Propagate, TakesEachSlotsParentNoiseAndCarriedWeight) {
  const StochasticVolatility model = StochasticVolatility::from({});
  const random::Key key = random::make_key(9);
  const double parents[4] = {-2.0, -1.0, 0.0, 1.0};
  const double carried[4] = {0.1, 0.2, 0.3, 0.4};
  const std::int32_t place[3] = {3, 0, 0};
  double state[3], log_weight[3];
  Observation y;
  y.value[0] = 0.7;
  const double largest =
      propagate(model, {{parents, 4, place, carried}, state, 3, log_weight, 200, 3}, key, 11, y, Proposal::transition);
  for (int j = 0; j < 3; ++j) {
    const double z = random::slot_normal(200 + j, key, 11, random::Purpose::filter_step, 0);
    double next = 0.0;
    model.step(11, &parents[place[j]], &z, nullptr, &next);
    EXPECT_EQ(state[j], next);
    EXPECT_EQ(log_weight[j], carried[place[j]] + model.log_density(11, &next, y.value));
  }
  EXPECT_EQ(largest, std::max({log_weight[0], log_weight[1], log_weight[2]}));
  // Without places, slots are their own parents; without an observation, weights are what was carried.
  y.missing = true;
  propagate(model, {{parents, 4, nullptr, carried}, state, 3, log_weight, 200, 3}, key, 11, y, Proposal::guided);
  for (int j = 0; j < 3; ++j) {
    const double z = random::slot_normal(200 + j, key, 11, random::Purpose::filter_step, 0);
    double next = 0.0;
    model.step(11, &parents[j], &z, nullptr, &next);
    EXPECT_EQ(state[j], next);
    EXPECT_EQ(log_weight[j], carried[j]);
  }
}

TEST(Propagate, TheLargestWeightKeepsANaN) {
  const LinearGaussian<1> model = LinearGaussian<1>::from({});
  std::vector<double> parents(slots, 0.0), state(slots), log_weight(slots), carried(slots, -1.0);
  const PropagateArrays arrays{
      {parents.data(), slots, nullptr, carried.data()}, state.data(), slots, log_weight.data(), 0, slots};
  const auto run = [&] {
    return propagate(model, arrays, random::make_key(1), 1, Observation{}, Proposal::transition);
  };
  EXPECT_TRUE(std::isfinite(run()));
  for (const double nan : {std::nan(""), -std::nan("")}) {
    carried[217] = nan;
    EXPECT_TRUE(std::isnan(run()));
  }
  carried.assign(slots, -INFINITY);
  EXPECT_EQ(run(), -INFINITY);
  carried[5] = INFINITY;
  EXPECT_EQ(run(), INFINITY);
  PropagateArrays none = arrays;
  none.count = 0;
  EXPECT_EQ(propagate(model, none, random::make_key(1), 1, Observation{}, Proposal::transition), -INFINITY);
}

TEST(Propagate, RanksOrderDoubles) {
  const std::vector<double> rising = {-INFINITY, -1e300, -1.0, -1e-310, -0.0, 0.0, 1e-310, 2.0, 1e300, INFINITY};
  for (std::size_t i = 0; i + 1 < rising.size(); ++i) EXPECT_LT(rank_of(rising[i]), rank_of(rising[i + 1]));
  for (const double x : rising) EXPECT_EQ(of_rank(rank_of(x)), x);
  EXPECT_EQ(of_rank(std::numeric_limits<std::int64_t>::min()), -INFINITY);
}

TEST(Evaluate, GivesTheModelsDensities) {
  const Gordon model = Gordon::from({});
  std::vector<double> state(slots), density(slots), eta(slots);
  for (std::int64_t j = 0; j < slots; ++j) state[j] = arbitrary(static_cast<int>(j), -20.0, 20.0);
  Observation y;
  y.value[0] = 5.0;
  log_density(model, 4, state.data(), slots, slots, y, density.data());
  look_ahead(model, 4, state.data(), slots, slots, y, eta.data());
  for (std::int64_t j = 0; j < slots; ++j) {
    EXPECT_EQ(density[j], model.log_density(4, &state[j], y.value));
    EXPECT_EQ(eta[j], model.log_look_ahead(4, &state[j], y.value));
  }
  y.missing = true;
  look_ahead(model, 4, state.data(), slots, slots, y, eta.data());
  EXPECT_EQ(eta, std::vector<double>(slots, 0.0));
}

}  // namespace
}  // namespace starling::testing
