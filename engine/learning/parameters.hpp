// The parameters of a network: one vector of doubles, cut into named blocks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/random/philox.hpp"

namespace starling::learning {

/// A matrix of parameters, row-major, such as a layer's weights; a vector is a matrix of one row.
struct ParameterBlock {
  std::string name;  ///< of its own in its network; not empty, without '/'
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  double spread = 0.0;  ///< standard deviation of its normal start; 0: it starts at zero

  [[nodiscard]] std::int64_t size() const { return rows * columns; }
  bool operator==(const ParameterBlock&) const = default;
};

/// Where the blocks lie in the vector: one after the other, in the order in which they were added.
class ParameterLayout {
 public:
  ParameterLayout() = default;
  /// Fails with internal_error if a block has no proper name, no elements or a spread that is not finite and >= 0, or
  /// two have the same name.
  explicit ParameterLayout(const std::vector<ParameterBlock>& blocks);

  /// Appends a block and returns its offset. Fails as the constructor does.
  std::int64_t add(const ParameterBlock& block);

  [[nodiscard]] const std::vector<ParameterBlock>& blocks() const { return blocks_; }
  /// Elements of the vector.
  [[nodiscard]] std::int64_t size() const { return size_; }
  /// Where block k begins in the vector.
  [[nodiscard]] std::int64_t offset(std::size_t block) const { return offsets_[block]; }
  /// Where the block of this name begins. Fails with internal_error if there is none.
  [[nodiscard]] std::int64_t offset(const std::string& name) const;

  bool operator==(const ParameterLayout& other) const = default;

 private:
  std::vector<ParameterBlock> blocks_;
  std::vector<std::int64_t> offsets_;
  std::int64_t size_ = 0;
};

/// The vector at the start of a training: element i of a block with spread s is s times the normal number of (key, i,
/// network), i counted in the vector. A pure function; `network` tells several networks of one key apart.
[[nodiscard]] std::vector<double> initial_parameters(const ParameterLayout& layout, random::Key key,
                                                     std::uint64_t network = 0);

}  // namespace starling::learning
