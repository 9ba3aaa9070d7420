// Declaring and checking the keys of [data].
#include "drivers/smc/problem_keys.hpp"

#include "drivers/smc/models/chosen_model.hpp"
#include "engine/deck/words.hpp"

namespace starling::smc {

void describe_data(Schema& schema, ProblemKeys& keys) {
  schema.section("data", "What was observed: columns of a file, or a simulation of the model.");
  schema.key("file", keys.file, "CSV with a header, or HDF5; a path from the working directory or the deck's folder");
  schema.key(
      "column", keys.column,
      "name of the column or dataset; several names, with blanks between, for observations of several components");
  schema.key("time", keys.time, "name of the column that holds each row's time: gaps are times without an observation")
      .unset_means("rows are successive times");
  schema.key("length", keys.length, "how many observations to take, from the first on")
      .at_least(1)
      .unset_means("all of the file")
      .symbol("T");
  schema
      .key("simulate", keys.simulate,
           "number of observations to simulate from the model with the seed, instead of file")
      .at_least(1)
      .at_most(1e8)
      .symbol("T");
}

void check_data(const Schema& schema, const ProblemKeys& keys) {
  const auto* const target = dynamic_cast<const ChosenTarget*>(&*keys.model);
  const bool is_static = target != nullptr;
  const bool wanted = !is_static || target->needs_data();
  const std::string model = fmt::format("model.name = {}", keys.model.name());
  if (!wanted && !keys.file.empty()) schema.refuse("data.file", "does nothing with " + model);
  if (is_static && keys.simulate)
    schema.refuse("data.simulate", "does nothing with " + model + ", which does not move");
  if (!keys.file.empty() && keys.simulate) {
    schema.refuse("data.simulate", "there is data.file already: give one of the two");
  }
  if (wanted && keys.file.empty() && !keys.simulate) {
    schema.refuse("data.file", is_static ? "is missing: " + model + " needs it"
                                         : std::string("is missing: give a file, or data.simulate = T"));
  }
  if (keys.file.empty() && !keys.column.empty()) schema.refuse("data.column", "does nothing without data.file");
  if (keys.file.empty() && !keys.time.empty()) schema.refuse("data.time", "does nothing without data.file");
  if (is_static && !keys.time.empty())
    schema.refuse("data.time", "does nothing with " + model + ", whose rows have no order");
  if (keys.file.empty() && keys.length) schema.refuse("data.length", "does nothing without data.file");
  if (!keys.file.empty() && keys.column.empty()) schema.refuse("data.column", "is missing: which column of data.file?");
}

std::vector<std::string> column_names(const ProblemKeys& keys) { return words_in(keys.column); }

}  // namespace starling::smc
