// Minus the log evidence of a state-space model as a function of some of its numbers: maximum likelihood.
#include <algorithm>
#include <set>

#include "drivers/optimise/objectives/objective.hpp"
#include "drivers/smc/make_problem.hpp"
#include "drivers/smc/methods/filters.hpp"
#include "drivers/smc/models/chosen_model.hpp"
#include "engine/deck/words.hpp"
#include "engine/run/population_keys.hpp"
#include "engine/runtime/progress.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::optimise {

namespace {

enum class FilterName { bootstrap, guided, auxiliary };

/// The replica that filters draw as, so that their noise is not that of a run of the smc job; its chains are our replicas.
constexpr std::uint32_t filter_replica = 0xfffffffe;

/// A number of the model that is a coordinate.
struct Coordinate {
  std::string name;
  double lower;
  double upper;
  bool logarithmic;

  [[nodiscard]] double place_of(double number) const { return logarithmic ? math::log(number) : number; }
  [[nodiscard]] double number_at(double place) const {
    // Rounding, of a logarithm or of a weighted mean, must not leave the limits of the model.
    return std::clamp(logarithmic ? math::exp(place) : place, lower, upper);
  }
};

class StateSpaceObjective final : public Objective {
 public:
  StateSpaceObjective(const smc::ChosenModel& model, smc::Problem problem, std::vector<Coordinate> coordinates,
                      const smc::FilterSettings& filter, std::uint64_t seed, std::string words)
      : words_(std::move(words)),
        model_(model),
        problem_(std::move(problem)),
        coordinates_(std::move(coordinates)),
        filter_(filter),
        seed_(seed),
        alone_(MPI_COMM_SELF),
        timer_(smc::phase_plan().labels) {}

  [[nodiscard]] int dimension() const override { return static_cast<int>(coordinates_.size()); }

  void costs(const consensus::Slots& slots, std::int64_t replica, double* cost) const override {
    const auto total = static_cast<std::size_t>(slots.stride) * coordinates_.size();
    using Unmanaged = Kokkos::MemoryTraits<Kokkos::Unmanaged>;
    const Kokkos::View<const double*, MemorySpace, Unmanaged> x(slots.x, total);
    const Kokkos::View<double*, MemorySpace, Unmanaged> out(cost, static_cast<std::size_t>(slots.count));
    const auto places = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), x);
    const auto values = Kokkos::create_mirror_view(out);
    for (std::int64_t j = 0; j < slots.count; ++j) {
      std::vector<double> point;
      for (std::size_t k = 0; k < coordinates_.size(); ++k)
        point.push_back(places(static_cast<std::size_t>(slots.stride) * k + static_cast<std::size_t>(j)));
      values(static_cast<std::size_t>(j)) = -log_likelihood_at(slots.first_slot + j, point, replica);
    }
    Kokkos::deep_copy(out, values);
  }

  [[nodiscard]] Box box() const override {
    Box box;
    for (const Coordinate& each : coordinates_) {
      box.lower.push_back(each.place_of(each.lower));
      box.upper.push_back(each.place_of(each.upper));
    }
    return box;
  }
  [[nodiscard]] bool bounded() const override { return true; }
  [[nodiscard]] double work() const override {
    return static_cast<double>(filter_.particles) * static_cast<double>(problem_.observations.size());
  }
  [[nodiscard]] double bytes() const override {
    constexpr double besides_states = 24.0;
    return static_cast<double>(filter_.particles) * (16.0 * problem_.model->state_size() + besides_states);
  }
  [[nodiscard]] std::string data() const override { return smc::data_text(problem_.data); }
  [[nodiscard]] smc::Remarks remarks() const override {
    smc::Remarks all;
    all.notes.push_back(fmt::format("a cost is a {}, of {} each, through {}", words_,
                                    counted(filter_.particles, "particle"),
                                    counted(static_cast<std::int64_t>(problem_.observations.size()), "observation")));
    all.notes.insert(all.notes.end(), problem_.data.notes.begin(), problem_.data.notes.end());
    all.warnings.insert(all.warnings.end(), problem_.data.warnings.begin(), problem_.data.warnings.end());
    add_remarks_at_ends(all);
    return all;
  }
  [[nodiscard]] std::string name_of(int k) const override { return coordinates_[static_cast<std::size_t>(k)].name; }
  [[nodiscard]] double value_of(int k, double x) const override {
    return coordinates_[static_cast<std::size_t>(k)].number_at(x);
  }
  [[nodiscard]] double place_of(int k, double value) const override {
    return coordinates_[static_cast<std::size_t>(k)].place_of(value);
  }

 private:
  /// What the model says of itself at either end of each coordinate.
  void add_remarks_at_ends(smc::Remarks& all) const {
    const auto times = static_cast<std::int64_t>(problem_.observations.size());
    for (const Coordinate& each : coordinates_) {
      for (const double end : {each.lower, each.upper}) {
        for (const std::string& warning : model_.with(each.name, end)->remarks(times).warnings)
          all.warnings.push_back(fmt::format("at {} = {}: {}", each.name, end, warning));
      }
    }
  }

  /// A failure says of which slot, and where it is.
  [[nodiscard]] double log_likelihood_at(std::int64_t slot, const std::vector<double>& point,
                                         std::int64_t replica) const {
    try {
      return log_likelihood(point, replica);
    } catch (const Failure& failure) {
      std::string place;
      for (std::size_t k = 0; k < point.size(); ++k)
        place +=
            fmt::format("{}{} = {:.6g}", k == 0 ? "" : ", ", coordinates_[k].name, coordinates_[k].number_at(point[k]));
      const std::string sentence = fmt::format("slot {} has no cost at {}: {}", slot, place, failure.what());
      if (failure.code() == ExitCode::bad_input) throw Failure(ExitCode::blow_up, sentence);
      throw failure.reworded(sentence);
    }
  }

  [[nodiscard]] double log_likelihood(const std::vector<double>& point, std::int64_t replica) const {
    const auto times = static_cast<std::int64_t>(problem_.observations.size());
    std::unique_ptr<smc::ChosenModel> chosen;
    for (std::size_t k = 0; k < point.size(); ++k)
      chosen = (chosen ? *chosen : model_).with(coordinates_[k].name, coordinates_[k].number_at(point[k]));
    const std::unique_ptr<smc::StateSpace> model = chosen->make(times);
    const smc::Stream stream{seed_, filter_replica, static_cast<std::uint32_t>(replica)};
    smc::TableSettings bare;
    bare.observe_every = 0;
    const auto filter = smc::make_filter({alone_, timer_, stream}, *model, problem_.observations, filter_, bare);
    std::vector<TableRow> rows;
    filter->advance_to(times, rows);
    return filter->results().front().mean;
  }

  std::string words_;  ///< what filters of which model
  const smc::ChosenModel& model_;
  smc::Problem problem_;
  std::vector<Coordinate> coordinates_;
  smc::FilterSettings filter_;
  std::uint64_t seed_;
  Communicator alone_;
  mutable PhaseTimer timer_;
};

class ChosenStateSpace final : public ChosenObjective {
 public:
  void describe(Schema& schema) override {
    schema
        .key("parameters", parameters_,
             "names of the model's numbers that are fitted, with blanks between; each is a coordinate")
        .required();
    schema.key("lower", lower_, "the least value of each").required();
    schema.key("upper", upper_, "the largest value of each").required();
    schema.key("logarithmic", logarithmic_, "1 for each whose coordinate is its logarithm, else 0")
        .at_least(0)
        .at_most(1)
        .unset_means("none is");
    schema.key(
        "filter", filter_name_,
        {{"bootstrap", FilterName::bootstrap}, {"guided", FilterName::guided}, {"auxiliary", FilterName::auxiliary}},
        "the filter whose log evidence is the cost, as in the smc job");
    declare_particles(schema, filter_.particles);
    declare_resampling(schema, filter_.resampling);
    declare_ess_threshold(schema, filter_.ess_threshold);
  }

  [[nodiscard]] bool needs_model() const override { return true; }

  void check() const override {
    const std::vector<std::string> names = words_in(parameters_);
    if (names.empty()) fail_about("objective.parameters", "objective.parameters names no number");
    if (std::set<std::string>(names.begin(), names.end()).size() < names.size())
      fail_about("objective.parameters", "objective.parameters names a number twice");
    require_size("lower", lower_, names.size());
    require_size("upper", upper_, names.size());
    if (!logarithmic_.empty()) require_size("logarithmic", logarithmic_, names.size());
    for (const double flag : logarithmic_) {
      if (flag != 0.0 && flag != 1.0) fail_about("objective.logarithmic", "objective.logarithmic has {}: 0 or 1", flag);
    }
    for (std::size_t k = 0; k < names.size(); ++k) {
      if (!(lower_[k] < upper_[k])) {
        fail_about("objective.lower", "objective.lower of {} is {}, which is not below its objective.upper, {}",
                   names[k], lower_[k], upper_[k]);
      }
      if (is_logarithmic(k) && !(lower_[k] > 0.0))
        fail_about("objective.lower", "objective.lower of {} is {}, which has no logarithm", names[k], lower_[k]);
    }
  }

  /// The limits of a number are an interval, so what both ends may be all between them may.
  void check_model(const smc::ChosenModel& model) const override {
    const std::vector<std::string> names = words_in(parameters_);
    for (std::size_t k = 0; k < names.size(); ++k) {
      static_cast<void>(model.with(names[k], lower_[k]));
      static_cast<void>(model.with(names[k], upper_[k]));
    }
  }

  [[nodiscard]] std::unique_ptr<Objective> make(const ObjectivePlace& place) const override {
    const auto& model = dynamic_cast<const smc::ChosenModel&>(*place.problem.model);
    smc::FilterSettings filter = filter_;
    if (filter_name_ != FilterName::bootstrap) filter.proposal = Proposal::guided;
    filter.look_ahead = filter_name_ == FilterName::auxiliary;
    filter.on_extinction = smc::OnExtinction::zero;
    smc::Problem problem =
        make_problem(place.world, place.schema, place.problem, place.deck_file, [&](const smc::Problem& made) {
          if (filter_name_ == FilterName::guided)
            smc::require(made.model->has_proposal(), "objective.filter", "guided", "a proposal", *made.model);
          if (filter.look_ahead)
            smc::require(made.model->has_look_ahead(), "objective.filter", "auxiliary", "a look-ahead", *made.model);
        });
    std::vector<Coordinate> coordinates;
    for (const std::string& name : words_in(parameters_)) {
      const std::size_t k = coordinates.size();
      coordinates.push_back({name, lower_[k], upper_[k], is_logarithmic(k)});
    }
    return std::make_unique<StateSpaceObjective>(
        model, std::move(problem), std::move(coordinates), filter, place.problem.seed,
        fmt::format("{} filter of the model {}", filter_word(), place.problem.model.name()));
  }

 private:
  [[nodiscard]] bool is_logarithmic(std::size_t k) const { return !logarithmic_.empty() && logarithmic_[k] != 0.0; }

  [[nodiscard]] const char* filter_word() const {
    if (filter_name_ == FilterName::bootstrap) return "bootstrap";
    return filter_name_ == FilterName::guided ? "guided" : "auxiliary";
  }

  static void require_size(const std::string& key, const std::vector<double>& list, std::size_t size) {
    if (list.size() == size) return;
    fail_about("objective." + key, "objective.{} has {} numbers for the {} of objective.parameters", key, list.size(),
               size);
  }

  std::string parameters_;
  std::vector<double> lower_;
  std::vector<double> upper_;
  std::vector<double> logarithmic_;
  FilterName filter_name_ = FilterName::bootstrap;
  smc::FilterSettings filter_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_state_space() { return std::make_unique<ChosenStateSpace>(); }

}  // namespace starling::optimise
