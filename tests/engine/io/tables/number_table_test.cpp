// Columns of numbers from CSV and HDF5: the same table on every rank, no row lost, and a sentence for what is wrong.
#include "engine/io/tables/number_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "engine/io/hdf5.hpp"
#include "engine/io/tables/number_file.hpp"
#include "tests/engine/io/folder.hpp"

namespace starling {
namespace {

const double missing = std::numeric_limits<double>::quiet_NaN();
using Rows = std::vector<std::vector<double>>;

/// Equal, where a missing value equals a missing value.
bool same(const Rows& one, const Rows& other) {
  if (one.size() != other.size()) return false;
  for (std::size_t t = 0; t < one.size(); ++t) {
    if (one[t].size() != other[t].size()) return false;
    for (std::size_t k = 0; k < one[t].size(); ++k) {
      if (one[t][k] != other[t][k] && !(std::isnan(one[t][k]) && std::isnan(other[t][k]))) return false;
    }
  }
  return true;
}

NumberTableRequest columns(std::vector<std::string> names, std::optional<std::int64_t> length = std::nullopt) {
  NumberTableRequest request;
  request.file = "a.csv";
  request.columns = std::move(names);
  request.length = length;
  return request;
}

Rows rows_of_table(const std::string& text, const NumberTableRequest& request) {
  return parse_csv(text, "a.csv", request).rows;
}

/// The sentence that a text is refused with.
std::string refusal(const std::string& text, const NumberTableRequest& request) {
  try {
    NumberFile file = parse_csv(text, "a.csv", request);
    if (!request.time.empty()) put_on_time_grid(file, request);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::bad_input);
    return failure.what();
  }
  return "";
}

void expect_words(const std::string& sentence, const std::vector<std::string>& words) {
  for (const std::string& word : words) EXPECT_NE(sentence.find(word), std::string::npos) << word << ": " << sentence;
}

TEST(NumberTableCsv, HoldsColumnsByNameInTheOrderAsked) {
  const std::string text = "# a comment\n\"time\", y , z\n0,1.5,-2\n# between\n1,2e-3,4\r\n2,7,8\n";
  const NumberFile file = parse_csv(text, "a.csv", columns({"z", "y"}, 2));
  EXPECT_EQ(file.columns, (std::vector<std::string>{"z", "y"}));
  EXPECT_EQ(file.rows, (Rows{{-2, 1.5}, {4, 2e-3}}));
  EXPECT_EQ(file.place(1), "a.csv:5");
}

TEST(NumberTableCsv, TakesEmptyCellsAndNaNAsMissing) {
  EXPECT_TRUE(same(rows_of_table("t,y\n0,\n1,NaN\n2,na\n3,0\n4,\"\"\n", columns({"y"})),
                   {{missing}, {missing}, {missing}, {0.0}, {missing}}));
}

TEST(NumberTableCsv, TakesABlankLineOfOneColumnAsMissing) {
  const Rows expected{{1.0}, {missing}, {2.0}, {missing}, {missing}, {3.0}};
  EXPECT_TRUE(same(rows_of_table("y\n1\n\n2\n  \n\n3\n", columns({"y"})), expected));
  EXPECT_TRUE(same(rows_of_table("y\r\n1\r\n\r\n2\r\n\t\r\n\r\n3\r\n", columns({"y"})), expected));
  EXPECT_TRUE(same(rows_of_table("\n\ny\n\n1\n", columns({"y"})), {{missing}, {1.0}})) << "also before the first row";
  EXPECT_TRUE(same(rows_of_table("y\n1\n# so\n\n2", columns({"y"})), {{1.0}, {missing}, {2.0}}));
  EXPECT_TRUE(same(rows_of_table("y\n1\n\n\n", columns({"y"})), {{1.0}})) << "lines behind the data are none of them";
  EXPECT_TRUE(same(rows_of_table("y\n1\n\"\"\n\n", columns({"y"})), {{1.0}, {missing}})) << "a quoted cell is a row";
  EXPECT_TRUE(same(rows_of_table("y\n1\n\n\n2\n", columns({"y"}, 2)), {{1.0}, {missing}}));
  expect_words(refusal("y\n1\n\n\n", columns({"y"}, 2)), {"data.length = 2", "only 1 rows"});
}

TEST(NumberTableCsv, RefusesABlankLineAmongSeveralColumns) {
  expect_words(refusal("t,y\n0,1\n\n1,2\n", columns({"y"})), {"data.file", "a.csv:3", "is blank", "1 comma"});
  EXPECT_EQ(rows_of_table("t,y\n0,1\n1,2\n\n \n", columns({"y"})), (Rows{{1.0}, {2.0}}));
  EXPECT_TRUE(same(rows_of_table("t,y\n0,1\n,\n1,2\n", columns({"y"})), {{1.0}, {missing}, {2.0}}));
}

TEST(NumberTableCsv, KeepsCommasQuotesAndLinesBetweenQuotes) {
  EXPECT_EQ(rows_of_table("date,y\n\"Jan 1, 2001\",0.5\n \"the \"\"2nd\"\"\" , \"0.25\" \n", columns({"y"})),
            (Rows{{0.5}, {0.25}}));
  EXPECT_EQ(rows_of_table("\"a, \"\"b\"\"\",y\n1,2\n", columns({"a, \"b\""})), (Rows{{1.0}}));
  const NumberFile file = parse_csv("note,y\n\"two\nlines\",1\nnone,2\n", "a.csv", columns({"y"}));
  EXPECT_EQ(file.rows, (Rows{{1.0}, {2.0}}));
  EXPECT_EQ(file.place(1), "a.csv:4");
  expect_words(refusal("date,y\n\"Jan 1, 2001,0.5\n", columns({"y"})), {"a.csv:2", "not closed"});
  expect_words(refusal("date,y\n\"Jan\" 1,0.5\n", columns({"y"})), {"a.csv:2", "follows the closing quote", "Jan"});
}

TEST(NumberTableCsv, ReadsWhatOtherProgramsAdd) {
  EXPECT_EQ(rows_of_table("\xEF\xBB\xBFy,z\r\n1,2\r\n", columns({"y"})), (Rows{{1.0}})) << "a byte-order mark";
  EXPECT_EQ(rows_of_table("y,z \t\n1 ,2\t \n", columns({"z"})), (Rows{{2.0}})) << "trailing blanks";
  EXPECT_EQ(rows_of_table("y,z\r1,2\r3,4\r", columns({"z"})), (Rows{{2.0}, {4.0}})) << "ends of lines of old";
  EXPECT_EQ(rows_of_table("y\n1\n2", columns({"y"})), (Rows{{1.0}, {2.0}})) << "no end of the last line";
  expect_words(refusal(std::string("y\0\n1\0\n", 6), columns({"y"})), {"not a text file"});
  expect_words(refusal("t;y\n0;1\n", columns({"y"})), {"a.csv:1", "no column y", "separated by commas"});
}

TEST(NumberTableCsv, RefusesNamesThatAreNotClear) {
  expect_words(refusal("y,t,y\n1,2,3\n", columns({"y"})), {"data.column", "a.csv:1", "2 columns are named y"});
  EXPECT_EQ(rows_of_table("z,t,z\n1,2,3\n", columns({"t"})), (Rows{{2.0}})) << "others may share a name";
  NumberTableRequest timed = columns({"y"});
  timed.time = "t";
  expect_words(refusal("t,t,y\n1,2,3\n", timed), {"data.time", "2 columns are named t"});
  expect_words(refusal("t,y\n1,2\n", columns({"yy"})), {"data.column", "no column yy", "nearest is y"});
}

TEST(NumberTableCsv, RefusesAHeaderOfNumbers) {
  expect_words(refusal("0.5\n0.7\n", columns({"0.5"})), {"data.file", "a.csv:1", "numbers only", "header"});
  expect_words(refusal("# x\n1,2\n3,4\n", columns({"1"})), {"a.csv:2", "numbers only"});
  EXPECT_EQ(rows_of_table(",0\n0,5\n1,6\n", columns({"0"})), (Rows{{5.0}, {6.0}}))
      << "a table of an index and column 0";
}

TEST(NumberTableCsv, PutsRowsOnAGridByTheirTimes) {
  NumberTableRequest request = columns({"y"});
  request.time = "year";
  const auto grid = [&](const std::string& text) {
    NumberFile file = parse_csv(text, "a.csv", request);
    put_on_time_grid(file, request);
    return file;
  };
  const NumberFile file = grid("year,y\n1870,1\n1871,2\n1874,\n1875,4\n");
  EXPECT_TRUE(same(file.rows, {{1}, {2}, {missing}, {missing}, {missing}, {4}}));
  EXPECT_EQ(file.time, (std::vector<double>{1870, 1871, 1872, 1873, 1874, 1875}));
  // Times that were rounded when they were written: thirds, with three digits.
  const NumberFile rounded = grid("year,y\n0,1\n.333,2\n.667,3\n1,4\n1.333,5\n2.333,6\n2.667,7\n");
  EXPECT_TRUE(same(rounded.rows, {{1}, {2}, {3}, {4}, {5}, {missing}, {missing}, {6}, {7}}));
  EXPECT_TRUE(same(grid("year,y\n3,1\n").rows, {{1}}));
}

TEST(NumberTableCsv, RefusesTimesThatMakeNoGrid) {
  NumberTableRequest request = columns({"y"});
  request.time = "t";
  expect_words(refusal("t,y\n0,1\n1,2\n1,3\n", request),
               {"data.time", "a.csv:4 has the time 1", "after 1 of a.csv:3", "not repeat"});
  expect_words(refusal("t,y\n0,1\n2,2\n1,3\n", request), {"a.csv:4 has the time 1", "after 2 of a.csv:3", "rise"});
  expect_words(refusal("t,y\n0,1\n1,2\n2,3\n3.5,4\n4.5,5\n", request),
               {"a.csv:5 has the time 3.5", "after 2 of a.csv:4", "step of most rows is 1"});
  expect_words(refusal("t,y\n0,1\n1,2\n1.5,3\n2.5,4\n3.5,5\n", request), {"a.csv:4 has the time 1.5"});
  // Months in days: no step is right.
  EXPECT_NE(refusal("t,y\n0,1\n31,2\n59,3\n90,4\n120,5\n151,6\n", request), "");
  expect_words(refusal("t,y\n0,1\n,2\n", request), {"a.csv:3", "no time"});
  expect_words(refusal("t,y\n0,1\nMay,2\n", request), {"a.csv:3", "column t", "May"});
  expect_words(refusal("t,y\n0,1\n1,1\n1e9,2\n", request), {"more than 1e+08 times"});
}

TEST(NumberTableCsv, NoticesColumnsThatLookLikeTimes) {
  const auto likely = [](const std::string& text) {
    std::vector<std::string> names;
    for (const TimesGuess& guess : parse_csv(text, "a.csv", columns({"y"})).guesses) {
      if (guess.likely()) names.push_back(guess.column() + (guess.regular() ? "" : "!"));
    }
    return names;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(likely("Year,y\n1,2\n2,3\n4,5\n"), Names{"Year!"});
  EXPECT_EQ(likely("when,y\n1870,2\n1871,3\n1872,3\n1900,5\n"), Names{"when!"});
  EXPECT_EQ(likely("when,y\n0,2\n5,3\n10,3\n"), Names{"when"});
  EXPECT_EQ(likely("date,y\nMonday,2\nTuesday,3\n"), Names{"date!"});
  EXPECT_EQ(likely("rain,y\n3,2\n0,3\n1,3\n"), Names{});
  EXPECT_EQ(likely("total,y\n1,2\n5,3\n17,3\n20,3\n41,3\n"), Names{}) << "sums rise too, by any steps";
}

class NumberTables : public testing::Test {
 protected:
  /// Rank 0 writes a file.
  std::string write(const std::string& name, const std::string& text) {
    const auto path = folder.path() / name;
    if (world.is_root()) std::ofstream(path) << text;
    world.barrier();
    return path.string();
  }

  NumberTable read(const std::string& file, NumberTableRequest request) const {
    request.file = file;
    return read_number_table(world, request);
  }

  /// The sentence that every rank refuses a file with.
  std::string refusal_of(const std::string& file, const NumberTableRequest& request) const {
    try {
      static_cast<void>(read(file, request));
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::bad_input);
      return failure.what();
    }
    return "";
  }

  Communicator world{MPI_COMM_WORLD};
  testing_support::Folder folder{world};
};

TEST_F(NumberTables, AreTheSameOnEveryRank) {
  const auto file = write("a.csv", "year,y\n1,5\n2,\n5,7\n6,8\n");
  NumberTableRequest request = columns({"y"}, 5);
  const NumberTable plain = read(file, columns({"y"}, 2));
  EXPECT_TRUE(same(plain.rows, {{5}, {missing}}));
  ASSERT_EQ(plain.notes.size() + plain.warnings.size(), 1U);
  EXPECT_EQ(read(file, columns({"y"})).warnings.size(), 1U);
  request.time = "year";
  const NumberTable table = read(file, request);
  EXPECT_EQ(table.columns, std::vector<std::string>{"y"});
  EXPECT_TRUE(same(table.rows, {{5}, {missing}, {missing}, {missing}, {7}}));
  EXPECT_EQ(table.time, (std::vector<double>{1, 2, 3, 4, 5}));
  ASSERT_EQ(table.notes.size(), 1U);
  expect_words(table.notes.front(), {"data.time = year", "6 times from 1 to 6", "2 of them"});
  request.length = 7;
  expect_words(refusal_of(file, request), {"data.length = 7", "only 6 times"});
}

TEST_F(NumberTables, RefuseWhatIsAskedTwiceAndFilesThatAreNotThere) {
  const auto file = write("a.csv", "t,y\n1,5\n");
  expect_words(refusal_of(file, columns({"y", "y"})), {"data.column", "y twice"});
  NumberTableRequest request = columns({"y"});
  request.time = "y";
  expect_words(refusal_of(file, request), {"data.time", "y is also in data.column"});
  request = columns({"y"});
  request.deck = folder.path() / "deck.ini";
  request.section = "series";
  expect_words(refusal_of("none.csv", request),
               {"series.file = none.csv", "no such file", "working directory", folder.path().string()});
  EXPECT_EQ(read("a.csv", request).rows, (Rows{{5.0}})) << "beside the deck";
  expect_words(refusal_of(folder.path().string(), request), {"is not a file"});
}

TEST_F(NumberTables, OfHdf5HaveADatasetPerColumnOrSeveral) {
  const auto path = folder.path() / "a.h5";
  if (world.is_root()) {
    auto file = hdf5::File::create_alone(path, 1000);
    const std::vector<double> y{1, 2, missing};
    const std::vector<std::int32_t> z{1, 2, 3, 4, 5, 6};
    const std::vector<std::int64_t> year{1900, 1901, 1903};
    const auto put = [&](const std::string& name, hdf5::Element element, const hdf5::Shape& shape, const void* values) {
      file.write(file.create_dataset(name, element, shape), element, {hdf5::Shape(shape.size(), 0), shape}, values);
    };
    put("/y", hdf5::Element::float64, {3}, y.data());
    put("/z", hdf5::Element::int32, {3, 2}, z.data());
    put("/year", hdf5::Element::int64, {3}, year.data());
    put("/short", hdf5::Element::int64, {2}, year.data());
    file.write_text("/text", "words");
    file.close();
  }
  world.barrier();
  const NumberTable table = read(path.string(), columns({"y", "z"}));
  EXPECT_EQ(table.columns, (std::vector<std::string>{"y", "z_0", "z_1"}));
  EXPECT_TRUE(same(table.rows, {{1, 1, 2}, {2, 3, 4}, {missing, 5, 6}}));
  ASSERT_EQ(table.warnings.size(), 1U);
  expect_words(table.warnings.front(), {"column year looks like times", "data.time"});
  NumberTableRequest timed = columns({"z"});
  timed.time = "year";
  EXPECT_TRUE(same(read(path.string(), timed).rows, {{1, 2}, {3, 4}, {missing, missing}, {5, 6}}));
  timed = columns({"y"});
  timed.time = "z";
  expect_words(refusal_of(path.string(), timed), {"data.time", "dataset z has 2 columns"});
  expect_words(refusal_of(path.string(), columns({"yy"})), {"data.column", "nearest name is y"});
  expect_words(refusal_of(path.string(), columns({"text"})), {"dataset text does not hold numbers"});
  expect_words(refusal_of(path.string(), columns({"y", "short"})), {"short has 2 rows", "y has 3"});
  expect_words(refusal_of(path.string(), columns({"y"}, 4)), {"data.length = 4", "only 3 rows"});
}

}  // namespace
}  // namespace starling
