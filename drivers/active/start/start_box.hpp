// From a file's box to the deck's.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/active/deck.hpp"
#include "engine/comm/communicator.hpp"
#include "engine/io/particles/start_file.hpp"

namespace starling::active {

/// Moves a frame's positions, whose dimension is the deck's, into the deck's box with its corner at the origin and makes
/// their images count from there, so that unwrapped positions are kept (times the ratio of the boxes with start_box =
/// rescale). `file_box` has an edge per axis, or none where the file does not say; a file without one must fit into the
/// deck's box or come with start_box = ignore. Collective; refusals as read_start says.
void fit_into_box(const Communicator& communicator, const Deck& deck, const std::vector<double>& file_box,
                  StartFrame& frame);

}  // namespace starling::active
