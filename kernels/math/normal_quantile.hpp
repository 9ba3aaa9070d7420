// The quantile function of the standard normal distribution.
#pragma once

#include "kernels/math/horner.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// The z that a standard normal number is below with probability p: Phi^-1(p), 0 < p < 1 and p normal. Within 2e-15 of
/// itself, |z| where p > 1/2 as much as p is known. Antisymmetric about 1/2 where 1 - p is exact.
/// Near 1/2: q R(0.425^2 - q^2), q = p - 1/2; else a ratio of polynomials in r = sqrt(-ln p), p the smaller tail, below or above
/// r = 5. The coefficients are weighted least squares on Chebyshev points in 60 digits, within 8e-17.
STARLING_FUNCTION double normal_quantile(double p) {
  const double q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    // In what is left to the end of the range all coefficients are positive, so that nothing cancels.
    const double t = 0.180625 - q * q;
    const double above =
        horner(t, 0x1.b18d91e9eef75p+1, 0x1.0a3d2ab2295ecp+7, 0x1.ecb78b33f9107p+10, 0x1.acdace1694ac3p+13,
               0x1.6671809195eb2p+15, 0x1.066e30e1df43dp+16, 0x1.04bf098e54805p+15, 0x1.38f93d7845147p+11);
    const double below =
        horner(t, 1.0, 0x1.527446fe96103p+5, 0x1.577a1720fceadp+9, 0x1.50f2d39c6c990p+12, 0x1.4b3155f8379e1p+14,
               0x1.32be896b75b9dp+15, 0x1.c03800337f3e6p+14, 0x1.4607dbbdb8df7p+12);
    return q * (above / below);
  }
  const double r = __builtin_sqrt(-log(q < 0.0 ? p : 1.0 - p));
  double above;
  double below;
  if (r <= 5.0) {
    const double t = r - 1.6;
    above = horner(t, 0x1.6c665fde9526ap+0, 0x1.26ba1a5b264d6p+2, 0x1.6e4570bcfe4ecp+2, 0x1.d3f86fe4f7a6bp+1,
                   0x1.549681af7c9b8p+0, 0x1.23000105f65a8p-2, 0x1.1aec12cdd19ddp-5, 0x1.138cba9a601f8p-9,
                   0x1.7987e41362824p-15);
    below = horner(t, 1.0, 0x1.048a33e013261p+1, 0x1.aa3bd23963b01p+0, 0x1.6a52e338bb612p-1, 0x1.59059e687b2fep-3,
                   0x1.6c0006773cfecp-6, 0x1.78650189c84fcp-10, 0x1.0af1c3aa43d83p-15);
  } else {
    const double t = r - 5.0;
    above = horner(t, 0x1.aa1b1c13ee526p+2, 0x1.62ffda76dd0a2p+2, 0x1.d9dc641db0221p+0, 0x1.44fe7ab05bfe6p-2,
                   0x1.e89bc2ab802c3p-6, 0x1.8dd745efbe738p-10, 0x1.458f3e6a933dcp-15, 0x1.c57c482d339f9p-22,
                   0x1.6aa0a797efc73p-30);
    below = horner(t, 1.0, 0x1.3980cc5e1dd87p-1, 0x1.27267f0f8f279p-3, 0x1.0d3605ea72c83p-6, 0x1.ef03188fca84bp-11,
                   0x1.b3cff0a3e2e59p-16, 0x1.3ba7bca547712p-22, 0x1.006a979b67753p-30);
  }
  const double z = above / below;
  return q < 0.0 ? -z : z;
}

}  // namespace starling::math
