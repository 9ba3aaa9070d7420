// Exact sums over frames, and over a sample of particles.
#include "drivers/score/baseline.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "drivers/score/linear_fit.hpp"
#include "engine/comm/exact_sum.hpp"
#include "kernels/math/exponential.hpp"

namespace starling::score {

namespace {

/// Batches whose particles the scales of inputs are taken of. They are drawn as no update's.
constexpr std::int64_t sampled_batches = 8;
constexpr std::int64_t first_sampled = std::int64_t{1} << 40;

/// A column of a table of sums in device memory.
struct TableColumn {
  const double* table;
  std::int64_t width;
  std::int64_t column;
  STARLING_FUNCTION double operator()(std::int64_t row) const { return table[row * width + column]; }
};

/// The sums over the rows of all ranks of each column.
std::vector<double> column_sums(const Communicator& group, const DeviceArray<double>& table, std::int64_t rows,
                                std::int64_t width, std::int64_t all_rows) {
  ExactSumBatch sums(group, all_rows);
  for (std::int64_t column = 0; column < width; ++column) sums.add(rows, TableColumn{table.data(), width, column});
  return sums.reduce();
}

void set_mean_and_inverse(double sum, double squares, double count, double& mean, double& inverse) {
  mean = count > 0.0 ? sum / count : 0.0;
  const double variance = count > 0.0 ? squares / count - mean * mean : 0.0;
  inverse = variance > 1e-12 * (1.0 + mean * mean) ? 1.0 / std::sqrt(variance) : 0.0;
}

/// Blocks of particles of this rank, drawn as batches are, and how many there are on all ranks.
struct Sample {
  std::vector<learning::ParticleBlock> blocks;
  std::int64_t all_blocks;
};

Sample draw_sample(const Communicator& group, const learning::BatchDraw& draw) {
  Sample sample{{}, sampled_batches * draw.blocks};
  const RowBlock own = draw.blocks_of_rank(group.rank(), group.size());
  for (std::int64_t batch = 0; batch < sampled_batches; ++batch) {
    for (std::int64_t b = 0; b < own.count; ++b) {
      sample.blocks.push_back(draw.block(first_sampled + batch, own.first + b));
    }
  }
  return sample;
}

/// What make(list, table) writes of each of this rank's blocks, `width` numbers a block, summed over all blocks.
template <int D, class Make>
std::vector<double> sample_sums(const Communicator& group, FrameBank<D>& bank, const Sample& sample, std::int64_t width,
                                const Make& make) {
  const auto rows = static_cast<std::int64_t>(sample.blocks.size());
  const DeviceArray<double> table("sample sums", rows * width);
  if (rows > 0) make(bank.blocks(sample.blocks), table.data());
  return column_sums(group, table, rows, width, sample.all_blocks);
}

/// The frames of the bank that no lower rank has.
template <int D>
std::vector<std::int64_t> own_frames(const Communicator& group, const FrameBank<D>& bank,
                                     const learning::BatchDraw& draw) {
  std::vector<std::int64_t> own;
  for (const auto& each : bank.frames()) own.push_back(each.first);
  for (int rank = 0; rank < group.rank(); ++rank) {
    const std::vector<std::int64_t> theirs = draw.frames_of_rank(rank, group.size());
    std::erase_if(own, [&](std::int64_t frame) { return std::binary_search(theirs.begin(), theirs.end(), frame); });
  }
  return own;
}

/// The linear sums over all particles of these frames of this rank, and of the other ranks'.
template <int D>
std::vector<double> linear_sums(const Communicator& group, FrameBank<D>& bank, const std::vector<std::int64_t>& own,
                                const active::ScoreNetwork<D>& network) {
  const ScoreShape shape = network.shape();
  const std::int64_t width = std::int64_t{shape.classes} * shape.linear_sums();
  const std::int64_t frame_blocks = (bank.model().particles + block_particles - 1) / block_particles;
  const auto rows = static_cast<std::int64_t>(own.size()) * frame_blocks;
  const DeviceArray<double> table("linear sums", rows * width);
  double* next = table.data();
  for (const std::int64_t frame : own) {
    network.sum_linear(bank.whole(frame), next);
    next += frame_blocks * width;
  }
  return column_sums(group, table, rows, width, bank.frames_each() * frame_blocks);
}

/// The linear part of the scales and the least softness of vectors; gives back its loss at each density.
template <int D>
std::vector<double> set_linear(const Communicator& group, FrameBank<D>& bank, const learning::BatchDraw& draw,
                               active::ScoreNetwork<D>& network) {
  const auto densities = static_cast<std::size_t>(draw.frames / bank.frames_each());
  const std::vector<std::int64_t> own = own_frames(group, bank, draw);
  std::vector<std::vector<double>> each;
  for (std::size_t density = 0; density < densities; ++density) {
    std::vector<std::int64_t> of_density;
    std::copy_if(own.begin(), own.end(), std::back_inserter(of_density),
                 [&](std::int64_t frame) { return bank.density_of(frame) == density; });
    each.push_back(linear_sums(group, bank, of_density, network));
  }
  std::vector<double> all = each.front();
  for (std::size_t density = 1; density < each.size(); ++density) {
    for (std::size_t k = 0; k < all.size(); ++k) all[k] += each[density][k];
  }
  const auto particles = static_cast<double>(bank.frames_each() * bank.model().particles);
  const double loss = fit_linear(network.shape(), all, static_cast<double>(densities) * particles, network.scales);
  if (densities == 1) return {loss};
  std::vector<double> losses;
  for (const auto& sums : each) losses.push_back(linear_loss(network.shape(), sums, particles, network.scales));
  return losses;
}

/// Softness, means and spreads of inputs, from a sample.
template <int D>
void set_input_scales(const Communicator& group, FrameBank<D>& bank, const Sample& sample,
                      active::ScoreNetwork<D>& network) {
  Scales& scales = network.scales;
  const ScoreShape shape = network.shape();
  const auto particles = static_cast<double>(sample.all_blocks * block_particles);
  const std::vector<double> lengths =
      sample_sums(group, bank, sample, shape.length_sums(),
                  [&](const ParticleList<D>& list, double* out) { network.sum_lengths(list, out); });
  const double* part = lengths.data() + shape.vectors;
  const double* square = part + shape.pair_parts;
  const double edges = square[shape.pair_parts];
  const double slopes = square[shape.pair_parts + 1];
  scales.slope = slopes > 0.0 ? slopes / edges : 1.0;
  for (int k = 0; k < shape.vectors; ++k) {
    scales.softness.vector[k] = std::max(scales.softness.vector[k], math::exp(lengths[k] / particles));
  }
  for (int k = 0; k < shape.pair_parts; ++k) {
    // Of particles that touch nobody a part may be zero, and the geometric mean as good as zero.
    scales.softness.pair[k] =
        edges > 0.0 ? std::max(soft_fraction * std::sqrt(square[k] / edges), math::exp(part[k] / edges)) : 1.0;
  }
  const std::vector<double> sums =
      sample_sums(group, bank, sample, shape.input_sums(),
                  [&](const ParticleList<D>& list, double* out) { network.sum_inputs(list, out); });
  const double* sum = sums.data();
  for (int n = 0; n < shape.node_inputs; ++n, sum += 2) {
    set_mean_and_inverse(sum[0], sum[1], particles, scales.node_mean[n], scales.node_inverse[n]);
  }
  for (int n = 0; n < shape.edge_inputs; ++n, sum += 2) {
    set_mean_and_inverse(sum[0], sum[1], edges, scales.edge_mean[n], scales.edge_inverse[n]);
  }
}

}  // namespace

template <int D>
std::vector<double> set_baseline(const Communicator& group, FrameBank<D>& bank, const learning::BatchDraw& draw,
                                 active::ScoreNetwork<D>& network) {
  std::vector<double> losses = set_linear(group, bank, draw, network);
  set_input_scales(group, bank, draw_sample(group, draw), network);
  return losses;
}

template std::vector<double> set_baseline<1>(const Communicator&, FrameBank<1>&, const learning::BatchDraw&,
                                             active::ScoreNetwork<1>&);
template std::vector<double> set_baseline<2>(const Communicator&, FrameBank<2>&, const learning::BatchDraw&,
                                             active::ScoreNetwork<2>&);
template std::vector<double> set_baseline<3>(const Communicator&, FrameBank<3>&, const learning::BatchDraw&,
                                             active::ScoreNetwork<3>&);

}  // namespace starling::score
