// Values from text and back.
#include "engine/deck/value.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "engine/deck/words.hpp"

namespace starling {
namespace {

template <class Value>
Value parsed(std::string_view text) {
  Value value{};
  EXPECT_EQ(parse_value(text, value), "") << text;
  return value;
}

template <class Value>
Complaint value_complaint(std::string_view text) {
  Value value{};
  return parse_value(text, value);
}

TEST(WholeNumbers, AreReadExactly) {
  EXPECT_EQ(parsed<std::int64_t>("4096"), 4096);
  EXPECT_EQ(parsed<std::int64_t>("+7"), 7);
  EXPECT_EQ(parsed<std::int64_t>("-0"), 0);
  EXPECT_EQ(parsed<std::int64_t>("1e6"), 1'000'000);
  EXPECT_EQ(parsed<std::int64_t>("2.5E+3"), 2500);
  EXPECT_EQ(parsed<std::int64_t>("12000e-3"), 12);
  EXPECT_EQ(parsed<std::int64_t>("3.000"), 3);
  EXPECT_EQ(parsed<std::int64_t>("0e999999999999999999999"), 0);
  EXPECT_EQ(parsed<std::int64_t>("9007199254740993.0"), 9007199254740993);  // a double would round it
  EXPECT_EQ(parsed<std::int64_t>("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parsed<std::int64_t>("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parsed<std::uint64_t>("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(parsed<int>("-2147483648"), std::numeric_limits<int>::min());
}

TEST(WholeNumbers, RefuseWhatIsNotOne) {
  EXPECT_EQ(value_complaint<std::int64_t>("3.5"), "must be a whole number");
  EXPECT_EQ(value_complaint<std::int64_t>("1e-3"), "must be a whole number");
  EXPECT_EQ(value_complaint<std::int64_t>("five"), "must be a whole number");
  EXPECT_EQ(value_complaint<std::int64_t>("."), "must be a whole number");
  EXPECT_EQ(value_complaint<std::int64_t>("-"), "must be a whole number");
  EXPECT_EQ(value_complaint<std::int64_t>("+-5"), "must be a whole number");
  EXPECT_EQ(value_complaint<std::int64_t>("nan"), "must be a whole number, and a finite one");
  EXPECT_EQ(value_complaint<std::int64_t>("-inf"), "must be a whole number, and a finite one");
  EXPECT_EQ(value_complaint<std::int64_t>("10x"), "must be a whole number, but \"x\" follows \"10\"");
  EXPECT_EQ(value_complaint<std::int64_t>("10 20"), "must be a whole number, but \"20\" follows \"10\"");
  EXPECT_EQ(value_complaint<std::int64_t>("1e"), "must be a whole number, but \"e\" follows \"1\"");
  EXPECT_EQ(value_complaint<std::int64_t>("0x10"), "must be a whole number, but \"x10\" follows \"0\"");
}

TEST(WholeNumbers, RefuseOverflow) {
  EXPECT_EQ(value_complaint<std::int64_t>("9223372036854775808"), "must be at most 9223372036854775807");
  EXPECT_EQ(value_complaint<std::int64_t>("1e999999999999999999999"), "must be at most 9223372036854775807");
  EXPECT_EQ(value_complaint<std::int64_t>("-1e19"), "must be at least -9223372036854775808");
  EXPECT_EQ(value_complaint<std::uint64_t>("18446744073709551616"), "must be at most 18446744073709551615");
  EXPECT_EQ(value_complaint<std::uint64_t>("-1"), "must not be negative");
  EXPECT_EQ(value_complaint<std::uint64_t>("-1e40"), "must not be negative");
  EXPECT_EQ(value_complaint<int>("2147483648"), "must be at most 2147483647");
  EXPECT_EQ(value_complaint<int>("-2147483649"), "must be at least -2147483648");
}

TEST(Numbers, AreReadWhole) {
  EXPECT_EQ(parsed<double>("0.1"), 0.1);
  EXPECT_EQ(parsed<double>("+1e-4"), 1e-4);
  EXPECT_EQ(parsed<double>("-.5"), -0.5);
  EXPECT_EQ(parsed<double>("5e-324"), 5e-324);
  EXPECT_TRUE(std::signbit(parsed<double>("-0")));
}

TEST(Numbers, RefuseWhatIsNotOne) {
  EXPECT_EQ(value_complaint<double>("x"), "must be a number");
  EXPECT_EQ(value_complaint<double>("+-1"), "must be a number");
  EXPECT_EQ(value_complaint<double>("NaN"), "must be a number, and a finite one");
  EXPECT_EQ(value_complaint<double>("nan(7)"), "must be a number, and a finite one");
  EXPECT_EQ(value_complaint<double>("+infinity"), "must be a number, and a finite one");
  EXPECT_EQ(value_complaint<double>("0,1"), "must be a number, but \",1\" follows \"0\"");
  EXPECT_EQ(value_complaint<double>("0.1.2"), "must be a number, but \".2\" follows \"0.1\"");
  EXPECT_EQ(value_complaint<double>("1e400"), "is outside the range of double precision");
  EXPECT_EQ(value_complaint<double>("-1e400"), "is outside the range of double precision");
  EXPECT_EQ(value_complaint<double>("1e-400"), "is outside the range of double precision");
}

TEST(Numbers, KeepTheirBitsThroughText) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    const std::string text = text_of(value).value();
    ASSERT_EQ(std::bit_cast<std::uint64_t>(parsed<double>(text)), std::bit_cast<std::uint64_t>(value)) << text;
  }
}

TEST(TruthValues, HaveSeveralNames) {
  for (const char* yes : {"true", "yes", "on", "1"}) EXPECT_TRUE(parsed<bool>(yes));
  for (const char* no : {"false", "no", "off", "0"}) EXPECT_FALSE(parsed<bool>(no));
  EXPECT_EQ(value_complaint<bool>("maybe"), "must be true or false");
  EXPECT_EQ(text_of(true), "true");
  EXPECT_EQ(text_of(false), "false");
}

TEST(Texts, MustSurviveADeck) {
  EXPECT_EQ(parsed<std::string>("runs/a = b"), "runs/a = b");
  EXPECT_EQ(value_complaint<std::string>("a#b;c"), "");
  EXPECT_EQ(value_complaint<std::string>("a\nb"), "must not contain control characters");
}

TEST(Lists, AreSeparatedByBlanksOrCommas) {
  const std::vector<double> expected = {1, 2.5, 3};
  for (const char* text : {"1 2.5 3", "1,2.5,3", "1, 2.5 ,\t3", "  1  2.5 3 "}) {
    EXPECT_EQ(parsed<std::vector<double>>(text), expected) << text;
  }
  EXPECT_EQ(parsed<std::vector<double>>("7"), std::vector<double>{7});
  EXPECT_EQ(text_of(expected), "1, 2.5, 3");
}

TEST(Lists, RefuseWhatIsNotOne) {
  EXPECT_EQ(value_complaint<std::vector<double>>(""), "must be one number or several");
  EXPECT_EQ(value_complaint<std::vector<double>>("1,,2"), "must be numbers separated by blanks or single commas");
  EXPECT_EQ(value_complaint<std::vector<double>>(",1"), "must be numbers separated by blanks or single commas");
  EXPECT_EQ(value_complaint<std::vector<double>>("1,"), "ends in a comma");
  EXPECT_EQ(value_complaint<std::vector<double>>("1 2x"), "item 2 must be a number, but \"x\" follows \"2\"");
  EXPECT_EQ(value_complaint<std::vector<double>>("1 nan"), "item 2 must be a number, and a finite one");
}

TEST(Unset, HasNoText) {
  EXPECT_EQ(text_of(std::optional<double>{}), std::nullopt);
  EXPECT_EQ(text_of(std::optional<double>{2}), "2");
  EXPECT_EQ(text_of(std::string{}), std::nullopt);
  EXPECT_EQ(text_of(std::vector<double>{}), std::nullopt);
}

TEST(Shown, IsOneShortLine) {
  EXPECT_EQ(shown("a\nb\x01"), "a?b?");
  EXPECT_EQ(shown(std::string(1000, 'x')).size(), 203u);
}

TEST(Words, StandBetweenBlanks) {
  EXPECT_EQ(words_in("  one\ttwo\r\n three "), (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_TRUE(words_in(" \t").empty());
}

}  // namespace
}  // namespace starling
