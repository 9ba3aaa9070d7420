// Where forces jump, scores of positions are refused; a captured fraction above 1 is doubted.
#include "drivers/active/score/force_jumps.hpp"

#include "tests/drivers/score/small_system.hpp"

namespace starling::active {
namespace {

using namespace testing_support;

template <int D>
std::string jump_of(const Deck& deck) {
  const Model<D> model = make_model<D>(deck);
  std::string why;
  return force_jump(model, *score_physics(model, why));
}

Deck warm_crowd(double steepness, double cutoff) {
  Deck deck = crowd<2>("active_ou", 40);
  deck.dynamics["translational_diffusion"] = 0.1;
  deck.force["steepness"] = steepness;
  deck.force["cutoff"] = cutoff;
  return deck;
}

TEST(ForceJump, IsAtACutoffThatLeavesAForce) {
  EXPECT_EQ(jump_of<2>(warm_crowd(7.5, 3.5)), "");
  EXPECT_NE(jump_of<2>(warm_crowd(1.0, 2.5)).find("cutoff"), std::string::npos);
  Deck wca = warm_crowd(1.0, 2.5);
  wca.pair = "wca";
  EXPECT_EQ(jump_of<2>(wca), "");
}

TEST(ForceJump, IsWhereParticlesPassOnALine) {
  Deck deck = crowd<1>("active_ou", 40);
  deck.force["steepness"] = 7.5;
  deck.force["cutoff"] = 3.5;
  // The barrier is 2.03.
  deck.dynamics["translational_diffusion"] = 0.1;
  EXPECT_EQ(jump_of<1>(deck), "");
  deck.dynamics["translational_diffusion"] = 0.11;
  EXPECT_NE(jump_of<1>(deck).find("on a line"), std::string::npos);
  deck.pair = "wca";
  EXPECT_EQ(jump_of<1>(deck), "");
}

TEST(ForceJump, IsWherePartnersOnARingPass) {
  Deck deck = ring(16.0);
  deck.force["steepness"] = 7.5;
  deck.dynamics["translational_diffusion"] = 0.1;
  EXPECT_EQ(jump_of<1>(deck), "");
  deck.dynamics["translational_diffusion"] = 0.2;
  EXPECT_NE(jump_of<1>(deck).find("partners"), std::string::npos);
}

TEST(CapturedFraction, IsDoubtedAboveOne) {
  EXPECT_EQ(doubt_of_fraction(0.9, 0.01), "");
  EXPECT_EQ(doubt_of_fraction(1.02, 0.01), "");
  EXPECT_EQ(doubt_of_fraction(std::nan(""), std::nan("")), "");
  EXPECT_NE(doubt_of_fraction(1.1, 0.02).find("1.1 +- 0.02"), std::string::npos);
}

}  // namespace
}  // namespace starling::active
