// Averages of one replica, or over several.
#include "drivers/active/results.hpp"

#include "engine/comm/member_gather.hpp"
#include "engine/statistics/mean_and_error.hpp"
#include "engine/statistics/result_warnings.hpp"

namespace starling::active {

namespace {

/// One replica's average of an observable.
nlohmann::json average_of(const BlockAverage& average) {
  nlohmann::json entry{{"samples", average.samples()}, {"mean", average.mean()}};
  if (const auto found = average.estimate()) {
    entry["error"] = {{"error", found->error}, {"resolved", found->resolved}, {"needed", found->samples_needed}};
  }
  return entry;
}

/// A single replica's error, and whether it is one, from samples taken over `observed`, a time.
void add_own_error(nlohmann::ordered_json& entry, const nlohmann::json& average, double observed) {
  if (!average.contains("error")) return;
  const auto& found = average.at("error");
  const AverageError error{found.at("error"), found.at("resolved"), found.at("needed")};
  entry["standard_error"] = error.error;
  add_verdict(entry, error, observed / average.at("samples").get<double>());
}

/// An observable's entry from the averages of all replicas.
nlohmann::ordered_json entry_of(const std::vector<nlohmann::json>& averages, const std::string& undefined,
                                double observed) {
  std::int64_t samples = 0;
  std::vector<double> means;
  for (const auto& average : averages) {
    const auto own = average.at("samples").get<std::int64_t>();
    samples += own;
    if (own > 0) means.push_back(average.at("mean").get<double>());
  }
  nlohmann::ordered_json entry{{"mean", nullptr}, {"standard_error", nullptr}, {"samples", samples}};
  if (samples == 0) {
    entry["reason"] = undefined.empty() ? "no samples after equilibration" : undefined;
  } else if (averages.size() == 1) {
    entry["mean"] = means.front();
    add_own_error(entry, averages.front(), observed);
  } else {
    const MeanAndError over_replicas = mean_and_error(means);
    entry["mean"] = over_replicas.mean;
    entry["standard_error"] = over_replicas.error;
  }
  return entry;
}

/// A replica's array without what every replica knows.
nlohmann::json values_of(const AveragedArray& array) {
  return {{"value", array.value}, {"error", array.standard_error}, {"samples", array.samples}};
}

/// Mean and error between replicas of one entry of an array; those without a sample are left out.
void combine_entry(const nlohmann::json& all, std::size_t k, std::size_t entry, AveragedArray& array) {
  std::vector<double> means;
  array.samples[entry] = 0;
  for (const auto& replica : all) {
    const auto samples = replica.at(k).at("samples").at(entry).get<std::int64_t>();
    array.samples[entry] += samples;
    if (samples > 0) means.push_back(replica.at(k).at("value").at(entry).get<double>());
  }
  const MeanAndError over_replicas = mean_and_error(means);
  array.value[entry] = over_replicas.mean;
  array.standard_error[entry] = over_replicas.error;
  array.unresolved = 0;
}

}  // namespace

template <int D>
nlohmann::ordered_json summarise_results(Ensemble<D>& ensemble, std::int64_t step) {
  std::vector<nlohmann::json> own;
  ensemble.for_each([&](const Replica<D>& replica) {
    nlohmann::json averages = nlohmann::json::array();
    for (const BlockAverage& average : replica.averages()) averages.push_back(average_of(average));
    own.push_back(std::move(averages));
  });
  const nlohmann::json all = gather_json(ensemble.groups(), std::move(own));
  nlohmann::ordered_json results = nlohmann::ordered_json::object();
  if (all.empty()) return results;
  const std::vector<Observable> list = observables(ensemble.deck());
  const double observed = static_cast<double>(step - ensemble.deck().equilibration) * ensemble.deck().time_step;
  for (std::size_t k = 0; k < list.size(); ++k) {
    std::vector<nlohmann::json> averages;
    for (const auto& replica : all) averages.push_back(replica.at(k));
    results[list[k].name] = entry_of(averages, list[k].undefined, observed);
  }
  return results;
}

template <int D>
std::vector<AveragedArray> average_arrays(Ensemble<D>& ensemble) {
  std::vector<AveragedArray> arrays = ensemble.any().arrays();
  if (ensemble.groups().members() == 1) return arrays;
  std::vector<nlohmann::json> own;
  ensemble.for_each([&](const Replica<D>& replica) {
    nlohmann::json values = nlohmann::json::array();
    for (const AveragedArray& array : replica.arrays()) values.push_back(values_of(array));
    own.push_back(std::move(values));
  });
  const nlohmann::json all = gather_json(ensemble.groups(), std::move(own));
  for (std::size_t k = 0; k < (all.empty() ? 0 : arrays.size()); ++k) {
    for (std::size_t entry = 0; entry < arrays[k].value.size(); ++entry) combine_entry(all, k, entry, arrays[k]);
  }
  return arrays;
}

template std::vector<AveragedArray> average_arrays(Ensemble<1>&);
template std::vector<AveragedArray> average_arrays(Ensemble<2>&);
template std::vector<AveragedArray> average_arrays(Ensemble<3>&);
template nlohmann::ordered_json summarise_results(Ensemble<1>&, std::int64_t);
template nlohmann::ordered_json summarise_results(Ensemble<2>&, std::int64_t);
template nlohmann::ordered_json summarise_results(Ensemble<3>&, std::int64_t);

}  // namespace starling::active
