// Reading observations, and a forward filter.
#include "drivers/jump/posterior/observations.hpp"

#include <cmath>

#include "engine/failure.hpp"
#include "engine/io/tables/number_table.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::jump {

std::vector<double> StateObservations::likelihood(std::size_t k, std::int64_t states) const {
  std::vector<double> factor(static_cast<std::size_t>(states), error / static_cast<double>(states - 1));
  factor[static_cast<std::size_t>(seen[k])] = 1.0 - error;
  return factor;
}

StateObservations read_observations(const Communicator& world, const ObservationSettings& settings,
                                    const std::filesystem::path& deck, std::int64_t states) {
  NumberTableRequest request{settings.file, deck, {settings.time, settings.column}, "", std::nullopt};
  request.rows_are_times = false;
  request.section = "method";
  const NumberTable table = read_number_table(world, request);
  StateObservations found{{}, {}, settings.error};
  world.together([&] {
    for (const std::vector<double>& row : table.rows) {
      const double before = found.time.empty() ? 0.0 : found.time.back();
      if (!std::isfinite(row[0]) || row[0] < before || (!found.time.empty() && row[0] == before))
        fail_about("method.file", "{}: the time {} does not come after {}", settings.file, row[0], before);
      if (!(row[1] >= 0.0) || row[1] >= static_cast<double>(states) || row[1] != std::floor(row[1]))
        fail_about("method.file", "{}: at time {} the state {} is seen, which is none of 0 to {}", settings.file,
                   row[0], row[1], states - 1);
      found.time.push_back(row[0]);
      found.seen.push_back(static_cast<std::int64_t>(row[1]));
    }
    if (found.time.empty() || found.time.back() == 0.0)
      fail_about("method.file", "{}: holds no observation after time 0", settings.file);
  });
  return found;
}

double log_likelihood(const RateMatrix& matrix, const StateObservations& observations) {
  std::vector<double> p(static_cast<std::size_t>(matrix.states), 1.0 / static_cast<double>(matrix.states));
  double log_sum = 0.0;
  double now = 0.0;
  for (std::size_t k = 0; k < observations.time.size(); ++k) {
    p = propagated(matrix, std::move(p), observations.time[k] - now);
    now = observations.time[k];
    const std::vector<double> factor = observations.likelihood(k, matrix.states);
    double total = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) total += p[i] *= factor[i];
    for (double& value : p) value /= total;
    log_sum += math::log(total);
  }
  return log_sum;
}

}  // namespace starling::jump
