// Making the objective, and fitting the start to it.
#include "drivers/optimise/setup.hpp"

#include "engine/runtime/memory.hpp"
#include "kernels/device_copy.hpp"

namespace starling::optimise {

namespace {

/// A list with a number for each coordinate, or one for all.
std::vector<double> spread_out(const Schema& schema, const std::string& key, const std::vector<double>& list,
                               std::size_t dimension) {
  if (list.size() == 1) return std::vector<double>(dimension, list[0]);
  if (list.size() != dimension) {
    schema.refuse(key, fmt::format("has {} numbers, but the objective has {} coordinates", list.size(), dimension));
  }
  return list;
}

/// Where slots start: the deck's box or point where it gives one, or the objective's box.
Box start_box(const Schema& schema, const Deck& deck, const Objective& objective) {
  const auto dimension = static_cast<std::size_t>(objective.dimension());
  Box whole = objective.box();
  Box box = whole;
  if (!deck.point.empty()) {
    box.lower = box.upper = spread_out(schema, "start.point", deck.point, dimension);
  } else if (!deck.lower.empty()) {
    box.lower = spread_out(schema, "start.lower", deck.lower, dimension);
    box.upper = spread_out(schema, "start.upper", deck.upper, dimension);
    for (std::size_t k = 0; k < dimension; ++k) {
      if (!(box.lower[k] < box.upper[k])) {
        schema.refuse("start.lower", fmt::format("{} of coordinate {} is not below start.upper, {}", box.lower[k],
                                                 objective.name_of(static_cast<int>(k)), box.upper[k]));
      }
    }
  }
  if (deck.point.empty() && deck.lower.empty()) return whole;
  for (std::size_t k = 0; k < dimension; ++k) {
    const auto number = static_cast<int>(k);
    // A number that has no place, such as the logarithm of a negative one, is outside too.
    const auto place = [&](double value, const char* key) {
      const double at = objective.place_of(number, value);
      if (objective.bounded() && !(at >= whole.lower[k] && at <= whole.upper[k])) {
        schema.refuse(
            deck.point.empty() ? key : "start.point",
            fmt::format("{} would start outside the objective's box: it is from {} to {}", objective.name_of(number),
                        objective.value_of(number, whole.lower[k]), objective.value_of(number, whole.upper[k])));
      }
      return at;
    };
    box.lower[k] = place(box.lower[k], "start.lower");
    box.upper[k] = place(box.upper[k], "start.upper");
  }
  return box;
}

}  // namespace

std::shared_ptr<const Setup> make_setup(const Communicator& world, const Schema& schema, const Deck& deck,
                                        const std::filesystem::path& deck_file) {
  std::shared_ptr<Setup> setup(new Setup{deck, deck.objective->make({world, schema, deck, deck_file}), {}, {}, {}});
  require_memory(world, setup->objective->bytes());
  world.together([&] {
    schema.placing([&] { deck.method->check(setup->objective->dimension(), deck.particles); });
    setup->start = start_box(schema, deck, *setup->objective);
  });
  if (setup->objective->bounded()) {
    setup->lower = device_copy("lower bounds", setup->objective->box().lower);
    setup->upper = device_copy("upper bounds", setup->objective->box().upper);
  }
  return setup;
}

}  // namespace starling::optimise
