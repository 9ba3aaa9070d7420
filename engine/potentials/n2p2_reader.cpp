// From n2p2's files to a potential.
#include <algorithm>
#include <set>
#include "engine/deck/value.hpp"
#include "engine/failure.hpp"
#include "engine/potentials/chemical_elements.hpp"
#include "engine/potentials/n2p2_files.hpp"
#include "engine/potentials/n2p2_settings.hpp"
#include "kernels/descriptors/cutoffs.hpp"

namespace starling::potentials {
namespace {

constexpr const char* settings_name = "input.nn";
constexpr const char* scaling_name = "scaling.data";

using Lines = std::vector<N2p2Line>;

bool has(const Lines& lines, const std::string& keyword) { return !lines_of(lines, keyword).empty(); }

void read_elements(const Lines& lines, const std::string& name, Potential& potential) {
  const N2p2Line elements = line_of(lines, "elements", name);
  potential.elements.assign(elements.words.begin() + 1, elements.words.end());
  const N2p2Line count = line_of(lines, "number_of_elements", name);
  if (std::cmp_not_equal(potential.elements.size(), count.whole_number(1))) {
    fail(ExitCode::bad_input, "{}: there are {} elements, number_of_elements is {}", elements.place,
         potential.elements.size(), count.word(1));
  }
  potential.atom_energies.assign(potential.elements.size(), 0.0);
}

int element_at(const Potential& potential, const N2p2Line& line, std::size_t k) {
  const auto found = std::find(potential.elements.begin(), potential.elements.end(), line.word(k));
  if (found == potential.elements.end()) {
    fail(ExitCode::bad_input, "{}: {} is not among the elements", line.place, line.word(k));
  }
  return static_cast<int>(found - potential.elements.begin());
}

void read_cutoff(const Lines& lines, const std::string& name, Potential& potential) {
  const N2p2Line line = line_of(lines, "cutoff_type", name);
  const int type = line.whole_number(1);
  if (line.words.size() > 2 && line.number(2) != 0.0) {
    fail(ExitCode::bad_input, "{}: an inner cutoff of {} is not read", line.place, line.word(2));
  }
  potential.cutoff.clear();
  for_each_type<descriptors::Cutoffs>([&](auto known) {
    using Cutoff = typename decltype(known)::type;
    if (Cutoff::n2p2_type == type) potential.cutoff = Cutoff::name;
  });
  if (potential.cutoff.empty()) fail(ExitCode::bad_input, "{}: there is no cutoff type {} here", line.place, type);
}

void read_scaling(const Lines& lines, Potential& potential) {
  const bool range = has(lines, "scale_symmetry_functions");
  const bool centre = has(lines, "center_symmetry_functions");
  const bool deviation = has(lines, "scale_symmetry_functions_sigma");
  if (centre && !range) {
    fail(ExitCode::bad_input, "{}: n2p2 only centres functions with this keyword, which is not read: leave it out",
         line_of(lines, "center_symmetry_functions", settings_name).place);
  }
  potential.scaling = Scaling::none;
  if (deviation) potential.scaling = Scaling::deviation;
  if (range) potential.scaling = centre ? Scaling::centred_range : Scaling::range;
  if (has(lines, "scale_min_short")) potential.low = line_of(lines, "scale_min_short", settings_name).number(1);
  if (has(lines, "scale_max_short")) potential.high = line_of(lines, "scale_max_short", settings_name).number(1);
  if (!(potential.low < potential.high)) {
    fail(ExitCode::bad_input, "{}: scale_max_short must be above scale_min_short", settings_name);
  }
}

void read_layers(const Lines& lines, Potential& potential) {
  const int hidden = line_of(lines, "global_hidden_layers_short", settings_name).whole_number(1);
  const N2p2Line nodes = line_of(lines, "global_nodes_short", settings_name);
  const N2p2Line activations = line_of(lines, "global_activation_short", settings_name);
  for (int l = 0; l < hidden; ++l) {
    const auto word = static_cast<std::size_t>(l) + 1;
    potential.hidden.push_back(nodes.whole_number(word));
    if (activations.word(word) != activations.word(1)) {
      fail(ExitCode::bad_input, "{}: all hidden layers must have one activation", activations.place);
    }
  }
  if (activations.word(static_cast<std::size_t>(hidden) + 1) != "l") {
    fail(ExitCode::bad_input, "{}: the output's activation must be l", activations.place);
  }
  if (hidden == 0) return;
  const std::string& name = activations.word(1);
  if (name != "t" && name != "p") {
    fail(ExitCode::bad_input, "{}: the activation {} is not read: only t and p are", activations.place, shown(name));
  }
  potential.activation = name == "t" ? "tanh" : "softplus";
}

SymmetryFunction function_in(const N2p2Line& line, const Potential& potential) {
  SymmetryFunction function;
  function.centre = element_at(potential, line, 1);
  const int type = line.whole_number(2);
  if (type != 2 && type != 3 && type != 9) {
    fail(ExitCode::bad_input, "{}: symmetry functions of type {} are not read: only 2, 3 and 9 are", line.place, type);
  }
  function.kind = static_cast<SymmetryFunction::Kind>(type);
  function.first = element_at(potential, line, 3);
  if (!function.angular()) {
    function.second = function.first;
    function.eta = line.number(4);
    function.shift = line.number(5);
    function.radius = line.number(6);
    return function;
  }
  function.second = element_at(potential, line, 4);
  function.eta = line.number(5);
  function.lambda = line.whole_number(6);
  function.zeta = line.whole_number(7);
  function.radius = line.number(8);
  function.shift = line.words.size() > 9 ? line.number(9) : 0.0;
  return function;
}

const std::string& text_of(const N2p2Texts& texts, const std::string& name) {
  const auto found = texts.find(name);
  if (found == texts.end()) fail(ExitCode::bad_input, "{}: there is no such file", name);
  return found->second;
}

void read_statistics(const N2p2Texts& texts, Potential& potential) {
  const Lines lines = n2p2_lines(text_of(texts, scaling_name), scaling_name);
  std::size_t at = 0;
  for (int e = 0; std::cmp_less(e, potential.elements.size()); ++e) {
    for (int s = 0; s < potential.function_count(e); ++s, ++at) {
      if (at >= lines.size()) {
        fail(ExitCode::bad_input, "{}: there are {} lines for {} symmetry functions", scaling_name, lines.size(),
             potential.functions.size());
      }
      const N2p2Line& line = lines[at];
      if (line.whole_number(0) != e + 1 || line.whole_number(1) != s + 1) {
        fail(ExitCode::bad_input, "{}: function {} of {} should stand here", line.place, s + 1,
             potential.elements[static_cast<std::size_t>(e)]);
      }
      const FunctionStatistics of{line.number(2), line.number(3), line.number(4),
                                  line.words.size() > 5 ? line.number(5) : 0.0};
      if (!can_be_scaled(potential.scaling, of)) {
        fail(ExitCode::bad_input, "{}: the function cannot be scaled: it has the same value everywhere", line.place);
      }
      potential.statistics.push_back(of);
    }
  }
  if (at != lines.size()) fail(ExitCode::bad_input, "{}: belongs to no symmetry function", lines[at].place);
}

void read_weights(const N2p2Texts& texts, const std::string& symbol, const Potential& potential,
                  std::vector<double>& parameters) {
  const learning::ParameterLayout layout = layout_of(potential, 1.0);
  const std::string name = fmt::format("weights.{:03}.data", atomic_number(symbol).value());
  const Lines lines = n2p2_lines(text_of(texts, name), name);
  std::size_t at = 0;
  for (const learning::ParameterBlock& block : layout.blocks()) {
    if (!block.name.ends_with("_" + symbol)) continue;
    const double factor = block.name.starts_with("weights") ? weight_factor(potential, block.rows) : 1.0;
    const auto begin = static_cast<std::size_t>(layout.offset(block.name));
    for (std::size_t k = 0; std::cmp_less(k, block.size()); ++k, ++at) {
      if (at >= lines.size()) fail(ExitCode::bad_input, "{}: ends after {} weights", name, lines.size());
      parameters[begin + k] = lines[at].number(0) / factor;
    }
  }
  if (at != lines.size()) fail(ExitCode::bad_input, "{}: has {} weights, not {}", name, lines.size(), at);
}

}  // namespace

void take_n2p2_functions(const std::string& text, const std::string& name, Potential& potential) {
  const Lines lines = n2p2_lines(text, name);
  check_n2p2_keywords(lines);
  Potential read;
  read_elements(lines, name, read);
  if (std::set<std::string>(read.elements.begin(), read.elements.end()) !=
      std::set<std::string>(potential.elements.begin(), potential.elements.end())) {
    fail(ExitCode::bad_input, "{}: has functions of {}, the data have {}", name, fmt::join(read.elements, " "),
         fmt::join(potential.elements, " "));
  }
  read_cutoff(lines, name, read);
  for (const N2p2Line& line : lines_of(lines, "symfunction_short")) read.functions.push_back(function_in(line, read));
  potential.elements = read.elements;
  potential.cutoff = read.cutoff;
  potential.functions = read.functions;
}

TrainedPotential parse_n2p2(const N2p2Texts& texts) {
  const Lines lines = n2p2_lines(text_of(texts, settings_name), settings_name);
  check_n2p2_keywords(lines);
  TrainedPotential trained;
  Potential& potential = trained.potential;
  read_elements(lines, settings_name, potential);
  for (const N2p2Line& line : lines_of(lines, "atom_energy")) {
    potential.atom_energies[static_cast<std::size_t>(element_at(potential, line, 1))] = line.number(2);
  }
  read_cutoff(lines, settings_name, potential);
  read_scaling(lines, potential);
  read_layers(lines, potential);
  for (const N2p2Line& line : lines_of(lines, "symfunction_short")) {
    potential.functions.push_back(function_in(line, potential));
  }
  put_in_order(potential, settings_name);
  read_statistics(texts, potential);
  trained.parameters.resize(static_cast<std::size_t>(layout_of(potential, 1.0).size()));
  for (const std::string& symbol : potential.elements) read_weights(texts, symbol, potential, trained.parameters);
  return trained;
}

}  // namespace starling::potentials
