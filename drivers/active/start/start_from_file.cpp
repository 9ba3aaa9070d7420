// Number, dimension, species, order and box of the particles in a file.
#include "drivers/active/start/start_from_file.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "drivers/active/species.hpp"
#include "drivers/active/start/start_box.hpp"
#include "engine/io/find_file.hpp"
#include "engine/io/particles/start_file.hpp"
#include "engine/population/id_order.hpp"

namespace starling::active {

namespace {

struct Ends {
  std::int64_t low;
  std::int64_t high;
};

/// Lowest and highest of all ranks' values.
Ends ends_of(const Communicator& communicator, const auto& values) {
  std::array<std::int64_t, 2> ends;
  ends.fill(-std::numeric_limits<std::int64_t>::max());
  for (const std::int64_t value : values) {
    // The lowest integer has no opposite.
    ends[0] = std::max(ends[0], -std::max(value, -std::numeric_limits<std::int64_t>::max()));
    ends[1] = std::max(ends[1], value);
  }
  communicator.maximum(std::span<std::int64_t>(ends));
  return {-ends[0], ends[1]};
}

/// Keeps the first `to` of `from` components.
template <class T>
void narrow(std::vector<T>& values, int from, int to) {
  const std::size_t rows = values.size() / static_cast<std::size_t>(from);
  for (std::size_t row = 0; row < rows; ++row) {
    for (int c = 0; c < to; ++c) values[row * to + c] = values[row * from + c];
  }
  values.resize(rows * static_cast<std::size_t>(to));
}

/// Whether the coordinates along all axes from `axis` on are the same for all particles, so that these say nothing.
bool is_flat(const Communicator& communicator, const StartFrame& frame, int axis) {
  const int d = frame.dimension;
  std::vector<double> ends(2 * static_cast<std::size_t>(d), -std::numeric_limits<double>::infinity());
  for (std::size_t k = 0; k < frame.position.size(); ++k) {
    const std::size_t c = k % static_cast<std::size_t>(d);
    ends[c] = std::max(ends[c], frame.position[k]);
    ends[d + c] = std::max(ends[d + c], -frame.position[k]);
  }
  communicator.maximum(std::span<double>(ends));
  for (int c = axis; c < d; ++c) {
    if (ends[c] != -ends[d + c]) return false;
  }
  return true;
}

/// Programs that know space only write planar systems with three components.
void take_dimension(const Communicator& communicator, const Deck& deck, StartFrame& frame) {
  const int from = frame.dimension;
  const int to = deck.dimension;
  const bool taken = from == to || (from > to && is_flat(communicator, frame, to));
  communicator.together([&] {
    if (taken && frame.rows.total == deck.particles) return;
    fail(ExitCode::bad_input, "system.start_file = {} holds {} particles in {} dimensions, the deck asks for {} in {}",
         frame.file.string(), frame.rows.total, from, deck.particles, to);
  });
  if (from == to) return;
  narrow(frame.position, from, to);
  narrow(frame.image, from, to);
  if (frame.activity_components == from) {
    narrow(frame.activity, from, to);
    frame.activity_components = to;
  }
  if (std::cmp_greater(frame.box.size(), to)) frame.box.resize(static_cast<std::size_t>(to));
  frame.dimension = to;
}

std::string text_of_counts(const std::vector<std::int64_t>& counts) {
  return fmt::format("{}", fmt::join(counts, " + "));
}

/// Numbers species from 0, and drops them where the deck has none and they are all alike.
void take_species(const Communicator& communicator, const Deck& deck, StartFrame& frame) {
  if (!communicator.any(!frame.species.empty())) return;
  const Ends ends = ends_of(communicator, frame.species);
  if (!is_mixture(deck) && ends.low == ends.high) {
    frame.species.clear();
    return;
  }
  const std::vector<std::int64_t> asked = species_counts(deck);
  const auto kinds = static_cast<std::int64_t>(asked.size());
  // Each species has a particle, so that a file without 0 that ends at their number counts from 1.
  const std::int64_t first = ends.low >= 1 && ends.high == kinds ? 1 : 0;
  communicator.together([&] {
    if (ends.low >= first && ends.high < first + kinds) return;
    fail(ExitCode::bad_input,
         "system.start_file = {} has species {} to {}, the deck {} species: give species.fractions (with equal speeds "
         "for "
         "particles that are alike)",
         frame.file.string(), ends.low, ends.high, kinds);
  });
  std::vector<std::int64_t> found(asked.size(), 0);
  for (std::int32_t& species : frame.species) {
    species -= static_cast<std::int32_t>(first);
    ++found[static_cast<std::size_t>(species)];
  }
  communicator.sum(std::span<std::int64_t>(found));
  communicator.together([&] {
    if (found == asked) return;
    fail(ExitCode::bad_input,
         "system.start_file = {} has {} particles of its species in turn, species.fractions asks for {}",
         frame.file.string(), text_of_counts(found), text_of_counts(asked));
  });
}

/// Brings the rows into the order of their ids.
void sort_rows(const Communicator& communicator, StartFrame& frame) {
  if (!communicator.any(!frame.id.empty())) return;
  const Ends ends = ends_of(communicator, frame.id);
  communicator.together([&] {
    if ((ends.low == 0 || ends.low == 1) && ends.high == ends.low + frame.rows.total - 1) return;
    fail(ExitCode::bad_input,
         "system.start_file = {} has ids from {} to {} for {} particles: they must count from 0 or 1",
         frame.file.string(), ends.low, ends.high, frame.rows.total);
  });
  bool moved = false;
  for (std::int64_t k = 0; k < frame.rows.count; ++k) moved = moved || frame.id[k] - ends.low != frame.rows.first + k;
  if (!communicator.any(moved)) return;
  const auto for_each_column = [&](const auto& visit) {
    visit(frame.position);
    visit(frame.image);
    visit(frame.species);
    visit(frame.activity);
  };
  const auto count = static_cast<std::size_t>(frame.rows.count);
  std::size_t width = 1;
  for_each_column([&](const auto& values) { width += count == 0 ? 0 : values.size() / count; });
  std::vector<double> rows(count * width);
  for (std::size_t k = 0; k < count; ++k) rows[k * width] = static_cast<double>(frame.id[k] - ends.low);
  std::size_t first = 1;
  for_each_column([&](const auto& values) {
    const std::size_t components = count == 0 ? 0 : values.size() / count;
    for (std::size_t k = 0; k < values.size(); ++k) {
      rows[k / components * width + first + k % components] = static_cast<double>(values[k]);
    }
    first += components;
  });
  try {
    rows = rows_by_id(communicator, rows, static_cast<int>(width), frame.rows.total);
  } catch (const Failure&) {
    throw Failure(
        ExitCode::bad_input,
        fmt::format("system.start_file = {} has an id twice: they must be those of all particles", frame.file.string()),
        FailureScope::every_rank);
  }
  first = 1;
  for_each_column([&]<class T>(std::vector<T>& values) {
    const std::size_t components = count == 0 ? 0 : values.size() / count;
    for (std::size_t k = 0; k < values.size(); ++k) {
      values[k] = static_cast<T>(rows[k / components * width + first + k % components]);
    }
    first += components;
  });
}

/// The edges of the file's box; a checkpoint's are in its deck.
std::vector<double> box_of(const Communicator& communicator, const Deck& deck, const StartFrame& frame) {
  if (frame.deck.empty()) return frame.box;
  std::vector<double> edges;
  communicator.together([&] {
    try {
      edges = box_edges(read_deck(frame.deck, frame.file.string()));
    } catch (const Failure&) {
      // Of a version with other keys: as if it did not say its box.
      if (deck.start_box != StartBox::ignore) throw;
    }
  });
  return edges;
}

}  // namespace

FileStart read_start(const Communicator& communicator, const Deck& deck) {
  StartFrame frame = read_start_file(
      communicator, find_file(communicator, "system.start_file", deck.start_file, deck.file), deck.start_frame);
  take_dimension(communicator, deck, frame);
  take_species(communicator, deck, frame);
  sort_rows(communicator, frame);
  const std::vector<double> box = box_of(communicator, deck, frame);
  communicator.together([&] {
    if (box.empty() || std::cmp_equal(box.size(), frame.dimension)) return;
    fail(ExitCode::bad_input, "system.start_file = {} has {} edges of its box for {} dimensions", frame.file.string(),
         box.size(), frame.dimension);
  });
  fit_into_box(communicator, deck, box, frame);
  return {std::move(frame.position), std::move(frame.image),    std::move(frame.species),
          std::move(frame.activity), frame.activity_components, frame.digest};
}

}  // namespace starling::active
