// Which keywords of an input.nn are taken, and which passed over.
#include <algorithm>
#include <set>

#include "engine/deck/value.hpp"
#include "engine/failure.hpp"
#include "engine/potentials/n2p2_settings.hpp"

namespace starling::potentials {
namespace {

/// What a potential is made of.
constexpr std::string_view read_keywords[] = {"number_of_elements",
                                              "elements",
                                              "atom_energy",
                                              "cutoff_type",
                                              "symfunction_short",
                                              "scale_symmetry_functions",
                                              "scale_symmetry_functions_sigma",
                                              "center_symmetry_functions",
                                              "scale_min_short",
                                              "scale_max_short",
                                              "global_hidden_layers_short",
                                              "global_nodes_short",
                                              "global_activation_short"};

/// What directs a training and changes no potential.
constexpr std::string_view training_keywords[] = {"random_seed",
                                                  "test_fraction",
                                                  "epochs",
                                                  "use_short_forces",
                                                  "energy_fraction",
                                                  "force_fraction",
                                                  "short_energy_fraction",
                                                  "short_force_fraction",
                                                  "short_energy_error_threshold",
                                                  "short_force_error_threshold",
                                                  "force_weight",
                                                  "use_old_weights_short",
                                                  "weights_min",
                                                  "weights_max",
                                                  "nguyen_widrow_weights_short",
                                                  "precondition_weights",
                                                  "main_error_metric",
                                                  "repeated_energy_update",
                                                  "updater_type",
                                                  "parallel_mode",
                                                  "jacobian_mode",
                                                  "update_strategy",
                                                  "memorize_symfunc_results"};
constexpr std::string_view training_families[] = {"kalman_", "gradient_",      "rmse_threshold",
                                                  "write_",  "selection_mode", "task_batch_size_"};

/// Names of the potential without charges: n2p2's number of it was 0 and is 2.
constexpr std::string_view short_range_types[] = {"2G-HDNNP", "2", "0"};

bool contains(const auto& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

bool directs_training(std::string_view keyword) {
  return contains(training_keywords, keyword) ||
         std::any_of(std::begin(training_families), std::end(training_families),
                     [&](std::string_view family) { return keyword.starts_with(family); });
}

}  // namespace

void check_n2p2_keywords(const std::vector<N2p2Line>& lines) {
  std::set<std::string> seen;
  for (const N2p2Line& line : lines) {
    const std::string& keyword = line.words.front();
    if (keyword == "nnp_type" || keyword == "nn_type") {
      if (!contains(short_range_types, line.word(1))) {
        fail(ExitCode::bad_input, "{}: {} = {} is not read: only short-range potentials (2G-HDNNP) are", line.place,
             keyword, shown(line.word(1)));
      }
    } else if (!contains(read_keywords, keyword) && !directs_training(keyword)) {
      fail(ExitCode::bad_input, "{}: {} is not read: it may make another potential of the same weights", line.place,
           shown(keyword));
    }
    if (keyword == "symfunction_short") continue;
    const std::string unique = keyword == "atom_energy" ? keyword + " " + line.word(1) : keyword;
    if (!seen.insert(unique).second) fail(ExitCode::bad_input, "{}: {} is there twice", line.place, shown(unique));
  }
}

}  // namespace starling::potentials
