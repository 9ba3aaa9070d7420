// Matrix products: the same bits in every form, the sums that they claim to be, and packed panels.
#include "kernels/networks/product.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace starling::networks {
namespace {

/// Numbers in (-1, 1), the same everywhere. There is memory behind an empty matrix too: pointers into it are offset.
template <class Real>
std::vector<Real> numbers_of(std::uint64_t seed, std::int64_t count) {
  std::vector<Real> numbers(static_cast<std::size_t>(std::max<std::int64_t>(count, 1)));
  for (Real& number : numbers) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    number = static_cast<Real>(static_cast<double>(static_cast<std::int64_t>(seed) >> 11) * 0x1p-52);
  }
  return numbers;
}

/// A product with its memory: left factor plain or transposed, right factor packed or in rows, result with a gap.
template <class Real>
struct ProductCase {
  ProductShape shape;
  bool transposed;
  bool packed;
  Start start;
  std::int64_t gap = 3;
  std::vector<Real> left = numbers_of<Real>(1, (shape.rows + gap) * (shape.depth + gap));
  std::vector<Real> right = numbers_of<Real>(2, shape.depth*(shape.columns + gap));
  std::vector<Real> bias = numbers_of<Real>(3, shape.columns);
  std::vector<Real> before = numbers_of<Real>(4, shape.rows*(shape.columns + gap));
  std::vector<Real> panels = numbers_of<Real>(5, packed_size<Real>(shape.depth, shape.columns));

  LeftFactor<Real> left_factor() const {
    return transposed ? as_transposed_left(left.data(), shape.rows + gap) : as_left(left.data(), shape.depth + gap);
  }

  Panels<Real> right_factor() {
    if (!packed) return as_panels(right.data(), shape.columns + gap);
    pack_panels(right.data(), shape.columns + gap, shape.depth, shape.columns, panels.data());
    return packed_panels(panels.data(), shape.depth);
  }

  template <class Form>
  std::vector<Real> result(Form form) {
    std::vector<Real> result = before;
    form(shape, left_factor(), right_factor(), ResultRows<Real>{result.data(), shape.columns + gap}, start,
         start == Start::bias ? bias.data() : nullptr);
    return result;
  }

  std::string name() const {
    return std::to_string(shape.rows) + " x " + std::to_string(shape.depth) + " x " + std::to_string(shape.columns) +
           (transposed ? " transposed" : "") + (packed ? " packed" : "") + " start " +
           std::to_string(static_cast<int>(start));
  }
};

template <class Real>
bool same_bits(const std::vector<Real>& a, const std::vector<Real>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(Real)) == 0;
}

template <class Real>
void expect_same_bits(ProductCase<Real> product_case) {
  EXPECT_TRUE(same_bits(product_case.result(product<Real>), product_case.result(portable_product<Real>)))
      << product_case.name();
}

template <class Real, class Visitor>
void for_each_layout(ProductShape shape, const Visitor& visitor) {
  for (const bool transposed : {false, true})
    for (const bool packed : {false, true})
      for (const Start start : {Start::zero, Start::bias, Start::present})
        visitor(ProductCase<Real>{shape, transposed, packed, start});
}

template <class Real>
void sweep_shapes() {
  for (std::int64_t rows = 1; rows <= 30; ++rows)
    for (const std::int64_t depth : {0, 1, 2, 3, 5, 8, 17, 32, 33, 70})
      for (std::int64_t columns = vector_columns<Real>; columns <= 6 * vector_columns<Real>;
           columns += vector_columns<Real>)
        for_each_layout<Real>({rows, depth, columns}, expect_same_bits<Real>);
}

TEST(NetworkProduct, EveryShapeHasTheBitsOfThePlainLoops) {
  sweep_shapes<float>();
  sweep_shapes<double>();
}

TEST(NetworkProduct, BlocksOfRowsAndPartsOfTheDepthLeaveTheBits) {
  for_each_layout<float>({509, 301, 48}, expect_same_bits<float>);
  for_each_layout<double>({509, 301, 24}, expect_same_bits<double>);
  for_each_layout<float>({33, 2049, 96}, expect_same_bits<float>);
  for_each_layout<double>({33, 2049, 48}, expect_same_bits<double>);
}

/// The plain loops against long double: each of depth + 1 roundings is at most half an ulp of a partial sum.
template <class Real>
void expect_sums(ProductCase<Real> product_case) {
  const ProductShape shape = product_case.shape;
  const std::vector<Real> result = product_case.result(portable_product<Real>);
  const LeftFactor<Real> left = product_case.left_factor();
  const std::int64_t stride = shape.columns + product_case.gap;
  for (std::int64_t i = 0; i < shape.rows; ++i) {
    for (std::int64_t j = 0; j < shape.columns; ++j) {
      long double sum = product_case.start == Start::zero   ? 0.0L
                        : product_case.start == Start::bias ? static_cast<long double>(product_case.bias[j])
                                                            : product_case.before[i * stride + j];
      long double magnitude = std::fabs(sum);
      for (std::int64_t p = 0; p < shape.depth; ++p) {
        const long double term = static_cast<long double>(left.data[i * left.row_stride + p * left.column_stride]) *
                                 product_case.right[p * stride + j];
        sum += term;
        magnitude += std::fabs(term);
      }
      const long double bound =
          magnitude * static_cast<long double>(shape.depth) * std::numeric_limits<Real>::epsilon() / 2;
      ASSERT_LE(std::fabs(sum - result[i * stride + j]), bound * 1.001L) << product_case.name();
    }
    for (std::int64_t j = shape.columns; j < stride; ++j)
      ASSERT_EQ(result[i * stride + j], product_case.before[i * stride + j]) << "beyond the columns";
  }
}

TEST(NetworkProduct, PlainLoopsAreTheSums) {
  for_each_layout<float>({7, 40, 80}, expect_sums<float>);
  for_each_layout<double>({7, 40, 40}, expect_sums<double>);
  for_each_layout<float>({3, 0, 32}, expect_sums<float>);
}

/// FNV-1a of the bits.
template <class Bits, class Real>
std::uint64_t hash_of(const std::vector<Real>& numbers) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const Real number : numbers) hash = (hash ^ std::bit_cast<Bits>(number)) * 0x100000001b3u;
  return hash;
}

TEST(NetworkProduct, BitsAreThoseOfEveryCompilerAndInstructionSet) {
  ProductCase<float> single{{1021, 515, 112}, false, true, Start::bias};
  ProductCase<double> real{{1021, 515, 56}, true, false, Start::present};
  EXPECT_EQ(hash_of<std::uint32_t>(single.result(product<float>)), 15575948298324286780u);
  EXPECT_EQ(hash_of<std::uint64_t>(real.result(product<double>)), 16455172110743812548u);
}

TEST(NetworkPanels, HoldTheMatrixOrItsTransposedAndZeros) {
  const std::int64_t depth = 5, columns = 37, stride = 40;
  const std::vector<float> matrix = numbers_of<float>(5, depth * stride);
  ASSERT_EQ(packed_size<float>(depth, columns), 64 * depth);
  std::vector<float> packed(64 * depth, 7.0F);
  pack_panels(matrix.data(), stride, depth, columns, packed.data());
  const Panels<float> panels = packed_panels(packed.data(), depth);
  for (std::int64_t p = 0; p < depth; ++p)
    for (std::int64_t j = 0; j < 64; ++j)
      EXPECT_EQ(panels.data[j / 32 * panels.panel_stride + p * panels.row_stride + j % 32],
                j < columns ? matrix[p * stride + j] : 0.0F);
  ASSERT_EQ(packed_size<float>(columns, depth), 32 * columns);
  packed.assign(32 * columns, 7.0F);
  pack_transposed_panels(matrix.data(), stride, depth, columns, packed.data());
  for (std::int64_t p = 0; p < columns; ++p)
    for (std::int64_t j = 0; j < 32; ++j) EXPECT_EQ(packed[p * 32 + j], j < depth ? matrix[j * stride + p] : 0.0F);
}

TEST(NetworkPanels, ColumnsArePaddedToWholeVectors) {
  EXPECT_EQ(padded_columns<float>(0), 0);
  EXPECT_EQ(padded_columns<float>(1), 16);
  EXPECT_EQ(padded_columns<float>(16), 16);
  EXPECT_EQ(padded_columns<double>(9), 16);
}

}  // namespace
}  // namespace starling::networks
