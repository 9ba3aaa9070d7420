// A group of ranks. Everything collective in Starling goes through one of these.
#pragma once

#include <mpi.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/failure.hpp"

namespace starling {

/// Owns a duplicate of an MPI communicator, so that its messages never meet anybody else's.
class Communicator {
 public:
  /// Duplicates `parent`; collective over it.
  explicit Communicator(MPI_Comm parent);
  ~Communicator();
  Communicator(Communicator&& other) noexcept;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;
  Communicator& operator=(Communicator&&) = delete;

  [[nodiscard]] MPI_Comm handle() const { return handle_; }
  [[nodiscard]] int rank() const { return rank_; }
  [[nodiscard]] int size() const { return size_; }
  [[nodiscard]] bool is_root() const { return rank_ == 0; }

  /// The group of the ranks that pass the same colour, ordered by their rank here.
  [[nodiscard]] Communicator split(int colour) const;

  /// Rank 0's text on every rank; the argument is ignored elsewhere.
  [[nodiscard]] std::string broadcast(std::string text) const;

  /// Element-wise over ranks, in place. Only associative operations are offered: a result never depends on the
  /// number of ranks. There is deliberately no floating-point sum; see exact_sum.hpp. A NaN on any rank makes the
  /// maximum a NaN everywhere.
  void sum(std::span<std::int64_t> values) const;
  void maximum(std::span<double> values) const;
  void maximum(std::span<std::int64_t> values) const;
  [[nodiscard]] std::int64_t sum(std::int64_t value) const;
  [[nodiscard]] std::int64_t maximum(std::int64_t value) const;
  [[nodiscard]] double maximum(double value) const;
  /// Sum over the ranks below this one (0 on rank 0).
  [[nodiscard]] std::int64_t exclusive_prefix_sum(std::int64_t value) const;
  /// True if any rank passes true.
  [[nodiscard]] bool any(bool value) const;

  /// Every rank's value, by rank.
  [[nodiscard]] std::vector<std::int64_t> gather_all(std::int64_t value) const;
  /// The same for equally many values per rank: those of rank r begin at r * values.size().
  [[nodiscard]] std::vector<std::int64_t> gather_all(std::span<const std::int64_t> values) const;

  /// Sends messages[destination] to each rank and returns what each rank sent here, by source. Messages of any size;
  /// `messages` has one entry per rank.
  template <class T>
  requires std::is_trivially_copyable_v<T>
  [[nodiscard]] std::vector<std::vector<T>> exchange(const std::vector<std::vector<T>>& messages) const;

  void barrier() const;

  /// Collective: if any rank passes a failure, every rank throws the lowest such rank's failure with its fields,
  /// marked as agreed. One integer all-reduce when there is none.
  void agree(const std::optional<Failure>& failure) const;

  /// Collective: runs `action` here and throws on every rank if it threw a Failure on any.
  template <class Action>
  void together(Action&& action) const {
    std::optional<Failure> failure;
    try {
      std::forward<Action>(action)();
    } catch (const std::exception& caught) {
      failure = as_failure(caught);
    }
    agree(failure);
  }

 private:
  /// Element counts of messages: those sent to each rank, to those that each rank sends here.
  [[nodiscard]] std::vector<std::int64_t> exchange_sizes(std::span<const std::int64_t> outgoing) const;
  void exchange_messages(std::span<const std::span<const std::byte>> outgoing,
                         std::span<const std::span<std::byte>> incoming) const;

  /// A group that nobody else holds, so that it needs no duplicate.
  struct Adopted {
    MPI_Comm handle;
  };
  explicit Communicator(Adopted group);

  MPI_Comm handle_;
  int rank_;
  int size_;
};

template <class T>
requires std::is_trivially_copyable_v<T> std::vector<std::vector<T>> Communicator::exchange(
    const std::vector<std::vector<T>>& messages)
const {
  std::vector<std::int64_t> sizes;
  std::vector<std::span<const std::byte>> outgoing;
  for (const std::vector<T>& message : messages) {
    sizes.push_back(static_cast<std::int64_t>(message.size()));
    outgoing.push_back(std::as_bytes(std::span(message)));
  }
  std::vector<std::vector<T>> received;
  std::vector<std::span<std::byte>> incoming;
  received.reserve(messages.size());
  for (const std::int64_t size : exchange_sizes(sizes)) {
    std::vector<T>& message = received.emplace_back(static_cast<std::size_t>(size));
    incoming.push_back(std::as_writable_bytes(std::span(message)));
  }
  exchange_messages(outgoing, incoming);
  return received;
}

}  // namespace starling
