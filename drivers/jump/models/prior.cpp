// The registry of priors, and drawing.
#include "drivers/jump/models/prior.hpp"

#include <algorithm>

#include "engine/deck/nearest_name.hpp"
#include "engine/deck/parameters.hpp"
#include "engine/deck/words.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/random/gamma.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::jump {

namespace {

/// A number for each parameter, or one for all.
double number_of(const std::vector<double>& list, std::size_t k) { return list[list.size() == 1 ? 0 : k]; }

void require_length(const char* key, const std::vector<double>& list, std::size_t drawn) {
  if (list.size() != 1 && list.size() != drawn)
    fail_about(key, "has {} numbers: one for all is needed, or one for each of the {} parameters that are drawn",
               list.size(), drawn);
}

bool is_within(const Limits& limits, double value) { return range_of(limits).check({value}).empty(); }

class NoPrior final : public ChosenPrior {
 public:
  void describe(Schema& /*schema*/) override {}
  [[nodiscard]] bool draws() const override { return false; }
  [[nodiscard]] double draw(std::size_t /*k*/, std::uint32_t /*entity*/, random::Key /*key*/) const override {
    fail(ExitCode::internal_error, "nothing is drawn without a prior");
  }

 protected:
  void check(const std::vector<ModelParameter>& /*drawn*/) const override {}
};

class GammaPrior final : public ChosenPrior {
 public:
  void describe(Schema& schema) override {
    schema.key("shape", shape_, "one for all, or one for each parameter that is drawn")
        .required()
        .each_greater_than(0)
        .at_most(1e6);
    schema.key("rate", rate_, "of the same; the mean is shape / rate").required().each_greater_than(0).at_most(1e6);
    describe_names(schema);
  }
  [[nodiscard]] double draw(std::size_t k, std::uint32_t entity, random::Key key) const override {
    return random::gamma(number_of(shape_, k), entity, key, 0, random::Purpose::prior_draw) / number_of(rate_, k);
  }

 protected:
  void check(const std::vector<ModelParameter>& drawn) const override {
    require_length("prior.shape", shape_, drawn.size());
    require_length("prior.rate", rate_, drawn.size());
  }

 private:
  std::vector<double> shape_;
  std::vector<double> rate_;
};

class LogUniformPrior final : public ChosenPrior {
 public:
  void describe(Schema& schema) override {
    schema.key("low", low_, "least value, one for all, or one for each parameter that is drawn")
        .required()
        .each_greater_than(0)
        .at_most(1e100);
    schema.key("high", high_, "largest value, likewise").required().each_greater_than(0).at_most(1e100);
    describe_names(schema);
  }
  [[nodiscard]] double draw(std::size_t k, std::uint32_t entity, random::Key key) const override {
    const double low = number_of(low_, k);
    const double high = number_of(high_, k);
    const double uniform = random::uniform(entity, key, 0, random::Purpose::prior_draw, 0);
    // Rounding may lead out.
    return std::clamp(low * math::exp(uniform * (math::log(high) - math::log(low))), low, high);
  }

 protected:
  void check(const std::vector<ModelParameter>& drawn) const override {
    require_length("prior.low", low_, drawn.size());
    require_length("prior.high", high_, drawn.size());
    for (std::size_t k = 0; k < drawn.size(); ++k) {
      const double low = number_of(low_, k);
      const double high = number_of(high_, k);
      if (low >= high) fail_about("prior.low", "{} of {} is not below prior.high, {}", low, drawn[k].name, high);
      const auto require_within = [&](const char* key, double value) {
        if (!is_within(drawn[k].limits, value))
          fail_about(key, "{} is beyond what {} may be, {}", value, drawn[k].name, range_of(drawn[k].limits).text());
      };
      require_within("prior.low", low);
      require_within("prior.high", high);
    }
  }

 private:
  std::vector<double> low_;
  std::vector<double> high_;
};

}  // namespace

void ChosenPrior::describe_names(Schema& schema) {
  schema.key("parameters", names_, "names of those that are drawn, with blanks between (docs/jump.md)")
      .unset_means("all");
}

std::vector<std::size_t> ChosenPrior::drawn_of(const std::vector<ModelParameter>& all) const {
  if (all.empty()) fail_about("prior.name", "draws nothing: no rate of the model is above 0");
  std::vector<std::string> known;
  for (const ModelParameter& each : all) known.push_back(each.name);
  std::vector<std::size_t> places;
  for (const std::string& name : words_in(names_)) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      fail_about("prior.parameters", "'{}' is no parameter of the model; did you mean '{}'?", name,
                 nearest_name(name, known));
    const auto place = static_cast<std::size_t>(found - known.begin());
    if (std::count(places.begin(), places.end(), place) > 0)
      fail_about("prior.parameters", "'{}' is there twice", name);
    places.push_back(place);
  }
  if (places.empty())
    for (std::size_t k = 0; k < all.size(); ++k) places.push_back(k);
  std::vector<ModelParameter> drawn;
  for (const std::size_t place : places) drawn.push_back(all[place]);
  check(drawn);
  return places;
}

Prior::Prior(const ChosenPrior& law, std::vector<ModelParameter> parameters)
    : law_(law), parameters_(std::move(parameters)), drawn_(law.drawn_of(parameters_)) {}

std::vector<double> Prior::draw(std::uint64_t seed, std::int64_t replica) const {
  const random::Key key = random::make_key(seed, static_cast<std::uint32_t>(replica));
  std::vector<double> values;
  for (const ModelParameter& each : parameters_) values.push_back(each.value);
  for (std::size_t k = 0; k < drawn_.size(); ++k) {
    const std::size_t place = drawn_[k];
    values[place] = law_.draw(k, static_cast<std::uint32_t>(place), key);
    if (!is_within(parameters_[place].limits, values[place]))
      fail_about("prior.name", "draws {} = {:.6g} in replica {}, and it must be {}", parameters_[place].name,
                 values[place], replica, range_of(parameters_[place].limits).text());
  }
  return values;
}

const Choice& prior_choice() {
  static const Choice choice(
      "prior", "From which law each replica draws the model's parameters (method.name = simulate).", "which law",
      {{"none", "The model's own numbers.", make_chosen<NoPrior>},
       {"gamma", "Density x^(shape - 1) e^(-rate x).", make_chosen<GammaPrior>},
       {"log_uniform", "The logarithm uniform between two bounds.", make_chosen<LogUniformPrior>}},
      "none");
  return choice;
}

}  // namespace starling::jump
