// A deck with a key of every kind, and how tests read it and catch what is wrong with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/deck/schema.hpp"

namespace starling::testing_support {

enum class Start { blob, uniform, lattice };

/// A struct and the schema that fills it.
struct ExampleDeck {
  std::uint64_t seed = 1;
  std::int64_t particles = 0;
  std::optional<double> packing_fraction;
  std::vector<double> box;
  Start start = Start::blob;
  std::optional<std::string> start_file;
  int dimension = 2;
  std::string model = "active_ou";
  double time_step = 0.1;
  std::optional<double> skin;
  std::optional<std::int64_t> rebalance_every = 1000;
  bool chiral = false;
  Schema schema{"example", "A deck for tests."};

  ExampleDeck() {
    schema.section("run", "How long, and with which noise.");
    schema.key("seed", seed, "seed of the noise");
    schema.section("system", "What is simulated.");
    schema.key("particles", particles, "number of particles").at_least(1).required();
    schema.key("packing_fraction", packing_fraction, "covered share of the box").greater_than(0).at_most(0.9);
    schema.key("box", box, "edges of the box").each_greater_than(0).unit("length").symbol("L");
    schema.key("start", start, {{"blob", Start::blob}, {"uniform", Start::uniform}, {"lattice", Start::lattice}},
               "where particles start");
    schema.key("start_file", start_file, "file of the start").unset_means("none");
    schema.key("dimension", dimension, "dimensions of space").at_least(1).at_most(3);
    schema.section("dynamics", "How particles move.");
    schema.key("model", model, "equation of motion | model").one_of({"active_ou", "brownian"});
    schema.key("time_step", time_step, "time step").greater_than(0).less_than(10).unit("time").symbol("dt");
    schema.key("chiral", chiral, "whether swimmers turn");
    schema.section("tuning", "What changes the time only.");
    schema.key("skin", skin, "extra reach of the lists").greater_than(0).or_word("auto").may_change_on_restart();
    schema.key("rebalance_every", rebalance_every, "steps").at_least(1).or_word("never").may_change_on_restart();
  }

  /// Reads a deck whose first line, the job, is added here: the first line of `lines` is line 2 of mips.ini.
  void read(const std::string& lines, const std::vector<Assignment>& command_line = {}) {
    schema.read("job = example\n" + lines, "mips.ini", command_line);
  }
};

/// A key as the command line gives it.
inline Assignment argument(const std::string& key, const std::string& value) { return {key, value, {}, 0}; }

/// The sentence of the bad input that `action` complains of; says so if there is none.
template <class Action>
std::string complaint_of(Action&& action) {
  try {
    action();
  } catch (const Failure& failure) {
    return failure.code() == ExitCode::bad_input ? failure.what() : std::string("not bad input: ") + failure.what();
  }
  return "no complaint";
}

}  // namespace starling::testing_support
