// Frames of extended XYZ as ASE 3.29 wrote them and reads them, and a sentence for each thing that can be wrong.
#include "engine/io/particles/extended_xyz.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

#include "engine/io/atomic_file.hpp"
#include "tests/engine/io/folder.hpp"

namespace starling {
namespace {

using namespace testing_support;

const std::string written_by_ase =
    "3\n"
    "Lattice=\"6.0 0.0 0.0 0.0 7.0 0.0 0.0 0.0 8.0\" "
    "Properties=species:S:1:pos:R:3:tags:I:1:move:L:1:forces:R:3 note=\"a name with blanks\" energy=-1.5 "
    "stress=\"0.001 0.0006 0.0005 0.0006 0.002 0.0004 0.0005 0.0004 0.003\" pbc=\"T T T\"\n"
    "O        0.50000000       1.25000000      -0.75000000        1  T       0.10000000       0.20000000       0.3\n"
    "H        1.10000000       2.20000000       3.30000000        2  F      -0.40000000       0.50000000      -0.6\n"
    "H        7.50000000       0.10000000       4.00000000        3  T       0.30000000      -0.70000000       0.3\n";

TEST(ExtendedXyz, ReadsWhatAseReads) {
  const auto frames = parse_extended_xyz(written_by_ase, "test.extxyz");
  ASSERT_EQ(frames.size(), 1u);
  const AtomicConfiguration& frame = frames.front();
  EXPECT_EQ(frame.edge, (std::array<double, 3>{6.0, 7.0, 8.0}));
  EXPECT_EQ(frame.elements, (std::vector<std::string>{"O", "H", "H"}));
  // What lies outside the box is brought into it.
  EXPECT_EQ(frame.positions, (std::vector<double>{0.5, 1.25, 7.25, 1.1, 2.2, 3.3, 1.5, 0.1, 4.0}));
  EXPECT_EQ(frame.forces, (std::vector<double>{0.1, 0.2, 0.3, -0.4, 0.5, -0.6, 0.3, -0.7, 0.3}));
  EXPECT_EQ(frame.energy, -1.5);
  // -atoms.get_stress(voigt=False) * atoms.get_volume()
  const std::array<double, 9> virial = {-0.336, -0.2016, -0.168, -0.2016, -0.672, -0.1344, -0.168, -0.1344, -1.008};
  ASSERT_TRUE(frame.virial);
  for (std::size_t k = 0; k < 9; ++k) EXPECT_NEAR((*frame.virial)[k], virial[k], 1e-15);
}

TEST(ExtendedXyz, ReadsSixNumbersOfStressAndFramesWithoutLabels) {
  const auto frames = parse_extended_xyz(
      "1\nLattice={2 0 0 0 2 0 0 0 2} stress='1 2 3 4 5 6'\nO 0 0 2\n\n"
      "1\nflag pbc=[T T T] Lattice=\"2 0 0 0 2 0 0 0 2\" Properties=pos:R:3:species:S:1\n0 0 1e-3 Ar\n\n",
      "test.extxyz");
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(*frames[0].virial, (std::array<double, 9>{-8, -48, -40, -48, -16, -32, -40, -32, -24}));
  EXPECT_EQ(frames[0].positions[2], 0.0);
  EXPECT_FALSE(frames[0].energy);
  EXPECT_FALSE(frames[1].virial);
  EXPECT_TRUE(frames[1].forces.empty());
  EXPECT_EQ(frames[1].elements.front(), "Ar");
  EXPECT_EQ(frames[1].positions[2], 1e-3);
}

TEST(ExtendedXyz, RefusesWithASentence) {
  const std::string box = "Lattice=\"2 0 0 0 2 0 0 0 2\"";
  const auto refusal = [](const std::string& text) {
    return sentence_of([&] { (void)parse_extended_xyz(text, "f.xyz"); });
  };
  EXPECT_EQ(refusal(" \n\n"), "f.xyz: holds no frame");
  EXPECT_EQ(refusal("two\n"), "f.xyz:1: \"two\": a frame begins with its number of atoms");
  EXPECT_EQ(refusal("1\n"), "f.xyz: ends before the second line of its last frame");
  EXPECT_EQ(refusal("2\n" + box + "\nO 0 0 0\n"), "f.xyz: ends before the last atom of its last frame");
  EXPECT_EQ(refusal("1\nenergy=1\nO 0 0 0\n"), "f.xyz:2: there is no Lattice: atoms must be in a periodic box");
  EXPECT_EQ(refusal("1\nLattice=\"2 0 0 1 2 0 0 0 2\"\nO 0 0 0\n"),
            "f.xyz:2: Lattice: the box is not along the axes (its number 4 is 1): such boxes are not read");
  EXPECT_EQ(refusal("1\nLattice=\"2 0 0 0 0 0 0 0 2\"\nO 0 0 0\n"),
            "f.xyz:2: Lattice: an edge of the box is 0: it must be positive");
  EXPECT_EQ(refusal("1\nLattice=\"2 0 0\"\nO 0 0 0\n"), "f.xyz:2: Lattice has 3 numbers: it must have 9");
  EXPECT_EQ(refusal("1\n" + box + " pbc=\"T T F\"\nO 0 0 0\n"),
            "f.xyz:2: pbc = T T F: the box must be periodic along all axes");
  EXPECT_EQ(refusal("1\n" + box + " pbc=\"T T\"\nO 0 0 0\n"), "f.xyz:2: pbc = T T: has 2 words: it must have 3");
  EXPECT_EQ(refusal("1\n" + box + " pbc=\"\"\nO 0 0 0\n"), "f.xyz:2: pbc = : has 0 words: it must have 3");
  EXPECT_EQ(refusal("1\n" + box + " Properties=species:S:1:pos:R:3:pos:R:3\nO 0 0 0 1 1 1\n"),
            "f.xyz:2: Properties: pos is there twice");
  EXPECT_EQ(refusal("1\n" + box + " stress=\"1 2 3 2 4 5 3 5.5 6\"\nO 0 0 0\n"),
            "f.xyz:2: stress is not symmetric: its numbers 6 and 8 differ by 0.5");
  EXPECT_EQ(refusal("1\n" + box + " stress=\"1 2 3 2 4 5 3 5.00001 6\"\nO 0 0 0\n"), "(no failure)");
  EXPECT_EQ(refusal("1\nnote=\"a \\\"quoted\\\" Lattice=1\" " + box + "\nO 0 0 0\n"), "(no failure)");
  EXPECT_EQ(refusal("1\n" + box + " note=\"a\\\"\nO 0 0 0\n"), "f.xyz:2: \"a\\\" is not closed");
  EXPECT_EQ(refusal("1\n" + box + " note=\"open\nO 0 0 0\n"), "f.xyz:2: \"open is not closed");
  EXPECT_EQ(refusal("1\n" + box + " Properties=species:S:1\nO\n"),
            "f.xyz:2: Properties = species:S:1: species and pos must be among them");
  EXPECT_EQ(refusal("1\n" + box + " Properties=species:S:1:pos:R:2\nO 0 0\n"),
            "f.xyz:2: Properties: pos must be pos:R:3, not R:2");
  EXPECT_EQ(refusal("1\n" + box + " Properties=species:S:1:pos\nO 0 0\n"),
            "f.xyz:2: Properties = species:S:1:pos: must be name:type:columns, for one property after the other");
  EXPECT_EQ(refusal("1\n" + box + "\nO 0 0\n"), "f.xyz:3: has 3 columns, Properties announces 4");
  EXPECT_TRUE(refusal("1\n" + box + "\nO 0 0 x\n").starts_with("f.xyz:3: \"x\": "))
      << refusal("1\n" + box + "\nO 0 0 x\n");
  EXPECT_TRUE(refusal("1\n" + box + "\nO 0 0 nan\n").starts_with("f.xyz:3: \"nan\": "));
}

TEST(ExtendedXyz, EveryRankGetsTheFrames) {
  const Communicator world(MPI_COMM_WORLD);
  const Folder folder(world);
  on_root(world, [&] { write_file_atomically(folder.path() / "ase.extxyz", written_by_ase); });
  const auto frames = read_extended_xyz(world, "data.file", (folder.path() / "ase.extxyz").string(), "deck.ini");
  EXPECT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames.front().forces.size(), 9u);
}

}  // namespace
}  // namespace starling
