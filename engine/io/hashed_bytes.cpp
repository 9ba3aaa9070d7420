// XXH3, and the one place that sees the library.
#include "engine/io/hashed_bytes.hpp"

#include <fmt/format.h>

// The scalar form of the same hash: g++ 12 warns of the vector forms' intrinsics.
#define XXH_VECTOR 0
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace starling {

struct StreamedHash::State {
  XXH3_state_t now;
};

StreamedHash::StreamedHash() : state_(std::make_unique<State>()) { XXH3_64bits_reset(&state_->now); }
StreamedHash::~StreamedHash() = default;
void StreamedHash::add(const void* bytes, std::size_t size) { XXH3_64bits_update(&state_->now, bytes, size); }
std::uint64_t StreamedHash::number() const { return XXH3_64bits_digest(&state_->now); }

std::uint64_t hash_number(const void* bytes, std::size_t size, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes, size, seed);
}
std::string hash_of(std::uint64_t number) { return fmt::format("{:016x}", number); }
std::string hash_of(std::string_view bytes) { return hash_of(hash_number(bytes.data(), bytes.size())); }

}  // namespace starling
