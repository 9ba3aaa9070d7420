// Rows of numbers as observations: what is missing, and what a model can never give.
#include "drivers/smc/observations.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "drivers/smc/models/state_space_of.hpp"
#include "engine/failure.hpp"
#include "tests/drivers/smc/named_models.hpp"

namespace starling::smc {
namespace {

const double nan = std::nan("");

std::string refusal(const StateSpace& model, const NumberTable& data) {
  try {
    (void)observations_of(model, data);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::bad_input);
    return failure.what();
  }
  return "";
}

TEST(Observations, KeepWhatIsThereOfARow) {
  const auto model = make_model("linear_gaussian", {{"dimension", {3.0}}});
  const auto made = observations_of(*model, {{"a", "b", "c"}, {{1, 2, 3}, {nan, 5, nan}, {nan, nan, nan}}});
  ASSERT_EQ(made.size(), 3U);
  EXPECT_FALSE(made[0].missing || made[0].absent.any());
  EXPECT_EQ(made[1].absent.bits, 5U);
  EXPECT_FALSE(made[1].missing);
  EXPECT_EQ(made[1].value[0], 0.0);
  EXPECT_EQ(made[1].value[1], 5.0);
  EXPECT_TRUE(made[2].missing);
}

TEST(Observations, AreRefusedWhereTheModelNeverGivesThem) {
  const auto chain = make_model("hidden_markov", {});
  EXPECT_EQ(refusal(*chain, {{"label"}, {{0}, {1}, {nan}, {2}}}),
            "data.column: column label at time 3 (row 4 of the data) is 2, which model 'hidden_markov' can never give: "
            "symbols are the whole numbers from 0 to 1");
  const auto epidemic = make_model("sir", {});
  EXPECT_NE(refusal(*epidemic, {{"cases"}, {{3}, {-2}}}).find("at time 1 (row 2 of the data) is -2"),
            std::string::npos);
  EXPECT_NE(
      refusal(*epidemic, {{"cases"}, {{3}, {nan}, {-2}}, {1901, 1902, 1903}}).find("column cases at time 1903 is -2"),
      std::string::npos);
  EXPECT_NE(refusal(*epidemic, {{"cases"}, {{2.5}}}).find("counts are 0, 1, 2, ..."), std::string::npos);
  EXPECT_EQ(refusal(*epidemic, {{"cases"}, {{2}, {nan}, {0}}}), "");
}

/// Two sensors whose density is known for both together only.
struct Pair {
  static constexpr const char* name = "pair";
  static constexpr int state_size = 1, observation_size = 2;
  static constexpr int start_normals = 1, start_uniforms = 0;
  static constexpr int normals = 1, uniforms = 0;
  static constexpr int observation_normals = 2, observation_uniforms = 0;
  struct Parameters {};

  template <class Visitor>
  static void describe(Parameters& /*none*/, Visitor&& /*visitor*/) {}
  static Pair from(const Parameters& /*none*/) { return {}; }
  STARLING_FUNCTION void start(const double* normal, const double* /*uniform*/, double* state) const {
    state[0] = normal[0];
  }
  STARLING_FUNCTION void step(std::int64_t /*time*/, const double* state, const double* normal,
                              const double* /*uniform*/, double* next) const {
    next[0] = state[0] + normal[0];
  }
  STARLING_FUNCTION double log_density(std::int64_t /*time*/, const double* state, const double* y) const {
    return -0.5 * ((y[0] - state[0]) * (y[0] - state[0]) + (y[1] - state[0]) * (y[1] - state[0]));
  }
  STARLING_FUNCTION void observe(std::int64_t /*time*/, const double* state, const double* normal,
                                 const double* /*uniform*/, double* y) const {
    y[0] = state[0] + normal[0];
    y[1] = state[0] + normal[1];
  }
};

TEST(Observations, AreRefusedInPartWhereTheModelNeedsThemWhole) {
  const StateSpaceOf<Pair> model{Pair::Parameters{}};
  EXPECT_EQ(refusal(model, {{"a", "b"}, {{1, 2}, {nan, nan}}}), "");
  EXPECT_EQ(
      refusal(model, {{"a", "b"}, {{1, 2}, {1, nan}}}),
      "data.column: column b at time 1 (row 2 of the data) has no value, though the rest of the row has: model 'pair' "
      "weighs whole observations only (without the whole row, the time has no weighting)");
}

}  // namespace
}  // namespace starling::smc
