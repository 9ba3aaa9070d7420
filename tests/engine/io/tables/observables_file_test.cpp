// Averaged arrays come back from their file with axes and reasons; a disk that cannot take them leaves the old file.
#include "engine/io/tables/observables_file.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/comm/communicator.hpp"
#include "engine/io/hdf5.hpp"
#include "tests/engine/io/folder.hpp"

namespace starling {
namespace {

TEST(ObservablesFile, HoldsArraysAxesAndReasons) {
  const Communicator world(MPI_COMM_WORLD);
  const testing_support::Folder folder(world);
  const auto path = folder.path() / "observables.h5";
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const ArrayLayout layout{"curve", "length^2", "a curve", {{"lag", "time", "lags", {0.5, 1.0, 1.5}}}};
  EXPECT_EQ(layout.size(), 3U);
  if (world.is_root()) {
    const std::vector<AveragedArray> arrays{{layout, "", {1.0, 2.0, none}, {0.1, none, none}, {4, 1, 0}},
                                            {{"gone", "", "never", {}}, "for a reason", {}, {}, {}}};
    write_observables_file(path, "old", 1, {});
    write_observables_file(path, "job = active", 400, arrays);
    const auto file = hdf5::File::open_alone(path);
    EXPECT_EQ(file.read_text("/parameters/deck"), "job = active");
    EXPECT_EQ(file.read_integer("/parameters", "step"), 400);
    EXPECT_EQ(file.read_all<double>("/observables/curve/lag"), (std::vector<double>{0.5, 1.0, 1.5}));
    const auto value = file.read_all<double>("/observables/curve/value");
    EXPECT_EQ(value[1], 2.0);
    EXPECT_TRUE(std::isnan(value[2]));
    EXPECT_EQ(file.read_all<std::int64_t>("/observables/curve/samples"), (std::vector<std::int64_t>{4, 1, 0}));
    EXPECT_EQ(file.read_text_attribute("/observables/curve", "unit"), "length^2");
    EXPECT_EQ(file.read_text_attribute("/observables/gone", "undefined"), "for a reason");
    EXPECT_FALSE(file.has("/observables/gone/value"));
  }
  world.barrier();
}

}  // namespace
}  // namespace starling
