// Potentials in n2p2's files: the energies and forces that n2p2 (commit 61daa0d, built from source) gives for them, and back.
#include <gtest/gtest.h>
#include <mpi.h>

#include <cmath>

#include "engine/io/atomic_file.hpp"
#include "engine/potentials/n2p2_files.hpp"
#include "tests/engine/io/folder.hpp"
#include "tests/engine/potentials/small_potential.hpp"

namespace starling::potentials {
namespace {

using namespace testing_support;
using starling::testing_support::Folder;
using starling::testing_support::sentence_of;

const std::filesystem::path files = std::filesystem::path(STARLING_SOURCE_DIR) / "tests/engine/potentials/n2p2";

N2p2Texts texts_of_test() {
  N2p2Texts texts;
  for (const char* name : {"input.nn", "scaling.data", "weights.001.data", "weights.008.data"}) {
    texts[name] = read_text_file(files / name);
  }
  return texts;
}

N2p2Texts with(N2p2Texts texts, const std::string& name, const std::string& old, const std::string& now) {
  const std::size_t at = texts[name].find(old);
  EXPECT_NE(at, std::string::npos) << old;
  texts[name].replace(at, old.size(), now);
  return texts;
}

void expect_answers(const TrainedPotential& trained, const AtomicConfiguration& answer) {
  const auto given = predictions(trained.potential, trained.parameters, {answer}).front();
  EXPECT_NEAR(given.energy, answer.energy.value(), 1e-10);
  for (std::size_t k = 0; k < given.forces.size(); ++k) EXPECT_NEAR(given.forces[k], answer.forces[k], 1e-10) << k;
}

TEST(N2p2, GivesTheEnergiesAndForcesOfN2p2) {
  const auto answers = parse_extended_xyz(read_text_file(files / "answers.extxyz"), "answers.extxyz");
  ASSERT_EQ(answers.size(), 6u);
  std::size_t at = 0;
  for (const char* cutoff : {"cutoff_type 1", "cutoff_type 2", "cutoff_type 6"}) {
    for (const char* activation : {"_short t t l", "_short p p l"}) {
      const N2p2Texts texts =
          with(with(texts_of_test(), "input.nn", "cutoff_type 1", cutoff), "input.nn", "_short t t l", activation);
      const TrainedPotential trained = parse_n2p2(texts);
      EXPECT_EQ(trained.potential.elements, (std::vector<std::string>{"H", "O"}));
      expect_answers(trained, answers[at]);
      expect_answers(parse_n2p2(n2p2_texts(trained)), answers[at]);
      ++at;
    }
  }
}

TEST(N2p2, ThroughAFolderAndWithAScale) {
  const Communicator world(MPI_COMM_WORLD);
  const Folder folder(world);
  TrainedPotential trained = parse_n2p2(texts_of_test());
  trained.potential.scale = 0.15;
  trained.potential.low = -1.0;
  trained.potential.scaling = Scaling::centred_range;
  starling::testing_support::on_root(world, [&] { write_n2p2(folder.path() / "n2p2", trained); });
  const TrainedPotential read = read_n2p2(world, folder.path() / "n2p2");
  const AtomicConfiguration configuration = two_elements(24);
  const auto before = predictions(trained.potential, trained.parameters, {configuration}).front();
  const auto after = predictions(read.potential, read.parameters, {configuration}).front();
  EXPECT_NEAR(before.energy, after.energy, 1e-12);
  for (std::size_t k = 0; k < before.forces.size(); ++k) EXPECT_NEAR(before.forces[k], after.forces[k], 1e-12);
  EXPECT_TRUE(
      sentence_of([&] { (void)read_n2p2(world, folder.path() / "none"); }).ends_with("there is no such folder"));
}

TEST(N2p2, RefusesWithASentence) {
  const N2p2Texts good = texts_of_test();
  const auto refusal = [&](const std::string& old, const std::string& now, const std::string& name = "input.nn") {
    return sentence_of([&] { (void)parse_n2p2(with(good, name, old, now)); });
  };
  EXPECT_EQ(refusal("elements O H", "elements O H C"), "input.nn:3: there are 3 elements, number_of_elements is 2");
  EXPECT_EQ(refusal("elements O H", "elements O Q"), "input.nn:5: H is not among the elements");
  EXPECT_EQ(refusal("cutoff_type 1", "cutoff_type 5"), "input.nn:6: there is no cutoff type 5 here");
  EXPECT_EQ(refusal("cutoff_type 1", "cutoff_type 1 0.2"), "input.nn:6: an inner cutoff of 0.2 is not read");
  EXPECT_EQ(refusal("cutoff_type 1", ""), "input.nn: there is no cutoff_type");
  EXPECT_EQ(refusal("scale_min_short 0.0", "center_symmetry_functions"),
            "input.nn:8: n2p2 only centres functions with this keyword, which is not read: leave it out");
  EXPECT_EQ(refusal("scale_min_short 0.0", "normalize_nodes"),
            "input.nn:8: normalize_nodes is not read: it may make another potential of the same weights");
  for (const char* keyword :
       {"use_electrostatics", "committee_mode 2", "element_hidden_layers_short H 1", "element_activation_short H 1 1 s",
        "element_nodes_short H 1 9", "mean_energy 1", "conv_energy 2", "conv_length 2", "a_new_keyword"}) {
    EXPECT_TRUE(refusal("scale_min_short 0.0", keyword).ends_with(" it may make another potential of the same weights"))
        << keyword;
  }
  EXPECT_EQ(refusal("scale_min_short 0.0", "nnp_type 4G-HDNNP"),
            "input.nn:8: nnp_type = 4G-HDNNP is not read: only short-range potentials (2G-HDNNP) are");
  EXPECT_EQ(refusal("scale_min_short 0.0", "nnp_type 2G-HDNNP"), "(no failure)");
  EXPECT_EQ(refusal("scale_min_short 0.0", "kalman_epsilon 0.01 ! not a potential's"), "(no failure)");
  EXPECT_EQ(refusal("scale_min_short 0.0", "cutoff_type 2"), "input.nn:8: cutoff_type is there twice");
  EXPECT_EQ(refusal("scale_min_short 0.0", "atom_energy H 2"), "input.nn:8: atom_energy H is there twice");
  for (const char* keyword : {"mean_energy 1", "conv_energy 2", "conv_length 2"}) {
    Potential potential;
    potential.elements = {"H", "O"};
    EXPECT_EQ(sentence_of([&] {
                take_n2p2_functions(with(good, "input.nn", "scale_min_short 0.0", keyword)["input.nn"], "f.nn",
                                    potential);
              }),
              "f.nn:8: " + std::string(keyword).substr(0, 11) +
                  " is not read: it may make another potential of the same weights");
  }
  EXPECT_EQ(refusal("_short t t l", "_short t p l"), "input.nn:12: all hidden layers must have one activation");
  EXPECT_EQ(refusal("_short t t l", "_short s s l"), "input.nn:12: the activation s is not read: only t and p are");
  EXPECT_EQ(refusal("_short t t l", "_short t t t"), "input.nn:12: the output's activation must be l");
  EXPECT_EQ(refusal("symfunction_short H 2", "symfunction_short H 12"),
            "input.nn:13: symmetry functions of type 12 are not read: only 2, 3 and 9 are");
  EXPECT_EQ(refusal("H 2 H 0.3 0 4.2", "H 2 H 0.3"), "input.nn:13: symfunction_short must have 5 values, not 4");
  EXPECT_EQ(refusal("H 2 H 0.3 0 4.2", "H 2 H 2 1.8 4.2"),
            "input.nn: a symmetry function of H is there twice (radius 4.2, eta 2, shift 1.8)");
  EXPECT_TRUE(refusal("0.05 1 1 4", "0.05 1 1.5 4").starts_with("input.nn:19: \"1.5\": "));
  EXPECT_EQ(refusal("0.05 1 1 4", "0.05 1 99 4"),
            "input.nn: symmetry function 7: its zeta must be a whole number from 1 to 64");
  EXPECT_EQ(refusal("1 2 ", "1 3 ", "scaling.data"), "scaling.data:2: function 2 of H should stand here");
  EXPECT_EQ(refusal("1.057158 0.423638", "1.057158 1e-11", "scaling.data"),
            "scaling.data:4: the function cannot be scaled: it has the same value everywhere");
  EXPECT_EQ(sentence_of([&] {
              N2p2Texts texts = good;
              texts.erase("weights.008.data");
              (void)parse_n2p2(texts);
            }),
            "weights.008.data: there is no such file");
  EXPECT_EQ(sentence_of([&] {
              N2p2Texts texts = good;
              texts["scaling.data"] += "\n3 1 0 1 0.5 0.1\n";
              (void)parse_n2p2(texts);
            }),
            "scaling.data:50: belongs to no symmetry function");
  EXPECT_EQ(sentence_of([&] {
              N2p2Texts texts = good;
              texts["weights.001.data"] += "0.5\n";
              (void)parse_n2p2(texts);
            }),
            "weights.001.data: has 222 weights, not 221");
  TrainedPotential trained = parse_n2p2(good);
  trained.potential.activation = "silu";
  EXPECT_EQ(sentence_of([&] { (void)n2p2_texts(trained); }),
            "n2p2 has no activation silu: the potential cannot be written");
}

}  // namespace
}  // namespace starling::potentials
