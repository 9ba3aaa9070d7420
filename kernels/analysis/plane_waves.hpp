// Sums of e^(i q x) over particles for many wave vectors of the box, as integers.
#pragma once

#include <cstdint>

#include "kernels/analysis/tally.hpp"
#include "kernels/math/bits.hpp"
#include "kernels/math/trigonometry.hpp"
#include "kernels/particles/particle_arrays.hpp"

namespace starling::analysis {

/// Largest component of a wave vector.
inline constexpr int longest_wave = 32;

/// q_d = 2 pi n_d / edge_d, with 0 <= n_0 <= longest_wave and |n_d| <= longest_wave.
struct WaveVector {
  std::int32_t n[3];
};

/// Adds up round(e^(i q x) 2^bits) over particles, the real and the imaginary part of each wave vector in turn. A
/// particle costs a sine and a cosine an axis; the other harmonics are their powers, by recurrence.
template <int D, int Lanes>
struct PlaneWaves {
  const double* position;  ///< packed
  double inverse_edge[D];
  const WaveVector* wave;
  std::int32_t waves;
  std::int32_t highest;  ///< largest |n_d| of all
  double scale;          ///< 2^bits
  std::int64_t count;    ///< particles

  STARLING_FUNCTION void operator()(std::int64_t first, std::int64_t last, std::int64_t* row) const {
    for (std::int64_t block = first; block < last; ++block) add_block(block * Lanes, row);
  }

  STARLING_NOINLINE STARLING_FUNCTION void add_block(std::int64_t first, std::int64_t* row) const {
    double cosine[D][longest_wave + 1][Lanes];
    double sine[D][longest_wave + 1][Lanes];
    for (int d = 0; d < D; ++d) powers(first, d, cosine[d], sine[d]);
    constexpr std::uint64_t zero = 0x4338000000000000u;
    for (std::int32_t w = 0; w < waves; ++w) {
      const std::int32_t* n = wave[w].n;
      std::uint64_t real = 0;
      std::uint64_t imaginary = 0;
      const double* cx = cosine[0][n[0]];
      const double* sx = sine[0][n[0]];
      const int second = D > 1 ? 1 : 0;
      const int third = D > 2 ? 2 : 0;
      const double* cy = cosine[second][n[second] < 0 ? -n[second] : n[second]];
      const double* sy = sine[second][n[second] < 0 ? -n[second] : n[second]];
      const double* cz = cosine[third][n[third] < 0 ? -n[third] : n[third]];
      const double* sz = sine[third][n[third] < 0 ? -n[third] : n[third]];
      const double turn_y = n[second] < 0 ? -1.0 : 1.0;
      const double turn_z = n[third] < 0 ? -1.0 : 1.0;
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        double re = cx[lane];
        double im = sx[lane];
        if constexpr (D > 1) multiply(cy[lane], turn_y * sy[lane], re, im);
        if constexpr (D > 2) multiply(cz[lane], turn_z * sz[lane], re, im);
        real += math::bits_of(re + 0x1.8p52) - zero;
        imaginary += math::bits_of(im + 0x1.8p52) - zero;
      }
      row[2 * w] += static_cast<std::int64_t>(real);
      row[2 * w + 1] += static_cast<std::int64_t>(imaginary);
    }
  }

 private:
  STARLING_FUNCTION static void multiply(double c, double s, double& re, double& im) {
    const double old = re;
    re = re * c - im * s;
    im = old * s + im * c;
  }

  /// Harmonics 0 .. highest along axis d; the first axis also carries the scale, which is 0 for lanes without a particle.
  STARLING_FUNCTION void powers(std::int64_t first, int d, double (&cosine)[longest_wave + 1][Lanes],
                                double (&sine)[longest_wave + 1][Lanes]) const {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      const std::int64_t i = first + lane;
      const double at = i < count ? position[i * packed_stride<D> + d] * inverse_edge[d] : 0.0;
      const auto [s, c] = math::sine_cosine_of_turn(at);
      cosine[0][lane] = d > 0 ? 1.0 : (i < count ? scale : 0.0);
      sine[0][lane] = 0.0;
      cosine[1][lane] = cosine[0][lane] * c;
      sine[1][lane] = cosine[0][lane] * s;
    }
    const double* c1 = cosine[1];
    const double* s1 = sine[1];
    const double unit = d > 0 ? 1.0 : 1.0 / scale;
    for (int n = 2; n <= highest; ++n) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        double re = cosine[n - 1][lane];
        double im = sine[n - 1][lane];
        multiply(unit * c1[lane], unit * s1[lane], re, im);
        cosine[n][lane] = re;
        sine[n][lane] = im;
      }
    }
  }
};

/// The sums of the first `count` particles, two integers a wave vector in units of 2^-bits.
template <int D>
void sum_plane_waves(const double* position, const Box<D>& box, std::int64_t count, const WaveVector* wave,
                     std::int32_t waves, std::int32_t highest, double scale, DeviceArray<std::int64_t>& sums) {
  constexpr int lanes = kernels_run_on_host ? 32 : 1;
  PlaneWaves<D, lanes> body{position, {}, wave, waves, highest, scale, count};
  for (int d = 0; d < D; ++d) body.inverse_edge[d] = 1.0 / box.edge[d];
  tally("plane waves", (count + lanes - 1) / lanes, 2 * static_cast<std::int64_t>(waves), body, sums);
}

}  // namespace starling::analysis
