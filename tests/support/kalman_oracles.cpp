// Kalman filter and Rauch-Tung-Striebel smoother.
#include <cmath>
#include <cstddef>
#include <utility>

#include "tests/support/state_space_oracles.hpp"

namespace starling::testing {

namespace {

/// A dense matrix in extended precision.
struct Dense {
  int rows, columns;
  std::vector<long double> values;

  Dense(int r, int c) : rows(r), columns(c), values(static_cast<std::size_t>(r) * c, 0.0L) {}
  Dense(int r, int c, const Vector& from) : rows(r), columns(c), values(from.begin(), from.end()) {}

  long double& at(int i, int j) { return values[static_cast<std::size_t>(i) * columns + j]; }
  [[nodiscard]] long double at(int i, int j) const { return values[static_cast<std::size_t>(i) * columns + j]; }
};

Dense operator*(const Dense& a, const Dense& b) {
  Dense c(a.rows, b.columns);
  for (int i = 0; i < a.rows; ++i)
    for (int k = 0; k < a.columns; ++k)
      for (int j = 0; j < b.columns; ++j) c.at(i, j) += a.at(i, k) * b.at(k, j);
  return c;
}

Dense add(const Dense& a, const Dense& b, long double factor) {
  Dense c = a;
  for (std::size_t i = 0; i < c.values.size(); ++i) c.values[i] += factor * b.values[i];
  return c;
}
Dense operator+(const Dense& a, const Dense& b) { return add(a, b, 1.0L); }
Dense operator-(const Dense& a, const Dense& b) { return add(a, b, -1.0L); }

Dense transposed(const Dense& a) {
  Dense t(a.columns, a.rows);
  for (int i = 0; i < a.rows; ++i)
    for (int j = 0; j < a.columns; ++j) t.at(j, i) = a.at(i, j);
  return t;
}

/// Inverse and determinant by Gauss and Jordan with pivots.
Dense inverse(Dense a, long double& determinant) {
  Dense result(a.rows, a.rows);
  for (int i = 0; i < a.rows; ++i) result.at(i, i) = 1.0L;
  determinant = 1.0L;
  for (int column = 0; column < a.rows; ++column) {
    int pivot = column;
    for (int i = column + 1; i < a.rows; ++i)
      if (std::fabs(a.at(i, column)) > std::fabs(a.at(pivot, column))) pivot = i;
    if (pivot != column) determinant = -determinant;
    for (int j = 0; j < a.rows; ++j) {
      std::swap(a.at(column, j), a.at(pivot, j));
      std::swap(result.at(column, j), result.at(pivot, j));
    }
    const long double scale = a.at(column, column);
    determinant *= scale;
    for (int j = 0; j < a.rows; ++j) {
      a.at(column, j) /= scale;
      result.at(column, j) /= scale;
    }
    for (int i = 0; i < a.rows; ++i) {
      const long double factor = a.at(i, column);
      if (i == column) continue;
      for (int j = 0; j < a.rows; ++j) {
        a.at(i, j) -= factor * a.at(column, j);
        result.at(i, j) -= factor * result.at(column, j);
      }
    }
  }
  return result;
}

/// Mean (a column) and covariance.
struct Moments {
  Dense mean, covariance;
};

/// y = C x + N(0, R) without the rows that are missing.
struct Look {
  Dense y, c, r;

  Look(const Vector& seen, const Dense& all_c, const Dense& all_r) : y(0, 0), c(0, 0), r(0, 0) {
    std::vector<int> there;
    for (std::size_t i = 0; i < seen.size(); ++i)
      if (!std::isnan(seen[i])) there.push_back(static_cast<int>(i));
    const int k = static_cast<int>(there.size());
    y = Dense(k, 1);
    c = Dense(k, all_c.columns);
    r = Dense(k, k);
    for (int i = 0; i < k; ++i) {
      y.at(i, 0) = seen[there[i]];
      for (int j = 0; j < all_c.columns; ++j) c.at(i, j) = all_c.at(there[i], j);
      for (int j = 0; j < k; ++j) r.at(i, j) = all_r.at(there[i], there[j]);
    }
  }
};

}  // namespace

Answer kalman(const LinearGaussianLaw& law, const std::vector<Vector>& observations) {
  const int d = static_cast<int>(law.start_mean.size());
  const int k = static_cast<int>(law.observation.size()) / d;
  const Dense a(d, d, law.transition), q(d, d, law.noise), all_c(k, d, law.observation), all_r(k, k, law.error);
  const long double two_pi = 2.0L * std::acos(-1.0L);
  Answer answer;
  std::vector<Moments> predicted, filtered;
  for (const Vector& row : observations) {
    const Look look(row, all_c, all_r);
    const Dense &y = look.y, &c = look.c, &r = look.r;
    Moments now = filtered.empty()
                      ? Moments{Dense(d, 1, law.start_mean), Dense(d, d, law.start_covariance)}
                      : Moments{a * filtered.back().mean, a * filtered.back().covariance * transposed(a) + q};
    predicted.push_back(now);
    double increment = 0.0;
    if (y.rows > 0) {
      const Dense innovation = y - c * now.mean;
      const Dense spread = c * now.covariance * transposed(c) + r;
      long double determinant = 0.0L;
      const Dense precision = inverse(spread, determinant);
      const long double squares = (transposed(innovation) * precision * innovation).at(0, 0);
      increment = static_cast<double>(-0.5L * (y.rows * std::log(two_pi) + std::log(determinant) + squares));
      const Dense gain = now.covariance * transposed(c) * precision;
      now.mean = now.mean + gain * innovation;
      now.covariance = now.covariance - gain * c * now.covariance;
    }
    filtered.push_back(now);
    answer.increments.push_back(increment);
    answer.log_likelihood += increment;
    answer.filtered_mean.push_back(static_cast<double>(now.mean.at(0, 0)));
    answer.filtered_variance.push_back(static_cast<double>(now.covariance.at(0, 0)));
  }
  const int length = static_cast<int>(observations.size());
  answer.smoothed_mean.resize(length);
  answer.smoothed_variance.resize(length);
  Moments later = filtered.back();
  for (int t = length - 1; t >= 0; --t) {
    Moments now = filtered[t];
    if (t + 1 < length) {
      long double unused = 0.0L;
      const Dense gain = now.covariance * transposed(a) * inverse(predicted[t + 1].covariance, unused);
      now.mean = now.mean + gain * (later.mean - predicted[t + 1].mean);
      now.covariance = now.covariance + gain * (later.covariance - predicted[t + 1].covariance) * transposed(gain);
      const Dense lagged = gain * later.covariance;  // covariance of x_t with x_{t+1}
      answer.smoothed.product += static_cast<double>(lagged.at(0, 0) + now.mean.at(0, 0) * later.mean.at(0, 0));
    }
    const auto mean = static_cast<double>(now.mean.at(0, 0));
    answer.smoothed_mean[t] = mean;
    answer.smoothed_variance[t] = static_cast<double>(now.covariance.at(0, 0));
    answer.smoothed.state += mean;
    answer.smoothed.square += answer.smoothed_variance[t] + mean * mean;
    later = now;
  }
  return answer;
}

}  // namespace starling::testing
