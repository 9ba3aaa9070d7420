// Damage done to decks and command lines, decided by a seed.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/deck_entry.hpp"

namespace starling::test {

class Mutations {
 public:
  /// `decks` are healthy ones, to start from and to take pieces of.
  Mutations(std::vector<std::string> decks, std::uint64_t seed) : decks_(std::move(decks)), random_(seed) {}

  /// One of the decks with a few edits, and every second time a command line.
  FuzzedInput next() {
    FuzzedInput input{decks_[below(decks_.size())], {}};
    for (std::size_t edits = below(4); edits > 0; --edits) edit(input.bytes);
    if (below(2) == 0) {
      for (std::size_t words = 1 + below(3); words > 0; --words) input.words.push_back(word());
    }
    return input;
  }

 private:
  // std::uniform_int_distribution differs between libraries; the bias of a remainder does not matter here.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

  template <class List>
  const auto& one_of(const List& list) {
    return list[below(list.size())];
  }

  /// The number, name or noise that takes a value's place.
  std::string value() {
    static const std::vector<std::string> values = {"0",
                                                    "-1",
                                                    "1",
                                                    "2",
                                                    "3",
                                                    "7",
                                                    "0.5",
                                                    "1e-3",
                                                    "1e308",
                                                    "1e309",
                                                    "-1e308",
                                                    "1e-320",
                                                    "1e-999999999",
                                                    "9223372036854775807",
                                                    "9223372036854775808",
                                                    "18446744073709551616",
                                                    "2147483648",
                                                    "1e18",
                                                    "1e999999999999",
                                                    "0.1e1",
                                                    "nan",
                                                    "inf",
                                                    "-inf",
                                                    "true",
                                                    "off",
                                                    "",
                                                    "none",
                                                    "auto",
                                                    "0x10",
                                                    "1,2",
                                                    "1,,2",
                                                    "1 2 3",
                                                    "3,",
                                                    "\xC3\xA9\xE2\x82\xAC\xF0\x9F\xA6\x86",
                                                    "\xFF\xFE",
                                                    "{}",
                                                    "%s%n",
                                                    "\"quoted\"",
                                                    "a=b",
                                                    "../..",
                                                    "[run]",
                                                    "active_brownian",
                                                    "brownian",
                                                    "wca",
                                                    "softplus",
                                                    "harmonic",
                                                    "spring",
                                                    "ring",
                                                    "harmonic_trap",
                                                    "lattice",
                                                    "blob",
                                                    "file",
                                                    "guided",
                                                    "paris_gibbs",
                                                    "tempering",
                                                    "ffbs",
                                                    "multinomial",
                                                    "stochastic_volatility",
                                                    "gordon",
                                                    "lorenz_96",
                                                    "linear_gaussian",
                                                    "logistic",
                                                    "linear",
                                                    "equivariant",
                                                    "gelu",
                                                    "radam",
                                                    "cosine",
                                                    "active_ou"};
    if (below(20) == 0) return std::string(1 + below(100000), one_of(std::string("9a.[{ ")));
    return one_of(values);
  }

  std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      lines.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    if (lines.empty()) lines.emplace_back();
    return lines;
  }

  std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }

  void edit(std::string& text) {
    if (below(2) == 0) {
      edit_bytes(text);
    } else {
      edit_lines(text);
    }
  }

  void edit_bytes(std::string& text) {
    using std::string_literals::operator""s;  // which counts, also behind a zero
    if (text.empty()) return;
    const std::size_t place = below(text.size());
    const std::size_t length = 1 + below(20);
    switch (below(7)) {
      case 0:
        text[place] = static_cast<char>(text[place] ^ (1 << below(8)));
        break;
      case 1:
        text.insert(place, 1, one_of("=[]#;.,-+eE019 \t\r\n\"\\%{}\0\x7f\x80\xff"s));
        break;
      case 2:
        text.erase(place, length);
        break;
      case 3:
        text.resize(place);
        break;
      case 4: {
        const std::string& other = one_of(decks_);
        text = text.substr(0, place) + other.substr(below(other.size()));
        break;
      }
      case 5:
        text.insert(below(text.size()), text.substr(place, length));
        break;
      default:
        text.insert(place, below(20) == 0 ? 200000 : length, one_of(std::string("[]=.a0 \n\xC3")));
        break;
    }
  }

  void edit_lines(std::string& text) {
    std::vector<std::string> lines = lines_of(text);
    std::string& line = lines[below(lines.size())];
    switch (below(6)) {
      case 0:
      case 1:
        if (const std::size_t equals = line.find('='); equals != std::string::npos) {
          line = line.substr(0, equals + 1) + " " + value();
        }
        break;
      case 2:
        line.clear();
        break;
      case 3:
        lines.push_back(std::string(line));
        break;
      case 4:
        std::swap(line, lines[below(lines.size())]);
        break;
      default:
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(below(lines.size())),
                     one_of(lines_of(one_of(decks_))));
        break;
    }
    text = joined(lines);
  }

  /// A key of some deck as an option, with its own value or another, or something that is not one.
  std::string word() {
    std::string section;
    std::vector<std::string> options = {"--dry-run", "--restart", "--wall-limit=" + value(), "--" + value(), value()};
    for (const std::string& line : lines_of(one_of(decks_))) {
      if (line.starts_with('[')) section = line.substr(1, line.find(']') - 1);
      const std::size_t equals = line.find('=');
      if (equals == std::string::npos || section.empty()) continue;
      const std::string key = line.substr(0, line.find_last_not_of(' ', equals - 1) + 1);
      options.push_back("--" + section + "." + key + "=" + (below(3) == 0 ? line.substr(equals + 1) : value()));
    }
    std::string option = one_of(options);
    if (below(8) == 0) edit_bytes(option);
    return option.substr(0, option.find('\0'));
  }

  std::vector<std::string> decks_;
  std::mt19937_64 random_;
};

}  // namespace starling::test
