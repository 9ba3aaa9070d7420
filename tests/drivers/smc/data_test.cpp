// Observations from CSV and HDF5: the same table on every rank.
#include "drivers/smc/data.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/io/hdf5.hpp"

namespace starling::smc {
namespace {

class Data : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "starling-data-XXXXXX").string();
    if (world.is_root()) {
      ASSERT_NE(mkdtemp(name.data()), nullptr);
    }
    folder = world.broadcast(name);
  }
  void TearDown() override {
    world.barrier();
    std::error_code ignored;
    if (world.is_root()) std::filesystem::remove_all(folder, ignored);
  }

  /// Rank 0 writes a file.
  std::string write(const std::string& name, const std::string& text) {
    const auto path = folder / name;
    if (world.is_root()) std::ofstream(path) << text;
    return path.string();
  }

  [[nodiscard]] DataTable read(const std::string& file, const std::vector<std::string>& columns,
                               std::optional<std::int64_t> length = std::nullopt) const {
    return read_data(world, file, "deck.ini", columns, length);
  }

  Communicator world{MPI_COMM_WORLD};
  std::filesystem::path folder;
};

TEST_F(Data, ColumnsByNameInTheOrderAsked) {
  const auto file = write("a.csv", "# a comment\n\"time\", y , z\n0,1.5,-2\n\n1,2e-3,4\r\n2,7,8\n");
  const DataTable table = read(file, {"z", "y"}, 2);
  EXPECT_EQ(table.columns, (std::vector<std::string>{"z", "y"}));
  EXPECT_EQ(table.rows, (std::vector<std::vector<double>>{{-2, 1.5}, {4, 2e-3}}));
}

TEST_F(Data, EmptyCellsAndNaNAreMissing) {
  const auto file = write("a.csv", "t,y\n0,\n1,NaN\n2,na\n3,0\n");
  const DataTable table = read(file, {"y"});
  ASSERT_EQ(table.rows.size(), 4U);
  for (int t = 0; t < 3; ++t) EXPECT_TRUE(std::isnan(table.rows[t][0])) << t;
  EXPECT_EQ(table.rows[3][0], 0.0);
}

TEST_F(Data, DatasetsOfOneColumnAndOfSeveral) {
  const auto path = folder / "a.h5";
  if (world.is_root()) {
    auto file = hdf5::File::create_alone(path, 1000);
    const std::vector<double> y{1, 2, std::nan("")};
    const std::vector<std::int32_t> z{1, 2, 3, 4, 5, 6};
    file.write(file.create_dataset("/y", hdf5::Element::float64, {3}), hdf5::Element::float64, {{0}, {3}}, y.data());
    file.write(file.create_dataset("/z", hdf5::Element::int32, {3, 2}), hdf5::Element::int32, {{0, 0}, {3, 2}},
               z.data());
    file.close();
  }
  world.barrier();
  const DataTable table = read(path.string(), {"y", "z"});
  EXPECT_EQ(table.columns, (std::vector<std::string>{"y", "z_0", "z_1"}));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[1], (std::vector<double>{2, 3, 4}));
  EXPECT_TRUE(std::isnan(table.rows[2][0]));
  EXPECT_EQ(table.rows[2][2], 6.0);
  try {
    static_cast<void>(read(path.string(), {"yy"}));
    FAIL() << "found";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::bad_input);
    EXPECT_NE(std::string(failure.what()).find("nearest name is y"), std::string::npos) << failure.what();
  }
}

}  // namespace
}  // namespace starling::smc
