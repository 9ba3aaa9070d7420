// XXH3 of what was collected.
#include "engine/io/hashed_bytes.hpp"

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace starling {

std::string HashedBytes::hash() const { return fmt::format("{:016x}", XXH3_64bits(bytes_.data(), bytes_.size())); }

}  // namespace starling
