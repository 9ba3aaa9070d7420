// Which spreads are taken for an uncertainty of parameters, and what is doubted, by made-up findings.
#include "drivers/md/pooling.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace starling::md {
namespace {

VarianceSplit sound_split() {
  VarianceSplit split;
  split.mean = 300.0;
  split.error = 1.0;
  split.between = 0.5;
  split.within = 0.5;
  split.md = 0.2;
  split.runs = 20;
  split.draws = 10;
  split.chains = 2;
  split.md_by_replicas = 0.3;
  split.replica_freedom = 10;
  return split;
}

void expect_refused(const VarianceSplit& split, const std::string& words) {
  EXPECT_NE(refusal_of(split).find(words), std::string::npos) << "'" << refusal_of(split) << "', not " << words;
}

TEST(MdPooling, RefusesWhatIsNoUncertaintyOfParameters) {
  EXPECT_EQ(refusal_of(sound_split()), "");
  VarianceSplit split = sound_split();
  split.unresolved = 2;
  EXPECT_EQ(refusal_of(split), "");
  split.unresolved = 3;
  expect_refused(split, "3 of 20 runs are too short");
  split = sound_split();
  split.md = std::nan("");
  expect_refused(split, "too few observations");
  split = sound_split();
  split.draws = 1;
  expect_refused(split, "one draw");
  split = sound_split();
  split.md_by_replicas = 0.6;
  expect_refused(split, "runs of one draw differ");
  split = sound_split();
  split.md = 0.4;
  expect_refused(split, "the finite length of runs makes 29 %");
  split.between = std::nan("");
  expect_refused(split, "44 %");
  split.within = -0.1;
  expect_refused(split, "100 %");
}

TEST(MdPooling, DoubtsATemperatureThatIsNotTheBaths) {
  Deck deck;
  deck.temperature = 310.0;
  PooledFindings findings;
  findings.averaged = 20;
  findings.scalars = {{"kinetic_temperature", sound_split(), ""}};
  EXPECT_EQ(results_of(findings, deck).at(0).doubt, "") << "3 % off";
  deck.temperature = 320.0;
  EXPECT_NE(results_of(findings, deck).at(0).doubt.find("off the bath's by -6.2 %"), std::string::npos)
      << results_of(findings, deck).at(0).doubt;
  findings.scalars[0].split.error = 6.0;
  EXPECT_EQ(results_of(findings, deck).at(0).doubt, "") << "3.3 errors off";
  findings.scalars[0].split.error = 1.0;
  findings.scalars[0].split.unresolved = 20;
  EXPECT_NE(results_of(findings, deck).at(0).doubt, "") << "an error by draws";
  findings.scalars[0].split.draws = 1;
  EXPECT_EQ(results_of(findings, deck).at(0).doubt, "") << "an error that is not known";
  findings.scalars[0].split.unresolved = 0;
  deck.friction = 0.0;
  EXPECT_EQ(results_of(findings, deck).at(0).doubt, "") << "no bath";
}

}  // namespace
}  // namespace starling::md
