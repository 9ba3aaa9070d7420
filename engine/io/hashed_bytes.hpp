// A hash of numbers and texts, by which a restart knows its data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace starling {

/// XXH3, 64 bits.
[[nodiscard]] std::uint64_t hash_number(const void* bytes, std::size_t size, std::uint64_t seed = 0);
/// The same of bytes that come piece by piece.
class StreamedHash {
 public:
  StreamedHash();
  ~StreamedHash();
  StreamedHash(const StreamedHash&) = delete;
  StreamedHash& operator=(const StreamedHash&) = delete;

  void add(const void* bytes, std::size_t size);
  [[nodiscard]] std::uint64_t number() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// In hexadecimal digits.
[[nodiscard]] std::string hash_of(std::uint64_t number);
/// That of bytes.
[[nodiscard]] std::string hash_of(std::string_view bytes);
/// That of numbers, one after the other.
template <class Number>
requires std::is_arithmetic_v<Number>
[[nodiscard]] std::string hash_of(const std::vector<Number>& numbers) {
  return hash_of(std::string_view(reinterpret_cast<const char*>(numbers.data()), sizeof(Number) * numbers.size()));
}

/// Bytes of one thing after the other. Lists and texts begin with their lengths, so that different data have different
/// bytes.
class HashedBytes {
 public:
  template <class Number>
  requires std::is_arithmetic_v<Number>
  void add(Number number) { bytes_.append(reinterpret_cast<const char*>(&number), sizeof number); }
  void add(std::span<const double> numbers) {
    add(numbers.size());
    for (const double number : numbers) add(number);
  }
  void add(const std::string& text) {
    add(text.size());
    bytes_ += text;
  }
  void add(const std::vector<std::string>& texts) {
    add(texts.size());
    for (const std::string& text : texts) add(text);
  }
  /// hash_of() all of them.
  [[nodiscard]] std::string hash() const { return hash_of(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace starling
