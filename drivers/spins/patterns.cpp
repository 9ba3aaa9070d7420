// The registry of patterns: random signs, sums of examples of them, and those of a file.
#include "drivers/spins/patterns.hpp"

#include <cmath>
#include <filesystem>
#include <sstream>

#include "engine/io/atomic_file.hpp"

namespace starling::spins {
namespace {

constexpr double most_patterns = 1e10;

/// K = round(load N^(P-1)), at least 1.
std::int64_t patterns_at(double load, std::int64_t spins, std::int64_t power) {
  double count = load;
  for (std::int64_t k = 1; k < power; ++k) count *= static_cast<double>(spins);
  if (count > most_patterns)
    fail(ExitCode::bad_input,
         "patterns.load: {} times system.spins^(system.power - 1) are {:.3g} patterns, more than {}", load, count,
         most_patterns);
  if (count < 0.5)
    fail(ExitCode::bad_input, "patterns.load: {} times system.spins^(system.power - 1) is no pattern", load);
  return static_cast<std::int64_t>(std::floor(count + 0.5));
}

class RandomPatterns final : public ChosenPatterns {
 public:
  void describe(Schema& schema) override {
    schema.key("load", load_, "K patterns over N^(P-1)").required().greater_than(0).symbol("alpha");
    schema.key("stored", stored_, "whether their bits are kept in memory, or drawn again whenever they are needed");
  }
  [[nodiscard]] PatternPlan make(const Communicator& /*world*/, std::int64_t spins, std::int64_t power,
                                 const std::string& /*deck*/) const override {
    PatternPlan plan;
    plan.count = patterns_at(load_, spins, power);
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
  [[nodiscard]] PatternPlan make(const Communicator& /*world*/, std::int64_t spins, std::int64_t power,
                                 const std::string& /*deck*/) const override {
    PatternPlan plan;
    plan.count = patterns_at(load_, spins, power);
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
      if (!world.is_root()) return;
      const std::filesystem::path beside = std::filesystem::path(deck).parent_path() / file_;
      std::error_code none;
      const bool as_given = std::filesystem::exists(file_, none);
      if (!as_given && !std::filesystem::exists(beside, none))
        fail(ExitCode::bad_input, "patterns.file = {}: there is no such file", file_);
      text = read_text_file(as_given ? std::filesystem::path(file_) : beside);
    });
    text = world.broadcast(text);
    PatternPlan plan;
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
      plan.given.push_back(line);
    }
    if (plan.given.empty()) fail(ExitCode::bad_input, "patterns.file = {}: holds no pattern", file_);
    plan.count = static_cast<std::int64_t>(plan.given.size());
    return plan;
  }

 private:
  std::string file_;
};

}  // namespace

double PatternPlan::scale() const {
  if (examples == 1) return 1.0;
  const auto number = static_cast<double>(examples);
  return 1.0 / (number * std::sqrt(quality * quality + (1.0 - quality * quality) / number));
}

double PatternPlan::noise() const {
  return (1.0 - quality * quality) / (static_cast<double>(examples) * quality * quality);
}

const Choice& pattern_choice() {
  static const Choice choice("patterns", "What the memory remembers.", "which patterns",
                             {{"random", "Independent signs.", make_chosen<RandomPatterns>},
                              {"supervised", "Means of noisy examples of random signs.", make_chosen<Examples>},
                              {"file", "Signs of a file.", make_chosen<PatternFile>}});
  return choice;
}

}  // namespace starling::spins
