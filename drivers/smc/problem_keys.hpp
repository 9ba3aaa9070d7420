// What is computed with, as a deck says it: a model and its observations, or a target and its data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/smc/models/models.hpp"
#include "engine/deck/selection.hpp"

namespace starling::smc {

/// The keys of [model] and [data], and the seed with which data are simulated.
struct ProblemKeys {
  std::uint64_t seed = 1;
  // [model]
  SelectionOf<Chosen> model{model_choice()};
  // [data]
  std::string file;
  std::string column;
  std::string time;
  std::optional<std::int64_t> length;
  std::optional<std::int64_t> simulate;
};

/// Declares the section [data].
void describe_data(Schema& schema, ProblemKeys& keys);

/// Refuses keys of [data] that contradict each other, that the model needs, or that would do nothing.
void check_data(const Schema& schema, const ProblemKeys& keys);

/// The names in `column`, which blanks separate.
[[nodiscard]] std::vector<std::string> column_names(const ProblemKeys& keys);

}  // namespace starling::smc
