// Comparing boxes, finding the origin, folding.
#include "drivers/active/start/start_box.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/failure.hpp"

namespace starling::active {

namespace {

/// What single precision leaves of an edge.
constexpr double tolerance = 1e-6;
/// Coordinates may be unwrapped; one further than this many edges away is a mistake.
constexpr double most_turns = 1e6;
/// Images that a file may give, so that folding cannot overflow.
constexpr std::int32_t most_images = 1 << 30;

std::string text_of_box(const std::vector<double>& edges) { return fmt::format("{:.7g}", fmt::join(edges, " x ")); }

bool is_box(const std::vector<double>& edges) {
  return !edges.empty() &&
         std::all_of(edges.begin(), edges.end(), [](double edge) { return edge > 0.0 && std::isfinite(edge); });
}

bool same_box(const std::vector<double>& one, const std::vector<double>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](double a, double b) { return std::abs(a - b) <= tolerance * std::abs(b); });
}

/// Lowest and highest coordinate of all ranks, an axis each.
struct Extent {
  std::vector<double> low;
  std::vector<double> high;

  Extent(const Communicator& communicator, const StartFrame& frame) {
    const auto d = static_cast<std::size_t>(frame.dimension);
    std::vector<double> ends(2 * d, -std::numeric_limits<double>::infinity());
    for (std::size_t k = 0; k < frame.position.size(); ++k) {
      ends[k % d] = std::max(ends[k % d], -frame.position[k]);
      ends[d + k % d] = std::max(ends[d + k % d], frame.position[k]);
    }
    communicator.maximum(std::span<double>(ends));
    for (std::size_t axis = 0; axis < d; ++axis) low.push_back(-ends[axis]);
    high.assign(ends.begin() + static_cast<std::ptrdiff_t>(d), ends.end());
  }

  /// Whether all coordinates are between `from` and `from + 1` edges.
  [[nodiscard]] bool within(const std::vector<double>& edges, double from) const {
    for (std::size_t axis = 0; axis < low.size(); ++axis) {
      const double first = (from - tolerance) * edges[axis];
      const double last = (from + 1.0 + tolerance) * edges[axis];
      if (low[axis] < first || high[axis] > last) return false;
    }
    return true;
  }
};

/// The only box that holds all coordinates; unsaid where both do or none.
BoxOrigin origin_of(const Extent& extent, const std::vector<double>& edges) {
  const bool corner = extent.within(edges, 0.0);
  const bool centre = extent.within(edges, -0.5);
  if (corner == centre) return BoxOrigin::unsaid;
  return corner ? BoxOrigin::corner : BoxOrigin::centre;
}

void require_box(const Deck& deck, const StartFrame& frame, const std::vector<double>& file_box,
                 const std::vector<double>& edges, const Extent& extent) {
  if (deck.start_box == StartBox::ignore) return;
  if (file_box.empty()) {
    const bool fits = extent.within(edges, 0.0) || extent.within(edges, -0.5);
    if (deck.start_box == StartBox::rescale || !fits) {
      fail(ExitCode::bad_input,
           "system.start_file = {} does not say its box{}: start_box = ignore takes its coordinates as they are",
           frame.file.string(), fits ? "" : ", and its particles do not fit into the deck's");
    }
    return;
  }
  if (!is_box(file_box)) {
    fail(ExitCode::bad_input,
         "system.start_file = {} has a box of {}, which is none: start_box = ignore takes its coordinates as they are",
         frame.file.string(), text_of_box(file_box));
  }
  if (deck.start_box == StartBox::refuse && !same_box(file_box, edges)) {
    fail(ExitCode::bad_input,
         "system.start_file = {} has a box of {}, the deck {}: start_box = rescale stretches positions, "
         "ignore takes them as they are",
         frame.file.string(), text_of_box(file_box), text_of_box(edges));
  }
}

BoxOrigin find_origin(const Deck& deck, const StartFrame& frame, const Extent& extent,
                      const std::vector<double>& edges) {
  if (deck.start_origin == StartOrigin::corner) return BoxOrigin::corner;
  if (deck.start_origin == StartOrigin::centre) return BoxOrigin::centre;
  if (frame.origin != BoxOrigin::unsaid) return frame.origin;
  const BoxOrigin found = origin_of(extent, edges);
  if (found != BoxOrigin::unsaid) return found;
  // Without external forces one place is as good as another.
  if (deck.external == "none") return BoxOrigin::corner;
  fail(ExitCode::bad_input,
       "system.start_origin: the coordinates in {} do not tell whether its box has the corner or the centre at the "
       "origin, which matters to external = {}: give corner or centre",
       frame.file.string(), deck.external);
}

/// What becomes of a coordinate along one axis.
struct Folding {
  double edge;    ///< of the deck's box
  double unwrap;  ///< what an image of the file's is worth before folding; 0 where images stay what they are
  double scale;
  double shift;  ///< after scaling

  /// Returns false if it is beyond all sense.
  bool fold(double& position, std::int32_t& image) const {
    if (std::abs(image) > most_images) return false;
    const double moved = scale * (position + unwrap * image) + shift;
    double turns = std::floor(moved / edge);
    if (!(std::abs(turns) <= most_turns)) return false;
    position = moved - edge * turns;
    if (position >= edge) {
      position = 0.0;
      turns += 1.0;
    }
    image = (unwrap == 0.0 ? image : 0) + static_cast<std::int32_t>(turns);
    return true;
  }
};

Folding folding_of(const Deck& deck, double file_edge, double edge, bool centred) {
  Folding folding{edge, 0.0, 1.0, centred ? 0.5 * edge : 0.0};
  if (file_edge == edge) return folding;
  if (deck.start_box == StartBox::rescale) folding.scale = edge / file_edge;
  if (deck.start_box == StartBox::ignore) folding.unwrap = file_edge;
  return folding;
}

}  // namespace

void fit_into_box(const Communicator& communicator, const Deck& deck, const std::vector<double>& file_box,
                  StartFrame& frame) {
  const std::vector<double> edges = box_edges(deck);
  const Extent extent(communicator, frame);
  communicator.together([&] {
    require_box(deck, frame, file_box, edges, extent);
    const std::vector<double>& own = is_box(file_box) ? file_box : edges;
    const bool centred = find_origin(deck, frame, extent, own) == BoxOrigin::centre;
    frame.image.resize(frame.position.size(), 0);
    const auto d = static_cast<std::size_t>(frame.dimension);
    for (std::size_t k = 0; k < frame.position.size(); ++k) {
      const double position = frame.position[k];
      const std::int32_t image = frame.image[k];
      if (folding_of(deck, own[k % d], edges[k % d], centred).fold(frame.position[k], frame.image[k])) continue;
      fail(ExitCode::bad_input,
           "system.start_file = {} has particle {} at the coordinate {:.7g} and image {}, beyond all sense for a box "
           "of {}",
           frame.file.string(), frame.rows.first + static_cast<std::int64_t>(k / d), position, image, text_of_box(own));
    }
  });
}

}  // namespace starling::active
