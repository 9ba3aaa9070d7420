// The H5MD side of start files.
#pragma once

#include "engine/io/hdf5.hpp"
#include "engine/io/particles/start_file.hpp"

namespace starling {

/// Reads the frame `asked` of an open H5MD file, as read_start_file says; every rank reads its rows for itself.
[[nodiscard]] StartFrame read_start_trajectory(const Communicator& communicator, const hdf5::File& file,
                                               std::int64_t asked);

}  // namespace starling
