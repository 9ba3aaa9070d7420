// From a potential to n2p2's files.
#include "engine/failure.hpp"
#include "engine/potentials/chemical_elements.hpp"
#include "engine/potentials/n2p2_files.hpp"
#include "kernels/descriptors/cutoffs.hpp"

namespace starling::potentials {
namespace {

std::string settings_text(const Potential& potential) {
  std::string text = "# A potential of Starling.\n";
  const auto put = [&](const std::string& line) { text += line + "\n"; };
  put(fmt::format("number_of_elements {}", potential.elements.size()));
  put(fmt::format("elements {}", fmt::join(potential.elements, " ")));
  for (std::size_t e = 0; e < potential.elements.size(); ++e) {
    put(fmt::format("atom_energy {} {}", potential.elements[e], potential.atom_energies[e]));
  }
  for_each_type<descriptors::Cutoffs>([&](auto known) {
    using Cutoff = typename decltype(known)::type;
    if (potential.cutoff == Cutoff::name) put(fmt::format("cutoff_type {}", Cutoff::n2p2_type));
  });
  if (potential.scaling == Scaling::deviation) put("scale_symmetry_functions_sigma");
  if (potential.scaling == Scaling::range || potential.scaling == Scaling::centred_range)
    put("scale_symmetry_functions");
  if (potential.scaling == Scaling::centred_range) put("center_symmetry_functions");
  put(fmt::format("scale_min_short {}\nscale_max_short {}", potential.low, potential.high));
  put(fmt::format("global_hidden_layers_short {}", potential.hidden.size()));
  put(fmt::format("global_nodes_short {}", fmt::join(potential.hidden, " ")));
  std::string activations;
  for (std::size_t l = 0; l < potential.hidden.size(); ++l) activations += potential.activation == "tanh" ? "t " : "p ";
  put("global_activation_short " + activations + "l");
  for (const SymmetryFunction& function : potential.functions) {
    const auto symbol = [&](int e) { return potential.elements[static_cast<std::size_t>(e)]; };
    const std::string head = fmt::format("symfunction_short {} {} {}", symbol(function.centre),
                                         static_cast<int>(function.kind), symbol(function.first));
    if (function.angular()) {
      put(fmt::format("{} {} {} {} {} {} {}", head, symbol(function.second), function.eta, function.lambda,
                      function.zeta, function.radius, function.shift));
    } else {
      put(fmt::format("{} {} {} {}", head, function.eta, function.shift, function.radius));
    }
  }
  return text;
}

std::string statistics_text(const Potential& potential) {
  std::string text;
  std::size_t at = 0;
  for (int e = 0; std::cmp_less(e, potential.elements.size()); ++e) {
    for (int s = 0; s < potential.function_count(e); ++s, ++at) {
      const FunctionStatistics& of = potential.statistics[at];
      text += fmt::format("{} {} {} {} {} {}\n", e + 1, s + 1, of.smallest, of.largest, of.mean, of.deviation);
    }
  }
  return text;
}

/// Weights as they act; the last layer's take the potential's scale.
std::string weights_text(const TrainedPotential& trained, const std::string& symbol) {
  const learning::ParameterLayout layout = layout_of(trained.potential, 1.0);
  const std::string last = fmt::format("_{}_{}", trained.potential.hidden.size() + 1, symbol);
  std::string text;
  for (const learning::ParameterBlock& block : layout.blocks()) {
    if (!block.name.ends_with("_" + symbol)) continue;
    const double factor = block.name.starts_with("weights") ? weight_factor(trained.potential, block.rows) : 1.0;
    const double scale = block.name.ends_with(last) ? trained.potential.scale : 1.0;
    const auto begin = static_cast<std::size_t>(layout.offset(block.name));
    for (std::size_t k = 0; std::cmp_less(k, block.size()); ++k) {
      text += fmt::format("{}\n", scale * (trained.parameters[begin + k] * factor));
    }
  }
  return text;
}

}  // namespace

N2p2Texts n2p2_texts(const TrainedPotential& trained) {
  const Potential& potential = trained.potential;
  if (potential.repulsion.strength != 0.0) {
    fail(ExitCode::bad_input, "n2p2's potentials have no repulsion of pairs beside the network: it cannot be written");
  }
  if (!potential.hidden.empty() && potential.activation != "tanh" && potential.activation != "softplus") {
    fail(ExitCode::bad_input, "n2p2 has no activation {}: the potential cannot be written", potential.activation);
  }
  N2p2Texts texts = {{"input.nn", settings_text(potential)}, {"scaling.data", statistics_text(potential)}};
  for (const std::string& symbol : potential.elements) {
    texts[fmt::format("weights.{:03}.data", atomic_number(symbol).value())] = weights_text(trained, symbol);
  }
  return texts;
}

}  // namespace starling::potentials
