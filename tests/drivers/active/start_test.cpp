// Particles of other programs' files: what a deck takes of them, where they end up, and what is refused.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "drivers/active/simulation.hpp"
#include "drivers/active/start/start_from_file.hpp"
#include "engine/io/checkpoints/checkpoint.hpp"
#include "engine/population/id_order.hpp"
#include "engine/population/records.hpp"
#include "tests/engine/io/folder.hpp"
#include "tests/engine/io/foreign_file.hpp"

namespace starling::active {
namespace {

using namespace starling::testing_support;

const std::string group = "/particles/atoms";

class FileStarts : public testing::Test {
 protected:
  /// A deck of a box of 10 that starts from `name`.
  [[nodiscard]] Deck deck_of(const std::string& name, std::int64_t particles, int dimension = 2) const {
    Deck deck;
    deck.dimension = dimension;
    deck.particles = particles;
    deck.box = {10.0};
    deck.time_step = 0.1;
    deck.dynamics["self_propulsion"] = 0.0;
    deck.dynamics["relaxation_rate"] = 1.0;
    deck.displacement_lag = 0;
    deck.start = Start::file;
    deck.start_file = (folder_.path() / name).string();
    return deck;
  }

  /// Writes a file on rank 0.
  void write(const std::string& name, const std::function<void(ForeignFile&)>& fill) const {
    on_root(world_, [&] {
      ForeignFile file(folder_.path() / name);
      fill(file);
    });
  }

  /// The records of all particles, by id, on one process that reads the file alone, which must be what all ranks find.
  [[nodiscard]] std::vector<double> started(const Deck& deck) const {
    const auto found = [&](const Communicator& ranks) {
      const Simulation<2> simulation(ranks, deck);
      const int width = record_layout(simulation.particles()).size();
      const auto rows = rows_by_id(ranks, save_records(simulation.particles()), width, deck.particles);
      std::vector<double> places;
      for (std::size_t at = 0; at < rows.size(); at += width) {
        places.insert(places.end(), rows.begin() + at + 1, rows.begin() + at + 5);
      }
      return places;
    };
    const std::vector<double> alone = found(world_.split(world_.rank()));
    const std::vector<double> mine = found(world_);
    const auto first = alone.begin() + 4 * rows_of(deck.particles, world_).first;
    EXPECT_EQ(mine, std::vector<double>(first, first + static_cast<std::ptrdiff_t>(mine.size())));
    return alone;
  }

  void expect_refused(const Deck& deck, const std::vector<std::string>& words) const {
    const std::string sentence = sentence_of([&] { (void)read_start(world_, deck); });
    for (const std::string& word : words) EXPECT_NE(sentence.find(word), std::string::npos) << sentence;
  }

  Communicator world_{MPI_COMM_WORLD};
  Folder folder_{world_};
};

/// x, y and the images of each particle.
using Places = std::vector<double>;

TEST_F(FileStarts, TakePlanarSystemsWithThreeComponents) {
  const auto file = [](double z) {
    return [z](ForeignFile& foreign) {
      foreign.dataset<double>(group + "/position/value", {1, 2, 3}, {1, 2, 3.5, 9, 8, z})
          .dataset<double>(group + "/box/edges", {3}, {10, 10, 1})
          .dataset<std::int32_t>(group + "/image/value", {1, 2, 3}, {1, 2, 0, -3, 0, 0});
    };
  };
  write("flat.h5", file(3.5));
  EXPECT_EQ(started(deck_of("flat.h5", 2)), (Places{1, 2, 1, 2, 9, 8, -3, 0}));
  write("space.h5", file(3.6));
  expect_refused(deck_of("space.h5", 2), {"2 particles in 3 dimensions", "2 in 2"});
  expect_refused(deck_of("flat.h5", 3), {"2 particles in 3 dimensions", "3 in 2"});
  expect_refused(deck_of("flat.h5", 2, 1), {"2 particles in 3 dimensions", "2 in 1"});
}

TEST_F(FileStarts, FollowTheIds) {
  const auto file = [](const std::vector<std::int64_t>& ids) {
    return [ids](ForeignFile& foreign) {
      foreign.dataset<double>(group + "/position", {4, 2}, {1, 1, 2, 2, 3, 3, 14, 4})
          .dataset<double>(group + "/box/edges", {2}, {10, 10})
          .dataset<std::int64_t>(group + "/id", {4}, ids);
    };
  };
  const Places sorted{14 - 10, 4, 1, 0, 2, 2, 0, 0, 1, 1, 0, 0, 3, 3, 0, 0};
  write("from_one.h5", file({3, 2, 4, 1}));
  EXPECT_EQ(started(deck_of("from_one.h5", 4)), sorted);
  write("from_zero.h5", file({2, 1, 3, 0}));
  EXPECT_EQ(started(deck_of("from_zero.h5", 4)), sorted);
  write("in_order.h5", file({0, 1, 2, 3}));
  EXPECT_EQ(started(deck_of("in_order.h5", 4)), (Places{1, 1, 0, 0, 2, 2, 0, 0, 3, 3, 0, 0, 4, 4, 1, 0}));
  write("gap.h5", file({0, 1, 2, 4}));
  expect_refused(deck_of("gap.h5", 4), {"ids from 0 to 4 for 4 particles"});
  write("twice.h5", file({0, 1, 1, 3}));
  expect_refused(deck_of("twice.h5", 4), {"an id twice"});
}

TEST_F(FileStarts, ComeFromAnotherBoxWhenTheDeckSaysSo) {
  write("other.h5", [](ForeignFile& foreign) {
    foreign.dataset<double>(group + "/position/value", {1, 2, 2}, {1, 38, 15, 39})
        .dataset<std::int32_t>(group + "/image/value", {1, 2, 2}, {0, 1, 0, -1})
        .dataset<double>(group + "/box/edges/value", {1, 2}, {20, 40});
  });
  Deck deck = deck_of("other.h5", 2);
  expect_refused(deck, {"a box of 20 x 40", "the deck 10 x 10", "rescale", "ignore"});
  deck.start_box = StartBox::rescale;
  EXPECT_EQ(started(deck), (Places{0.5, 9.5, 0, 1, 7.5, 9.75, 0, -1}));
  // 38 + 40 = 78, and 39 - 40 = -1.
  deck.start_box = StartBox::ignore;
  EXPECT_EQ(started(deck), (Places{1, 8, 0, 7, 5, 9, 1, -1}));
  deck.start_box = StartBox::refuse;
  deck.box = {20.00001, 39.99999};
  EXPECT_EQ(started(deck), (Places{1, 38, 0, 1, 15, 39, 0, -1})) << "within single precision";
}

TEST_F(FileStarts, WithoutABoxMustFit) {
  write("fits.h5", [](ForeignFile& foreign) {
    foreign.dataset<double>(group + "/position/value", {1, 2, 2}, {1, 9.5, 2, 3});
  });
  EXPECT_EQ(started(deck_of("fits.h5", 2)), (Places{1, 9.5, 0, 0, 2, 3, 0, 0}));
  Deck deck = deck_of("fits.h5", 2);
  deck.start_box = StartBox::rescale;
  expect_refused(deck, {"does not say its box"});
  deck.start_box = StartBox::refuse;
  deck.box = {9.0};
  expect_refused(deck, {"does not say its box", "do not fit"});
  deck.start_box = StartBox::ignore;
  EXPECT_EQ(started(deck), (Places{1, 0.5, 0, 1, 2, 3, 0, 0}));
}

/// Four particles around the origin of their box.
TEST_F(FileStarts, FindTheCentreOfTheBox) {
  write("around.h5", [](ForeignFile& foreign) {
    foreign.dataset<double>(group + "/position", {4, 2}, {1, 0, -1, 0, 0, 1, 0, -1})
        .dataset<double>(group + "/box/edges", {2}, {10, 10});
  });
  Deck deck = deck_of("around.h5", 4);
  deck.external = "harmonic_trap";
  deck.force["trap_stiffness"] = 1.0;
  const Places middle{6, 5, 0, 0, 4, 5, 0, 0, 5, 6, 0, 0, 5, 4, 0, 0};
  EXPECT_EQ(started(deck), middle);
  deck.start_origin = StartOrigin::corner;
  EXPECT_EQ(started(deck), (Places{1, 0, 0, 0, 9, 0, -1, 0, 0, 1, 0, 0, 0, 9, 0, -1}));
  deck.start_origin = StartOrigin::centre;
  deck.box = {20.0};
  deck.start_box = StartBox::ignore;
  EXPECT_EQ(started(deck), (Places{11, 10, 0, 0, 9, 10, 0, 0, 10, 11, 0, 0, 10, 9, 0, 0}));
}

TEST_F(FileStarts, AskForTheOriginOnlyWhereItMatters) {
  const auto file = [](double x) {
    return [x](ForeignFile& foreign) {
      foreign.dataset<double>(group + "/position", {2, 2}, {1, 2, x, 3})
          .dataset<double>(group + "/box/edges", {2}, {10, 10});
    };
  };
  write("quarter.h5", file(4.0));
  write("corner.h5", file(9.0));
  write("unwrapped.h5", file(-8.0));
  for (const char* name : {"quarter.h5", "unwrapped.h5"}) {
    Deck deck = deck_of(name, 2);
    (void)started(deck);
    deck.external = "harmonic_trap";
    deck.force["trap_stiffness"] = 1.0;
    expect_refused(deck, {"system.start_origin", "harmonic_trap", "corner or centre"});
    deck.start_origin = StartOrigin::corner;
    (void)started(deck);
  }
  Deck deck = deck_of("corner.h5", 2);
  deck.external = "harmonic_trap";
  deck.force["trap_stiffness"] = 1.0;
  EXPECT_EQ(started(deck), (Places{1, 2, 0, 0, 9, 3, 0, 0}));
  write("said.h5", [&](ForeignFile& foreign) {
    file(4.0)(foreign);
    foreign.attribute("/parameters", "origin", std::string("centre"));
  });
  deck.start_file = (folder_.path() / "said.h5").string();
  EXPECT_EQ(started(deck), (Places{6, 7, 0, 0, 9, 8, 0, 0}));
}

TEST_F(FileStarts, RefuseCoordinatesBeyondAllSense) {
  const auto file = [](double x, std::int32_t image) {
    return [x, image](ForeignFile& foreign) {
      foreign.dataset<double>(group + "/position", {3, 2}, {1, 2, 3, 4, x, 6})
          .dataset<std::int32_t>(group + "/image", {3, 2}, {0, 0, 0, 0, image, 0})
          .dataset<double>(group + "/box/edges", {2}, {10, 10});
    };
  };
  write("drifted.h5", file(12345.0, 1000));
  EXPECT_EQ(started(deck_of("drifted.h5", 3)), (Places{1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 2234, 0}));
  write("far.h5", file(1e10, 0));
  expect_refused(deck_of("far.h5", 3), {"particle 2", "1e+10", "beyond all sense"});
  write("turned.h5", file(1.0, 2147483647));
  expect_refused(deck_of("turned.h5", 3), {"particle 2", "image 2147483647", "beyond all sense"});
  write("nan.h5", file(std::nan(""), 0));
  expect_refused(deck_of("nan.h5", 3), {"particle 2", "not finite"});
}

TEST_F(FileStarts, TakeTheSpeciesOfTheFile) {
  const auto file = [](const std::vector<std::int32_t>& species) {
    return [species](ForeignFile& foreign) {
      foreign.dataset<double>(group + "/position", {4, 2}, {1, 1, 2, 2, 3, 3, 9, 4})
          .dataset<double>(group + "/box/edges", {2}, {10, 10})
          .dataset<std::int32_t>(group + "/species", {4}, species);
    };
  };
  write("mixture.h5", file({1, 0, 0, 0}));
  write("from_one.h5", file({2, 1, 1, 1}));
  write("alike.h5", file({6, 6, 6, 6}));
  Deck deck = deck_of("mixture.h5", 4);
  deck.dynamics.erase("self_propulsion");
  deck.species_fractions = {0.75, 0.25};
  deck.species_self_propulsion = {1.0, 0.0};
  const RowBlock rows = rows_of(4, world_);
  for (const char* name : {"mixture.h5", "from_one.h5"}) {
    deck.start_file = (folder_.path() / name).string();
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      deck.seed = seed;
      const Simulation<2> simulation(world_, deck);
      const RecordLayout<2> layout = record_layout(simulation.particles());
      const auto found = rows_by_id(world_, save_records(simulation.particles()), layout.size(), 4);
      for (std::int64_t k = 0; k < rows.count; ++k) {
        EXPECT_EQ(found[k * layout.size() + layout.activity + 2], rows.first + k == 0 ? 1.0 : 0.0);
      }
    }
  }
  deck.species_fractions = {0.5, 0.5};
  expect_refused(deck, {"3 + 1 particles", "species.fractions asks for 2 + 2"});
  deck.start_file = (folder_.path() / "alike.h5").string();
  expect_refused(deck, {"species 6 to 6", "the deck 2 species"});
  EXPECT_EQ(started(deck_of("alike.h5", 4)).size(), 16U);
  expect_refused(deck_of("mixture.h5", 4), {"species 0 to 1", "the deck 1 species", "species.fractions"});
}

TEST_F(FileStarts, RefuseActivitiesWithoutADirection) {
  write("still.h5", [](ForeignFile& foreign) {
    foreign.dataset<double>(group + "/position", {2, 2}, {1, 1, 2, 2})
        .dataset<double>(group + "/box/edges", {2}, {10, 10})
        .dataset<double>(group + "/activity", {2, 2}, {1, 0, 0, 0});
  });
  Deck deck = deck_of("still.h5", 2);
  (void)started(deck);
  deck.model = "run_and_tumble";
  deck.dynamics.erase("relaxation_rate");
  deck.dynamics["tumble_rate"] = 1.0;
  const std::string sentence = sentence_of([&] { const Simulation<2> simulation(world_, deck); });
  EXPECT_NE(sentence.find("particle 1 an activity that run_and_tumble cannot take"), std::string::npos) << sentence;
}

/// A checkpoint's box is in its deck.
TEST_F(FileStarts, KnowTheBoxOfACheckpoint) {
  const RowBlock rows = rows_of(3, world_);
  std::vector<double> position;
  std::vector<std::int32_t> image;
  for (std::int64_t k = rows.first; k < rows.first + rows.count; ++k) {
    position.insert(position.end(), {0.5 + static_cast<double>(k), 1.0});
    image.insert(image.end(), {static_cast<std::int32_t>(k), -5});
  }
  const std::vector<Column> columns{{"position", 2, std::span<const double>(position)},
                                    {"image", 2, std::span<const std::int32_t>(image)}};
  CheckpointStore store(world_, folder_.path() / "checkpoint", 1);
  store.write({7,
               "job = active\n[run]\nsteps = 7\n[system]\nparticles = 3\nbox = 10\n[dynamics]\ntime_step = 1\n",
               {},
               3,
               columns});
  Deck deck = deck_of("checkpoint/000000000007.h5", 3);
  EXPECT_EQ(started(deck), (Places{0.5, 1, 0, -5, 1.5, 1, 1, -5, 2.5, 1, 2, -5}));
  deck.box = {11.0};
  expect_refused(deck, {"a box of 10 x 10", "the deck 11 x 11"});
}

}  // namespace
}  // namespace starling::active
