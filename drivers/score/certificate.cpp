// Frame by frame, and a jackknife.
#include "drivers/score/certificate.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <span>

#include "engine/comm/even_split.hpp"
#include "engine/population/records.hpp"

namespace starling::score {

namespace {

/// Blocks of successive frames that errors are taken over: so few that a block is long against the drive's memory where the
/// frames as a whole are.
constexpr std::int64_t most_blocks = 16;

using Moments = active::ScoreMoments;

/// Frames of as many densities, one after the other.
struct Frames {
  std::span<const FrameMoments> all;
  std::int64_t densities;

  [[nodiscard]] std::int64_t each() const { return std::ssize(all) / densities; }
};

/// The mean over densities of the mean over their frames, of which one density lacks a block.
FrameMoments mean_without(const Frames& frames, std::int64_t density, const RowBlock& without) {
  FrameMoments mean;
  for (std::size_t b = 0; b < frames.all.front().size(); ++b) {
    std::array<double, Moments::count> mean_values{};
    for (std::int64_t of = 0; of < frames.densities; ++of) {
      std::array<double, Moments::count> sum{};
      std::int64_t count = 0;
      for (std::int64_t f = 0; f < frames.each(); ++f) {
        if (of == density && f >= without.first && f < without.first + without.count) continue;
        const auto values = frames.all[static_cast<std::size_t>(of * frames.each() + f)][b].moments.values();
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += values[k];
        ++count;
      }
      const auto weight = static_cast<double>(count * frames.densities);
      for (std::size_t k = 0; k < sum.size(); ++k) mean_values[k] += sum[k] / weight;
    }
    mean.push_back({frames.all.front()[b].block, Moments::of(mean_values)});
  }
  return mean;
}

/// A function of mean moments, with its jackknife error: variances of the densities' blocks add up.
MeanAndError jackknife(const Frames& frames, const std::function<double(const FrameMoments&)>& function) {
  const std::int64_t blocks = std::min(frames.each(), most_blocks);
  const double mean = function(mean_without(frames, 0, {}));
  double squares = 0.0;
  for (std::int64_t density = 0; density < frames.densities; ++density) {
    for (std::int64_t b = 0; b < blocks; ++b) {
      const double apart = function(mean_without(frames, density, rows_of(frames.each(), b, blocks))) - mean;
      squares += apart * apart;
    }
  }
  const auto n = static_cast<double>(blocks);
  return {mean, std::sqrt(squares * (n - 1.0) / n)};
}

/// D components and the divergence of each particle's score.
template <int D>
ScoreArrays arrays_in(const DeviceArray<double>& memory, std::int64_t particles) {
  return {memory.data(), memory.data() + D * particles, particles};
}

}  // namespace

template <int D>
std::vector<active::ScoreMoments> frame_moments(const Communicator& group, FrameBank<D>& bank, active::Block block,
                                                active::ScoreNetwork<D>& network) {
  const Communicator alone(MPI_COMM_SELF);
  const std::int64_t particles = bank.model().particles;
  const DeviceArray<double> scores("frame scores", (D + 1) * particles);
  const ScoreArrays out = arrays_in<D>(scores, particles);
  std::vector<double> own;
  for (const auto& [frame, of] : bank.frames()) {
    const ParticleList<D> list = bank.whole(frame);
    network.evaluate(list, out);
    Moments moments =
        active::score_moments<D>(alone, particles, particles, of.configuration().physics, bank.physics(), block, out);
    bank.take_out_noise(frame, moments);
    own.push_back(static_cast<double>(frame));
    for (const double value : moments.values()) own.push_back(value);
  }
  const auto all = group.exchange(std::vector<std::vector<double>>(static_cast<std::size_t>(group.size()), own));
  constexpr std::size_t width = Moments::count + 1;
  std::map<std::int64_t, Moments> by_frame;
  for (const std::vector<double>& part : all) {
    for (std::size_t at = 0; at < part.size(); at += width) {
      by_frame.insert_or_assign(static_cast<std::int64_t>(part[at]),
                                Moments::of(std::span(part).subspan(at + 1, Moments::count)));
    }
  }
  std::vector<Moments> frames;
  for (const auto& [frame, moments] : by_frame) frames.push_back(moments);
  return frames;
}

template <int D>
ScoredFrame scored_frame(FrameBank<D>& bank, std::int64_t frame, active::Block block,
                         active::ScoreNetwork<D>& network) {
  const std::int64_t particles = bank.model().particles;
  const DeviceArray<double> scores("frame scores", (D + 1) * particles);
  const ScoreArrays out = arrays_in<D>(scores, particles);
  network.evaluate(bank.whole(frame), out);
  const PhysicsArrays<D> physics = bank.frames().at(frame).configuration().physics;
  ScoredFrame found;
  for (const Moments& of : active::moments_by_place<D>(particles, physics, bank.physics(), block, out)) {
    found.rates.push_back(of.velocity_squared);
  }
  found.flows = active::flows_by_place<D>(particles, physics, bank.physics(), block, out);
  const std::vector<double> by_component = to_host<double>(scores.data(), D * particles);
  for (std::int64_t i = 0; i < particles; ++i) {
    for (int d = 0; d < D; ++d) found.scores.push_back(by_component[d * particles + i]);
  }
  return found;
}

template <int D>
Certificate certify(const active::Model<D>& model, const active::ScorePhysics& physics,
                    const std::vector<FrameMoments>& moments, std::int64_t densities) {
  const auto known = [&](const FrameMoments& m) {
    const auto rate = active::known_rate(model, m.front().moments.activity());
    return rate.value_or(std::numeric_limits<double>::quiet_NaN());
  };
  const auto certified = [&](const FrameMoments& m) { return active::certified_rate(physics, D, m); };
  const auto captured = [&](const FrameMoments& m) {
    const double rate = known(m);
    return rate == 0.0 ? std::numeric_limits<double>::quiet_NaN() : certified(m) / rate;
  };
  const Frames frames{moments, densities};
  Certificate found;
  for (std::size_t b = 0; b < moments.front().size(); ++b) {
    const active::Block block = moments.front()[b].block;
    const auto of = [&](const std::function<double(const Moments&)>& function) {
      return jackknife(frames, [&](const FrameMoments& m) { return function(m[b].moments); });
    };
    found.blocks.push_back({block, of([](const Moments& m) { return m.loss(); }),
                            of([&](const Moments& m) { return active::certified_rate(physics, D, block, m); }),
                            of([](const Moments& m) { return m.velocity_squared; }),
                            of([](const Moments& m) { return m.drive_dot_score; })});
  }
  found.loss = jackknife(frames, [](const FrameMoments& m) {
    double sum = 0.0;
    for (const active::BlockMoments& of : m) sum += of.moments.loss();
    return sum;
  });
  found.certified = jackknife(frames, certified);
  found.plug_in = jackknife(frames, [](const FrameMoments& m) { return active::plug_in_rate(m); });
  found.known = jackknife(frames, known);
  found.captured = jackknife(frames, captured);
  found.ceiling =
      jackknife(frames, [&](const FrameMoments& m) { return active::ceiling(model, physics, m.front().moments); });
  for (std::int64_t density = 0; densities > 1 && density < densities; ++density) {
    const auto each = static_cast<std::size_t>(frames.each());
    const Frames own{frames.all.subspan(static_cast<std::size_t>(density) * each, each), 1};
    found.densities.push_back({jackknife(own, certified), jackknife(own, known), jackknife(own, captured)});
  }
  return found;
}

#define STARLING_INSTANTIATE(D)                                                                                  \
  template std::vector<active::ScoreMoments> frame_moments<D>(const Communicator&, FrameBank<D>&, active::Block, \
                                                              active::ScoreNetwork<D>&);                         \
  template ScoredFrame scored_frame<D>(FrameBank<D>&, std::int64_t, active::Block, active::ScoreNetwork<D>&);    \
  template Certificate certify<D>(const active::Model<D>&, const active::ScorePhysics&,                          \
                                  const std::vector<FrameMoments>&, std::int64_t);
STARLING_INSTANTIATE(1)
STARLING_INSTANTIATE(2)
STARLING_INSTANTIATE(3)
#undef STARLING_INSTANTIATE

}  // namespace starling::score
