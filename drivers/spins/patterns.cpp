// The registry of patterns: random signs, sums of examples of them, and those of a file.
#include "drivers/spins/patterns.hpp"

#include <cmath>
#include <sstream>

#include "engine/io/atomic_file.hpp"
#include "engine/io/find_file.hpp"
#include "engine/io/hashed_bytes.hpp"
#include "kernels/math/whole_power.hpp"
#include "kernels/spins/bits.hpp"

namespace starling::spins {
namespace {

/// So many numbers of 32 bits can be added up in 64.
constexpr double most_patterns = 0x1p31;

/// K = round(load N^(P-1)), at least 1.
std::int64_t patterns_at(double load, std::int64_t spins, std::int64_t power) {
  const double count = load * math::whole_power(static_cast<double>(spins), power - 1);
  if (count > most_patterns)
    fail(ExitCode::bad_input,
         "patterns.load: {} times system.spins^(system.power - 1) are {:.3g} patterns, more than {:.3g}", load, count,
         most_patterns);
  if (count < 0.5)
    fail(ExitCode::bad_input, "patterns.load: {} times system.spins^(system.power - 1) is no pattern", load);
  return static_cast<std::int64_t>(std::floor(count + 0.5));
}

GivenPatterns packed(const std::vector<std::string>& patterns) {
  const std::size_t spins = patterns.front().size();
  const auto words = static_cast<std::size_t>(words_of(static_cast<std::int64_t>(patterns.size())));
  GivenPatterns given{std::vector<std::uint64_t>(spins * words, 0), {}, {}};
  for (std::size_t k = 0; k < patterns.size(); ++k)
    for (std::size_t i = 0; i < spins; ++i)
      if (patterns[k][i] == '+')
        given.bits[i * words + k / patterns_together] |= std::uint64_t{1} << (k % patterns_together);
  for (const char sign : patterns.front()) given.first.push_back(sign == '+' ? 1 : -1);
  given.checksum = hash_of(given.bits);
  return given;
}

class RandomPatterns final : public ChosenPatterns {
 public:
  void describe(Schema& schema) override {
    schema.key("load", load_, "K patterns over N^(P-1)").required().greater_than(0).symbol("alpha");
    schema.key("stored", stored_, "whether their bits are kept in memory, or drawn again whenever they are needed")
        .may_change_on_restart();
  }
  [[nodiscard]] PatternPlan make(const Communicator& world, std::int64_t spins, std::int64_t power,
                                 const std::string& /*deck*/) const override {
    PatternPlan plan;
    world.together([&] { plan.count = patterns_at(load_, spins, power); });
    plan.stored = stored_;
    return plan;
  }

 private:
  double load_ = 0.0;
  bool stored_ = true;
};

class Examples final : public ChosenPatterns {
 public:
  void describe(Schema& schema) override {
    schema.key("load", load_, "K patterns over N^(P-1)").required().greater_than(0).symbol("alpha");
    schema.key("examples", examples_, "of each pattern, whose mean is remembered")
        .required()
        .at_least(1)
        .at_most(127)
        .symbol("M");
    schema.key("quality", quality_, "an example's sign is right with probability (1 + r)/2")
        .required()
        .greater_than(0)
        .at_most(1)
        .symbol("r");
  }
  [[nodiscard]] PatternPlan make(const Communicator& world, std::int64_t spins, std::int64_t power,
                                 const std::string& /*deck*/) const override {
    PatternPlan plan;
    world.together([&] { plan.count = patterns_at(load_, spins, power); });
    plan.examples = examples_;
    plan.quality = quality_;
    return plan;
  }

 private:
  double load_ = 0.0;
  std::int64_t examples_ = 0;
  double quality_ = 0.0;
};

class PatternFile final : public ChosenPatterns {
 public:
  void describe(Schema& schema) override {
    schema.key("file", file_, "a line of + and - for each pattern, a sign per spin").required();
  }
  [[nodiscard]] PatternPlan make(const Communicator& world, std::int64_t spins, std::int64_t /*power*/,
                                 const std::string& deck) const override {
    std::string text;
    world.together([&] {
      if (world.is_root()) text = read_text_file(find_file("patterns.file", file_, deck));
    });
    text = world.broadcast(text);
    std::vector<std::string> patterns;
    world.together([&] { patterns = patterns_of(text, spins); });
    PatternPlan plan;
    plan.count = static_cast<std::int64_t>(patterns.size());
    plan.given = std::make_shared<const GivenPatterns>(packed(patterns));
    return plan;
  }

 private:
  [[nodiscard]] std::vector<std::string> patterns_of(const std::string& text, std::int64_t spins) const {
    std::vector<std::string> patterns;
    std::istringstream lines(text);
    std::int64_t number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line.empty()) continue;
      if (line.find_first_not_of("+-") != std::string::npos)
        fail(ExitCode::bad_input, "{}:{}: a pattern is a line of + and -", file_, number);
      if (std::cmp_not_equal(line.size(), spins))
        fail(ExitCode::bad_input, "{}:{}: has {} signs, and system.spins = {}", file_, number, line.size(), spins);
      patterns.push_back(line);
    }
    if (patterns.empty()) fail(ExitCode::bad_input, "patterns.file = {}: holds no pattern", file_);
    return patterns;
  }

  std::string file_;
};

}  // namespace

double PatternPlan::scale() const {
  if (examples == 0) return 1.0;
  const auto number = static_cast<double>(examples);
  return 1.0 / (number * std::sqrt(quality * quality + (1.0 - quality * quality) / number));
}

double PatternPlan::noise() const {
  if (examples == 0) return 0.0;
  return (1.0 - quality * quality) / (static_cast<double>(examples) * quality * quality);
}

double load_of(const PatternPlan& plan, std::int64_t spins, std::int64_t power) {
  return static_cast<double>(plan.count) / math::whole_power(static_cast<double>(spins), power - 1);
}

const Choice& pattern_choice() {
  static const Choice choice("patterns", "What the memory remembers.", "which patterns",
                             {{"random", "Independent signs.", make_chosen<RandomPatterns>},
                              {"supervised", "Means of noisy examples of random signs.", make_chosen<Examples>},
                              {"file", "Signs of a file.", make_chosen<PatternFile>}});
  return choice;
}

}  // namespace starling::spins
