// Averages of one replica, or over several.
#include "drivers/active/results.hpp"

#include "engine/comm/member_gather.hpp"
#include "engine/statistics/mean_and_error.hpp"

namespace starling::active {

namespace {

/// One replica's average of an observable.
nlohmann::json average_of(const BlockAverage& average) {
  nlohmann::json entry{{"samples", average.samples()}, {"mean", average.mean()}, {"error", nullptr}};
  if (const auto error = average.standard_error()) entry["error"] = *error;
  return entry;
}

/// An observable's entry from the averages of all replicas.
nlohmann::ordered_json entry_of(const std::vector<nlohmann::json>& averages, const std::string& undefined) {
  std::int64_t samples = 0;
  std::vector<double> means;
  for (const auto& average : averages) {
    samples += average.at("samples").get<std::int64_t>();
    means.push_back(average.at("mean").get<double>());
  }
  nlohmann::ordered_json entry{{"mean", nullptr}, {"standard_error", nullptr}, {"samples", samples}};
  if (samples == 0) {
    entry["reason"] = undefined.empty() ? "no samples after equilibration" : undefined;
  } else if (means.size() == 1) {
    entry["mean"] = means.front();
    entry["standard_error"] = averages.front().at("error");
  } else {
    const MeanAndError over_replicas = mean_and_error(means);
    entry["mean"] = over_replicas.mean;
    entry["standard_error"] = over_replicas.error;
  }
  return entry;
}

}  // namespace

template <int D>
nlohmann::ordered_json summarise_results(Ensemble<D>& ensemble) {
  std::vector<nlohmann::json> own;
  ensemble.for_each([&](const Replica<D>& replica) {
    nlohmann::json averages = nlohmann::json::array();
    for (const BlockAverage& average : replica.averages()) averages.push_back(average_of(average));
    own.push_back(std::move(averages));
  });
  const nlohmann::json all = gather_json(ensemble.groups(), own);
  nlohmann::ordered_json results = nlohmann::ordered_json::object();
  if (all.empty()) return results;
  const std::vector<Observable> list = observables(ensemble.deck());
  for (std::size_t k = 0; k < list.size(); ++k) {
    std::vector<nlohmann::json> averages;
    for (const auto& replica : all) averages.push_back(replica.at(k));
    results[list[k].name] = entry_of(averages, list[k].undefined);
  }
  return results;
}

template nlohmann::ordered_json summarise_results(Ensemble<1>&);
template nlohmann::ordered_json summarise_results(Ensemble<2>&);
template nlohmann::ordered_json summarise_results(Ensemble<3>&);

}  // namespace starling::active
