// Exact sums, and a small linear system for each class of contacts.
#include "drivers/score/baseline.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "engine/comm/exact_sum.hpp"

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

/// Cholesky's solution of A x = b, where a row of A that depends on those before it gives 0: A is positive semidefinite.
std::array<double, vectors> solve(const std::array<std::array<double, vectors>, vectors>& a,
                                  const std::array<double, vectors>& b) {
  constexpr double dependent = 1e-10;
  std::array<std::array<double, vectors>, vectors> factor{};
  std::array<double, vectors> x{};
  for (int i = 0; i < vectors; ++i) {
    double pivot = a[i][i];
    for (int k = 0; k < i; ++k) pivot -= factor[i][k] * factor[i][k];
    if (pivot <= dependent * a[i][i] || !(pivot > 0.0)) continue;
    factor[i][i] = std::sqrt(pivot);
    for (int j = i + 1; j < vectors; ++j) {
      double sum = a[j][i];
      for (int k = 0; k < i; ++k) sum -= factor[i][k] * factor[j][k];
      factor[j][i] = sum / factor[i][i];
    }
  }
  for (int i = 0; i < vectors; ++i) {
    if (factor[i][i] == 0.0) continue;
    double sum = b[i];
    for (int k = 0; k < i; ++k) sum -= factor[i][k] * x[k];
    x[i] = sum / factor[i][i];
  }
  for (int i = vectors - 1; i >= 0; --i) {
    if (factor[i][i] == 0.0) continue;
    double sum = x[i];
    for (int k = i + 1; k < vectors; ++k) sum -= factor[k][i] * x[k];
    x[i] = sum / factor[i][i];
  }
  return x;
}

/// Each class's coefficients, and the loss of their score a particle.
double solve_linear(const std::vector<double>& sums, double particles, Scales& scales) {
  double loss = 0.0;
  for (int at = 0; at < contact_classes; ++at) {
    const double* sum = sums.data() + at * linear_sums;
    std::array<std::array<double, vectors>, vectors> a{};
    std::array<double, vectors> b{};
    for (int k = 0; k < vectors; ++k) {
      for (int l = k; l < vectors; ++l) a[k][l] = a[l][k] = *sum++;
    }
    for (int k = 0; k < vectors; ++k) b[k] = -*sum++;
    const std::array<double, vectors> x = solve(a, b);
    for (int k = 0; k < vectors; ++k) {
      scales.linear[at][k] = x[k];
      loss -= x[k] * b[k] / particles;
    }
  }
  return loss;
}

/// The root mean square, over classes that there are, of the linear coefficients: what a network's are measured in.
void set_units(Scales& scales) {
  for (int k = 0; k < vectors; ++k) {
    double squares = 0.0;
    int there = 0;
    for (const auto& of_class : scales.linear) {
      squares += of_class[k] * of_class[k];
      there += of_class[k] != 0.0 ? 1 : 0;
    }
    scales.unit[k] = there > 0 ? std::sqrt(squares / there) : 1.0;
  }
}

void set_mean_and_inverse(double sum, double squares, double count, double& mean, double& inverse) {
  mean = count > 0.0 ? sum / count : 0.0;
  const double variance = count > 0.0 ? squares / count - mean * mean : 0.0;
  inverse = variance > 1e-12 * (1.0 + mean * mean) ? 1.0 / std::sqrt(variance) : 0.0;
}

}  // namespace

template <int D>
Baseline make_baseline(const Communicator& group, FrameBank<D>& bank, const learning::BatchDraw& draw,
                       const active::ScoreNetwork<D>& network) {
  constexpr std::int64_t linear_width = contact_classes * linear_sums;
  const std::int64_t particles = bank.model().particles;
  const std::int64_t frame_blocks = (particles + block_particles - 1) / block_particles;
  // A frame that several ranks have is added up by the lowest of them.
  std::vector<std::int64_t> own;
  for (const auto& [frame, features] : bank.frames()) {
    bool below = false;
    for (int rank = 0; rank < group.rank() && !below; ++rank) {
      const std::vector<std::int64_t> theirs = draw.frames_of_rank(rank, group.size());
      below = std::binary_search(theirs.begin(), theirs.end(), frame);
    }
    if (!below) own.push_back(frame);
  }
  const auto frames = static_cast<std::int64_t>(own.size());
  const DeviceArray<double> linear("linear sums", frames * frame_blocks * linear_width);
  for (std::int64_t k = 0; k < frames; ++k) {
    network.sum_linear(bank.whole(own[static_cast<std::size_t>(k)]), linear.data() + k * frame_blocks * linear_width);
  }
  Baseline found{};
  found.loss = solve_linear(
      column_sums(group, linear, frames * frame_blocks, linear_width, draw.frames * frame_blocks),
      static_cast<double>(draw.frames * particles), found.scales);
  set_units(found.scales);

  constexpr std::int64_t input_width = 2 * (node_inputs + edge_inputs) + 2;
  constexpr std::int64_t inputs = 2 * (node_inputs + edge_inputs);
  const RowBlock blocks = draw.blocks_of_rank(group.rank(), group.size());
  const std::int64_t rows = sampled_batches * blocks.count;
  const DeviceArray<double> raw("input sums", rows * inputs);
  std::vector<double> table(static_cast<std::size_t>(rows * input_width));
  for (std::int64_t batch = 0; batch < sampled_batches && blocks.count > 0; ++batch) {
    std::vector<learning::ParticleBlock> drawn;
    for (std::int64_t b = 0; b < blocks.count; ++b) drawn.push_back(draw.block(first_sampled + batch, blocks.first + b));
    const ParticleList<D> list = bank.blocks(drawn);
    network.sum_inputs(list, raw.data() + batch * blocks.count * inputs);
    const auto first = host_view(list.first, list.count + 1);
    const auto edge = host_view(list.edge, first(list.count));
    for (std::int64_t b = 0; b < blocks.count; ++b) {
      double* row = table.data() + (batch * blocks.count + b) * input_width + inputs;
      const std::int64_t begin = first(b * block_particles);
      const std::int64_t end = first((b + 1) * block_particles);
      row[0] = static_cast<double>(end - begin);
      for (std::int64_t e = begin; e < end; ++e) row[1] += std::abs(edge(e).slope);
    }
  }
  const auto host_raw = host_view(raw.data(), rows * inputs);
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t k = 0; k < inputs; ++k) table[row * input_width + k] = host_raw(row * inputs + k);
  }
  const std::vector<double> sums = column_sums(group, to_device<double>("input table", table), rows, input_width,
                                               sampled_batches * draw.blocks);
  const auto sampled = static_cast<double>(sampled_batches * draw.blocks * block_particles);
  const double edges = sums[inputs];
  for (int n = 0; n < node_inputs; ++n) {
    set_mean_and_inverse(sums[2 * n], sums[2 * n + 1], sampled, found.scales.node_mean[n],
                         found.scales.node_inverse[n]);
  }
  for (int n = 0; n < edge_inputs; ++n) {
    const std::size_t at = 2 * static_cast<std::size_t>(node_inputs + n);
    set_mean_and_inverse(sums[at], sums[at + 1], edges, found.scales.edge_mean[n], found.scales.edge_inverse[n]);
  }
  found.scales.slope = edges > 0.0 && sums[inputs + 1] > 0.0 ? sums[inputs + 1] / edges : 1.0;
  return found;
}

template Baseline make_baseline<1>(const Communicator&, FrameBank<1>&, const learning::BatchDraw&,
                                   const active::ScoreNetwork<1>&);
template Baseline make_baseline<2>(const Communicator&, FrameBank<2>&, const learning::BatchDraw&,
                                   const active::ScoreNetwork<2>&);
template Baseline make_baseline<3>(const Communicator&, FrameBank<3>&, const learning::BatchDraw&,
                                   const active::ScoreNetwork<3>&);

}  // namespace starling::score
