// The registry of models.
#include <cmath>

#include "drivers/jump/models/model.hpp"
#include "engine/deck/parameters.hpp"
#include "engine/deck/words.hpp"
#include "engine/io/tables/number_table.hpp"
#include "kernels/math/exponential.hpp"

namespace starling::jump {

namespace {

constexpr std::int64_t most_states = 1024;
// Of rates that are not 0.
constexpr double smallest_rate = 1e-100;
constexpr double largest_rate = 1e100;

template <class Type>
std::unique_ptr<Chosen> make_model() {
  return std::make_unique<Type>();
}

/// A square matrix of rates, which are in range.
RateMatrix checked(const std::vector<double>& rates, const std::string& key) {
  RateMatrix made{0, rates};
  while (made.states * made.states < std::ssize(rates)) ++made.states;
  if (made.states * made.states != std::ssize(rates))
    fail_about(key, "has {} numbers, which are no square matrix", rates.size());
  if (made.states < 2 || made.states > most_states)
    fail_about(key, "has {} states; 2 to {} can be taken", made.states, most_states);
  for (std::int64_t i = 0; i < made.states; ++i) made.rate[static_cast<std::size_t>(i * (made.states + 1))] = 0.0;
  for (std::int64_t i = 0; i < made.states; ++i) {
    for (std::int64_t j = 0; j < made.states; ++j) {
      const double rate = made.at(i, j);
      if (!std::isfinite(rate) || rate < 0.0 || rate > largest_rate)
        fail_about(key, "the rate from state {} to {} is {}: rates are at least 0, and finite", i, j, rate);
      if (rate > 0.0 && rate < smallest_rate)
        fail_about(key, "the rate from state {} to {} is {}: too small", i, j, rate);
    }
  }
  return made;
}

class Rates final : public ChosenModel {
 public:
  void describe(Schema& schema) override {
    schema.key("matrix", matrix_, "rates q_ij from state i to j, row by row; the diagonal is given, and ignored")
        .unset_means("model.file");
    schema.key("file", file_, "CSV or HDF5 with a row and a column for each state").unset_means("model.matrix");
    schema.key("columns", columns_, "names of its columns, with blanks between, in the order of the states")
        .unset_means("none");
  }
  void check() const override {
    if (file_.empty() == matrix_.empty()) fail_about("model.matrix", "either model.matrix or model.file must be given");
    if (file_.empty() != columns_.empty()) fail_about("model.columns", "model.file and model.columns belong together");
    if (file_.empty()) static_cast<void>(checked(matrix_, "model.matrix"));
  }
  [[nodiscard]] Process make(const Communicator& world, const std::filesystem::path& deck) const override {
    if (file_.empty()) return checked(matrix_, "model.matrix");
    NumberTableRequest request{file_, deck, words_in(columns_), "", std::nullopt};
    request.rows_are_times = false;
    request.section = "model";
    const NumberTable table = read_number_table(world, request);
    if (table.rows.size() != request.columns.size())
      fail_about("model.file", "has {} rows, but {} columns are named: rates are a square matrix", table.rows.size(),
                 request.columns.size());
    std::vector<double> rates;
    for (const std::vector<double>& row : table.rows) rates.insert(rates.end(), row.begin(), row.end());
    return checked(rates, "model.file");
  }
  [[nodiscard]] std::vector<ModelParameter> parameters(const Process& made) const override {
    const auto& matrix = std::get<RateMatrix>(made);
    std::vector<ModelParameter> found;
    for (std::int64_t i = 0; i < matrix.states; ++i) {
      for (std::int64_t j = 0; j < matrix.states; ++j) {
        if (matrix.at(i, j) > 0.0)
          found.push_back(
              {fmt::format("rate_{}_{}", i, j), matrix.at(i, j), Limits::within(smallest_rate, largest_rate)});
      }
    }
    return found;
  }
  [[nodiscard]] Process with(const Process& made, const std::vector<double>& values) const override {
    auto matrix = std::get<RateMatrix>(made);
    auto value = values.begin();
    for (double& rate : matrix.rate)
      if (rate > 0.0) rate = *value++;
    return matrix;
  }

 private:
  std::vector<double> matrix_;
  std::string file_;
  std::string columns_;
};

class FlashingRatchet final : public ChosenModel {
 public:
  void describe(Schema& schema) override { visit(numbers_, NumberDeclarer{schema}); }
  void check() const override {}
  [[nodiscard]] Process make(const Communicator& /*world*/, const std::filesystem::path& /*deck*/) const override {
    return rates(numbers_);
  }
  [[nodiscard]] std::vector<ModelParameter> parameters(const Process& /*made*/) const override {
    Numbers numbers = numbers_;
    std::vector<ModelParameter> found;
    visit(numbers, [&](const char* name, double value, const char*, const Limits& limits, const Notation&) {
      found.push_back({name, value, limits});
    });
    return found;
  }
  [[nodiscard]] Process with(const Process& /*made*/, const std::vector<double>& values) const override {
    return rates({values[0], values[1]});
  }

 private:
  struct Numbers {
    double potential = 1.0;
    double switching = 1.0;
  };

  template <class Visitor>
  static void visit(Numbers& numbers, const Visitor& visitor) {
    visitor("potential", numbers.potential, "V: the sites of the on state have energies 0, V and 2 V",
            Limits::within(-100.0, 100.0), Notation{.symbol = "V"});
    visitor("switching", numbers.switching, "rate of switching on and off", Limits{.above = 0.0, .at_most = 1e6},
            Notation{.symbol = "r"});
  }

  static RateMatrix rates(const Numbers& numbers) {
    RateMatrix made{6, std::vector<double>(36, 0.0)};
    const auto set = [&](std::size_t i, std::size_t j, double rate) { made.rate[6 * i + j] = rate; };
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        if (i == j) continue;
        set(i, j, math::exp(-0.5 * numbers.potential * (static_cast<double>(j) - static_cast<double>(i))));
        set(3 + i, 3 + j, 1.0);
      }
      set(i, 3 + i, numbers.switching);
      set(3 + i, i, numbers.switching);
    }
    return made;
  }

  Numbers numbers_;
};

class Reactions final : public ChosenModel {
 public:
  void describe(Schema& schema) override {
    schema.key("start", start_, "count of each species at the start")
        .required()
        .at_least(0)
        .at_most(static_cast<double>(most_molecules));
    schema.key("constants", constants_, "rate constant of each reaction").required().at_least(0).at_most(largest_rate);
    schema
        .key("reactants", reactants_,
             "how many of each species a reaction takes, reaction after reaction: its rate is its constant times "
             "n (n - 1) ... for each")
        .required()
        .at_least(0)
        .at_most(4);
    schema.key("products", products_, "how many it leaves, in the same order").required().at_least(0).at_most(100);
  }
  [[nodiscard]] bool counts_species() const override { return true; }
  void check() const override { static_cast<void>(network()); }
  [[nodiscard]] Process make(const Communicator& /*world*/, const std::filesystem::path& /*deck*/) const override {
    return network();
  }
  [[nodiscard]] std::vector<ModelParameter> parameters(const Process& /*made*/) const override {
    std::vector<ModelParameter> found;
    for (std::size_t r = 0; r < constants_.size(); ++r) {
      if (constants_[r] > 0.0)
        found.push_back({fmt::format("constant_{}", r), constants_[r], Limits::within(smallest_rate, largest_rate)});
    }
    return found;
  }
  [[nodiscard]] Process with(const Process& made, const std::vector<double>& values) const override {
    auto found = std::get<ReactionNetwork>(made);
    auto value = values.begin();
    for (double& constant : found.network.constant)
      if (constant > 0.0) constant = *value++;
    return found;
  }

 private:
  [[nodiscard]] ReactionNetwork network() const {
    const std::size_t species = start_.size();
    const std::size_t reactions = constants_.size();
    if (species > most_species) fail_about("model.start", "has {} species; {} are the most", species, most_species);
    if (reactions > most_reactions)
      fail_about("model.constants", "are of {} reactions; {} are the most", reactions, most_reactions);
    const auto whole = [&](const char* key, const std::vector<double>& list, std::size_t size) {
      if (list.size() != size)
        fail_about(key, "has {} numbers; {} reactions of {} species have {}", list.size(), reactions, species, size);
      for (const double value : list)
        if (value != std::floor(value)) fail_about(key, "{} is no whole number", value);
    };
    whole("model.start", start_, species);
    whole("model.reactants", reactants_, reactions * species);
    whole("model.products", products_, reactions * species);
    ReactionNetwork made{{static_cast<int>(species), static_cast<int>(reactions), {}, {}, {}}, {}};
    for (const double count : start_) made.start.push_back(static_cast<std::int64_t>(count));
    for (std::size_t r = 0; r < reactions; ++r) {
      made.network.constant[r] = constants_[r];
      for (std::size_t s = 0; s < species; ++s) {
        made.network.taken[r][s] = static_cast<std::int32_t>(reactants_[r * species + s]);
        made.network.change[r][s] = static_cast<std::int32_t>(products_[r * species + s] - reactants_[r * species + s]);
      }
    }
    return made;
  }

  std::vector<double> start_;
  std::vector<double> constants_;
  std::vector<double> reactants_;
  std::vector<double> products_;
};

}  // namespace

const Choice& model_choice() {
  static const Choice choice(
      "model", "A Markov jump process.", "which process",
      {{"rates", "A matrix of rates.", make_model<Rates>},
       {"flashing_ratchet", "Three sites on a circle, whose potential is on (states 0 to 2) or off (3 to 5).",
        make_model<FlashingRatchet>},
       {"reaction_network", "Counts of species, reactions by mass action.", make_model<Reactions>}});
  return choice;
}

}  // namespace starling::jump
