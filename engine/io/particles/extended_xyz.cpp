// Reading frames line by line.
#include "engine/io/particles/extended_xyz.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <sstream>

#include "engine/deck/value.hpp"
#include "engine/deck/words.hpp"
#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/find_file.hpp"
#include "engine/io/particles/extended_xyz_pairs.hpp"

namespace starling {
namespace {

/// Lines of a text, with their numbers.
class Lines {
 public:
  Lines(std::string_view text, const std::string& name) : rest_(text), name_(name) {}

  /// Whether nothing but blank lines is left; passes over those that stand here.
  bool ended() {
    while (!rest_.empty() && trimmed(rest_.substr(0, rest_.find('\n'))).empty()) (void)next("");
    return rest_.empty();
  }

  std::string_view next(const char* missing) {
    if (rest_.empty()) fail(ExitCode::bad_input, "{}: ends before {}", name_, missing);
    const std::size_t end = rest_.find('\n');
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++number_;
    return line;
  }

  [[nodiscard]] std::string place() const { return fmt::format("{}:{}", name_, number_); }

 private:
  std::string_view rest_;
  const std::string& name_;
  std::int64_t number_ = 0;
};

/// Where the columns that are read stand in an atom's line; -1: not there.
struct AtomColumns {
  int species = -1;
  int position = -1;
  int force = -1;
  int all = 0;
};

std::vector<std::string> parts_of(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

AtomColumns columns_of(const ExtendedXyzPairs& pairs) {
  const std::string text = pairs.text("Properties").value_or("species:S:1:pos:R:3");
  const std::vector<std::string> parts = parts_of(text, ':');
  if (parts.size() % 3 != 0) {
    fail(ExitCode::bad_input, "{}: Properties = {}: must be name:type:columns, for one property after the other",
         pairs.place(), shown(text));
  }
  AtomColumns columns;
  std::set<std::string> names;
  for (std::size_t k = 0; k < parts.size(); k += 3) {
    if (!names.insert(parts[k]).second) {
      fail(ExitCode::bad_input, "{}: Properties: {} is there twice", pairs.place(), shown(parts[k]));
    }
    int count = 0;
    if (!parse_value(parts[k + 2], count).empty() || count < 1 || count > 1000) {
      fail(ExitCode::bad_input, "{}: Properties: {} cannot have {} columns", pairs.place(), shown(parts[k]),
           shown(parts[k + 2]));
    }
    const auto take = [&](int& place, const std::string& type, int needed) {
      if (parts[k + 1] != type || count != needed) {
        fail(ExitCode::bad_input, "{}: Properties: {} must be {}:{}:{}, not {}:{}", pairs.place(), parts[k], parts[k],
             type, needed, shown(parts[k + 1]), count);
      }
      place = columns.all;
    };
    if (parts[k] == "species") take(columns.species, "S", 1);
    if (parts[k] == "pos") take(columns.position, "R", 3);
    if (parts[k] == "forces") take(columns.force, "R", 3);
    columns.all += count;
  }
  if (columns.species < 0 || columns.position < 0) {
    fail(ExitCode::bad_input, "{}: Properties = {}: species and pos must be among them", pairs.place(), shown(text));
  }
  return columns;
}

std::array<double, 3> edges_of(const ExtendedXyzPairs& pairs) {
  const auto lattice = pairs.numbers("Lattice", {9});
  if (!lattice) fail(ExitCode::bad_input, "{}: there is no Lattice: atoms must be in a periodic box", pairs.place());
  const std::string periodic = pairs.text("pbc").value_or("T T T");
  const std::vector<std::string> axes = words_in(periodic);
  if (axes.size() != 3) {
    fail(ExitCode::bad_input, "{}: pbc = {}: has {} words: it must have 3", pairs.place(), shown(periodic),
         axes.size());
  }
  for (const std::string& axis : axes) {
    if (axis != "T" && axis != "True" && axis != "true" && axis != "1") {
      fail(ExitCode::bad_input, "{}: pbc = {}: the box must be periodic along all axes", pairs.place(),
           shown(periodic));
    }
  }
  for (std::size_t k = 0; k < 9; ++k) {
    const double value = (*lattice)[k];
    if (k % 4 != 0 && value != 0.0) {
      fail(ExitCode::bad_input,
           "{}: Lattice: the box is not along the axes (its number {} is {}): such boxes are not read", pairs.place(),
           k + 1, value);
    }
    if (k % 4 == 0 && value <= 0.0) {
      fail(ExitCode::bad_input, "{}: Lattice: an edge of the box is {}: it must be positive", pairs.place(), value);
    }
  }
  return {(*lattice)[0], (*lattice)[4], (*lattice)[8]};
}

/// A stress is symmetric, but for the digits of whatever computed and printed it.
void refuse_asymmetric(const std::vector<double>& stress, const std::string& place) {
  constexpr double tolerance = 1e-4;
  double largest = 0.0;
  for (const double value : stress) largest = std::max(largest, std::abs(value));
  for (const auto& [one, other] : {std::pair{1, 3}, std::pair{2, 6}, std::pair{5, 7}}) {
    const double apart = stress[static_cast<std::size_t>(one)] - stress[static_cast<std::size_t>(other)];
    if (std::abs(apart) > tolerance * largest) {
      fail(ExitCode::bad_input, "{}: stress is not symmetric: its numbers {} and {} differ by {}", place, one + 1,
           other + 1, std::abs(apart));
    }
  }
}

std::optional<std::array<double, 9>> virial_of(const ExtendedXyzPairs& pairs, const std::array<double, 3>& edge) {
  const auto stress = pairs.numbers("stress", {9, 6});
  if (!stress) return std::nullopt;
  if (stress->size() == 9) refuse_asymmetric(*stress, pairs.place());
  const double volume = edge[0] * edge[1] * edge[2];
  constexpr std::array<std::size_t, 9> voigt = {0, 5, 4, 5, 1, 3, 4, 3, 2};
  std::array<double, 9> virial{};
  for (std::size_t k = 0; k < 9; ++k) virial[k] = -volume * (*stress)[stress->size() == 9 ? k : voigt[k]];
  return virial;
}

/// In [0, edge), from anywhere.
double into_box(double coordinate, double edge) {
  const double inside = coordinate - edge * std::floor(coordinate / edge);
  return inside >= edge || inside < 0.0 ? 0.0 : inside;
}

void read_atom(std::string_view line, const std::string& place, const AtomColumns& columns,
               AtomicConfiguration& frame) {
  const std::vector<std::string> words = words_in(line);
  if (std::cmp_not_equal(words.size(), columns.all)) {
    fail(ExitCode::bad_input, "{}: has {} columns, Properties announces {}", place, words.size(), columns.all);
  }
  const auto number = [&](int column) {
    const std::string& word = words[static_cast<std::size_t>(column)];
    double value = 0.0;
    const Complaint complaint = parse_value(word, value);
    if (!complaint.empty()) fail(ExitCode::bad_input, "{}: \"{}\": {}", place, shown(word), complaint);
    return value;
  };
  frame.elements.push_back(words[static_cast<std::size_t>(columns.species)]);
  for (int axis = 0; axis < 3; ++axis) {
    frame.positions.push_back(into_box(number(columns.position + axis), frame.edge[static_cast<std::size_t>(axis)]));
    if (columns.force >= 0) frame.forces.push_back(number(columns.force + axis));
  }
}

AtomicConfiguration read_frame(Lines& lines) {
  const std::string_view first = lines.next("a frame");
  std::int64_t atoms = 0;
  const Complaint complaint = parse_value(trimmed(first), atoms);
  if (!complaint.empty() || atoms < 1) {
    fail(ExitCode::bad_input, "{}: \"{}\": a frame begins with its number of atoms", lines.place(), shown(first));
  }
  const std::string_view second = lines.next("the second line of its last frame");
  const ExtendedXyzPairs pairs(second, lines.place());
  AtomicConfiguration frame;
  frame.edge = edges_of(pairs);
  frame.virial = virial_of(pairs, frame.edge);
  if (const auto energy = pairs.numbers("energy", {1})) frame.energy = energy->front();
  const AtomColumns columns = columns_of(pairs);
  for (std::int64_t i = 0; i < atoms; ++i) {
    const std::string_view line = lines.next("the last atom of its last frame");
    read_atom(line, lines.place(), columns, frame);
  }
  return frame;
}

}  // namespace

std::vector<AtomicConfiguration> parse_extended_xyz(std::string_view text, const std::string& name) {
  Lines lines(text, name);
  std::vector<AtomicConfiguration> frames;
  while (!lines.ended()) frames.push_back(read_frame(lines));
  if (frames.empty()) fail(ExitCode::bad_input, "{}: holds no frame", name);
  return frames;
}

std::vector<AtomicConfiguration> read_extended_xyz(const Communicator& world, const std::string& key,
                                                   const std::string& file, const std::filesystem::path& deck) {
  std::string text;
  world.together([&] {
    if (!world.is_root()) return;
    const std::filesystem::path path = find_file(key, file, deck);
    text = read_text_file(path);
  });
  text = world.broadcast(std::move(text));
  std::vector<AtomicConfiguration> frames;
  world.together([&] { frames = parse_extended_xyz(text, key + " = " + file); });
  return frames;
}

}  // namespace starling
