// Names and numbers.
#include "drivers/score/training_results.hpp"

#include <fmt/format.h>

#include <cmath>

namespace starling::score {

std::vector<std::string> training_columns(std::span<const active::Block> blocks) {
  std::vector<std::string> names{
      "update",         "loss",          "held_out_loss", "certified_rate", "captured_fraction",
      "captured_error", "gradient_norm", "learning_rate"};
  if (blocks.size() == 1) return names;
  for (const active::Block block : blocks) {
    for (const char* name : {"loss", "held_out_loss", "certified_rate"}) {
      names.push_back(fmt::format("{}_{}", name, active::name_of(block)));
    }
  }
  return names;
}

std::vector<Result> training_results(const Deck& deck, std::span<const active::Block> blocks,
                                     const std::optional<Certificate>& certificate) {
  std::vector<Result> found;
  const auto add = [&](const std::string& name, const MeanAndError& value, const std::string& reason = {}) {
    Result result{name};
    result.samples = certificate ? deck.all_held_out_frames() : 0;
    if (!certificate) {
      result.reason = "the training has not ended";
    } else {
      result.mean = value.mean;
      result.error = value.error;
      if (!std::isfinite(value.mean)) result.reason = reason;
    }
    found.push_back(std::move(result));
  };
  const Certificate none;
  const Certificate& all = certificate ? *certificate : none;
  const std::string unknown = "no rate is known without a score for this system";
  add("captured_fraction", all.captured, all.known.mean == 0.0 ? active::no_rate : unknown);
  if (certificate) found.back().doubt = active::doubt_of_fraction(all.captured.mean, all.captured.error);
  add("captured_fraction_ceiling", all.ceiling, unknown);
  add("certified_rate", all.certified);
  add("known_rate", all.known, unknown);
  add("plug_in_rate", all.plug_in);
  add("held_out_loss", all.loss);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const BlockCertificate of = certificate ? all.blocks[b] : BlockCertificate{};
    const std::string suffix = blocks.size() == 1 ? "" : std::string("_") + active::name_of(blocks[b]);
    if (blocks.size() > 1) {
      add("certified_rate" + suffix, of.certified);
      add("plug_in_rate" + suffix, of.plug_in);
      add("held_out_loss" + suffix, of.loss);
    }
    add("drive_dot_score" + suffix, of.drive_score);
  }
  for (std::int64_t density = 0; deck.densities() > 1 && density < deck.densities(); ++density) {
    const std::string suffix = fmt::format("_at_{:g}", *deck.system_at(density).packing_fraction);
    const DensityCertificate of = certificate ? all.densities[static_cast<std::size_t>(density)] : DensityCertificate{};
    add("captured_fraction" + suffix, of.captured, of.known.mean == 0.0 ? active::no_rate : unknown);
    if (certificate) found.back().doubt = active::doubt_of_fraction(of.captured.mean, of.captured.error);
    add("certified_rate" + suffix, of.certified);
    add("known_rate" + suffix, of.known, unknown);
  }
  return found;
}

}  // namespace starling::score
