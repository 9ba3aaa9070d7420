// Laying blocks of parameters out in one vector, and drawing their start.
#include "engine/learning/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/failure.hpp"
#include "kernels/random/normal.hpp"

namespace starling::learning {

ParameterLayout::ParameterLayout(const std::vector<ParameterBlock>& blocks) {
  for (const ParameterBlock& block : blocks) add(block);
}

std::int64_t ParameterLayout::add(const ParameterBlock& block) {
  // A parameter's place is the counter of its random number, which has 32 bits for it.
  constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
  const bool named = !block.name.empty() && block.name != "." && block.name.find('/') == std::string::npos;
  const bool fits =
      block.rows > 0 && block.columns > 0 && block.rows <= most / block.columns && block.size() <= most - size_;
  if (!named || !fits || !std::isfinite(block.spread) || block.spread < 0.0) {
    fail(ExitCode::internal_error, "there cannot be parameters '{}' of shape {} x {} and spread {}", block.name,
         block.rows, block.columns, block.spread);
  }
  if (std::any_of(blocks_.begin(), blocks_.end(), [&](const auto& other) { return other.name == block.name; })) {
    fail(ExitCode::internal_error, "there are two blocks of parameters '{}'", block.name);
  }
  blocks_.push_back(block);
  offsets_.push_back(size_);
  size_ += block.size();
  return offsets_.back();
}

std::int64_t ParameterLayout::offset(const std::string& name) const {
  for (std::size_t k = 0; k < blocks_.size(); ++k) {
    if (blocks_[k].name == name) return offsets_[k];
  }
  fail(ExitCode::internal_error, "there are no parameters '{}'", name);
}

std::vector<double> initial_parameters(const ParameterLayout& layout, random::Key key, std::uint64_t network) {
  std::vector<double> parameters(static_cast<std::size_t>(layout.size()), 0.0);
  for (std::size_t k = 0; k < layout.blocks().size(); ++k) {
    const ParameterBlock& block = layout.blocks()[k];
    if (block.spread == 0.0) continue;
    const std::int64_t end = layout.offset(k) + block.size();
    for (std::int64_t i = layout.offset(k); i < end; ++i) {
      parameters[static_cast<std::size_t>(i)] =
          block.spread *
          random::normal(static_cast<std::uint32_t>(i), key, network, random::Purpose::parameter_start, 0);
    }
  }
  return parameters;
}

}  // namespace starling::learning
