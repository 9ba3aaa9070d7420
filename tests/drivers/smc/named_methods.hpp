// Methods by the text of a deck's section.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "drivers/smc/methods/chosen_method.hpp"
#include "drivers/smc/methods/methods.hpp"
#include "drivers/smc/problem.hpp"
#include "engine/deck/selection.hpp"

namespace starling::smc::testing_support {

/// What the section [method] of a deck makes of these lines.
inline SelectionOf<ChosenMethod> named_method(const std::string& lines) {
  const std::string deck = "job = test\n[method]\n" + lines;
  SelectionOf<ChosenMethod> chosen(method_choice());
  chosen.choose(read_assignments(deck, "deck"));
  Schema schema("test", "");
  chosen.describe(schema);
  schema.read(deck, "deck");
  return chosen;
}

/// The sentence with which the method of these lines refuses them, or a problem; empty if it takes both.
inline std::string refused_by_method(const Problem& problem, const std::string& lines) {
  const auto chosen = named_method(lines);
  try {
    chosen->check();
    chosen->check_needs(problem);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::bad_input);
    return failure.what();
  }
  return "";
}

}  // namespace starling::smc::testing_support
