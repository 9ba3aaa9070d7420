// Communicator: MPI calls behind types, with nothing whose result could depend on the number of ranks.
#include "engine/comm/communicator.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace starling {
namespace {

constexpr int exchange_tag = 1;
// MPI counts are ints; longer messages travel in pieces of this size.
constexpr std::size_t largest_piece = std::size_t{1} << 30;

// Doubles as integers in the same order, NaN on top: MPI_MAX leaves NaN and signed zeros to chance, integers do not.
std::int64_t ordered_key(double value) {
  if (value != value) return std::numeric_limits<std::int64_t>::max();
  const auto bits = std::bit_cast<std::int64_t>(value);
  return bits >= 0 ? bits : bits ^ std::numeric_limits<std::int64_t>::max();
}

double from_ordered_key(std::int64_t key) {
  if (key == std::numeric_limits<std::int64_t>::max()) return std::numeric_limits<double>::quiet_NaN();
  return std::bit_cast<double>(key >= 0 ? key : key ^ std::numeric_limits<std::int64_t>::max());
}

MPI_Comm duplicate(MPI_Comm parent) {
  MPI_Comm copy = MPI_COMM_NULL;
  MPI_Comm_dup(parent, &copy);
  return copy;
}

void all_reduce(std::span<std::int64_t> values, MPI_Op operation, MPI_Comm communicator) {
  for (std::size_t begin = 0; begin < values.size(); begin += largest_piece) {
    const auto piece = values.subspan(begin, std::min(largest_piece, values.size() - begin));
    MPI_Allreduce(MPI_IN_PLACE, piece.data(), static_cast<int>(piece.size()), MPI_INT64_T, operation, communicator);
  }
}

void broadcast_text(std::string& text, int root, MPI_Comm communicator) {
  auto length = static_cast<std::int64_t>(text.size());
  MPI_Bcast(&length, 1, MPI_INT64_T, root, communicator);
  text.resize(static_cast<std::size_t>(length));
  for (std::size_t begin = 0; begin < text.size(); begin += largest_piece) {
    const std::size_t size = std::min(largest_piece, text.size() - begin);
    MPI_Bcast(text.data() + begin, static_cast<int>(size), MPI_CHAR, root, communicator);
  }
}

}  // namespace

Communicator::Communicator(MPI_Comm parent) : Communicator(Adopted{duplicate(parent)}) {}

Communicator::Communicator(Adopted group) : handle_(group.handle), rank_(0), size_(1) {
  MPI_Comm_rank(handle_, &rank_);
  MPI_Comm_size(handle_, &size_);
}

Communicator::~Communicator() {
  if (handle_ == MPI_COMM_NULL) return;
  int finalized = 0;
  MPI_Finalized(&finalized);
  if (finalized == 0) MPI_Comm_free(&handle_);
}

Communicator::Communicator(Communicator&& other) noexcept
    : handle_(std::exchange(other.handle_, MPI_COMM_NULL)), rank_(other.rank_), size_(other.size_) {}

Communicator Communicator::split(int colour) const {
  Adopted group{MPI_COMM_NULL};
  MPI_Comm_split(handle_, colour, rank_, &group.handle);
  return Communicator(group);
}

std::string Communicator::broadcast(std::string text) const {
  broadcast_text(text, 0, handle_);
  return text;
}

void Communicator::sum(std::span<std::int64_t> values) const { all_reduce(values, MPI_SUM, handle_); }

void Communicator::maximum(std::span<std::int64_t> values) const { all_reduce(values, MPI_MAX, handle_); }

void Communicator::maximum(std::span<double> values) const {
  std::vector<std::int64_t> keys(values.size());
  std::transform(values.begin(), values.end(), keys.begin(), ordered_key);
  maximum(std::span<std::int64_t>(keys));
  std::transform(keys.begin(), keys.end(), values.begin(), from_ordered_key);
}

std::int64_t Communicator::sum(std::int64_t value) const {
  sum(std::span<std::int64_t>(&value, 1));
  return value;
}

std::int64_t Communicator::maximum(std::int64_t value) const {
  maximum(std::span<std::int64_t>(&value, 1));
  return value;
}

double Communicator::maximum(double value) const { return from_ordered_key(maximum(ordered_key(value))); }

std::int64_t Communicator::exclusive_prefix_sum(std::int64_t value) const {
  std::int64_t below = 0;
  MPI_Exscan(&value, &below, 1, MPI_INT64_T, MPI_SUM, handle_);
  return rank_ == 0 ? 0 : below;  // MPI leaves rank 0's result undefined
}

bool Communicator::any(bool value) const { return maximum(std::int64_t{value}) != 0; }

std::vector<std::int64_t> Communicator::gather_all(std::int64_t value) const {
  return gather_all(std::span<const std::int64_t>(&value, 1));
}

std::vector<std::int64_t> Communicator::gather_all(std::span<const std::int64_t> values) const {
  std::vector<std::int64_t> gathered(values.size() * static_cast<std::size_t>(size_));
  const auto count = static_cast<int>(values.size());
  MPI_Allgather(values.data(), count, MPI_INT64_T, gathered.data(), count, MPI_INT64_T, handle_);
  return gathered;
}

std::vector<std::int64_t> Communicator::exchange_sizes(std::span<const std::int64_t> outgoing) const {
  std::vector<std::int64_t> incoming(outgoing.size());
  MPI_Alltoall(outgoing.data(), 1, MPI_INT64_T, incoming.data(), 1, MPI_INT64_T, handle_);
  return incoming;
}

void Communicator::exchange_messages(std::span<const std::span<const std::byte>> outgoing,
                                     std::span<const std::span<std::byte>> incoming) const {
  std::vector<MPI_Request> requests;
  const auto self = static_cast<std::size_t>(rank_);
  for (std::size_t source = 0; source < incoming.size(); ++source) {
    if (source == self) continue;
    const auto message = incoming[source];
    for (std::size_t begin = 0; begin < message.size(); begin += largest_piece) {
      const auto size = static_cast<int>(std::min(largest_piece, message.size() - begin));
      MPI_Irecv(message.data() + begin, size, MPI_BYTE, static_cast<int>(source), exchange_tag, handle_,
                &requests.emplace_back());
    }
  }
  for (std::size_t destination = 0; destination < outgoing.size(); ++destination) {
    if (destination == self) continue;
    const auto message = outgoing[destination];
    for (std::size_t begin = 0; begin < message.size(); begin += largest_piece) {
      const auto size = static_cast<int>(std::min(largest_piece, message.size() - begin));
      MPI_Isend(message.data() + begin, size, MPI_BYTE, static_cast<int>(destination), exchange_tag, handle_,
                &requests.emplace_back());
    }
  }
  std::copy(outgoing[self].begin(), outgoing[self].end(), incoming[self].begin());
  MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
}

void Communicator::barrier() const { MPI_Barrier(handle_); }

void Communicator::agree(const std::optional<Failure>& failure) const {
  int first = failure ? rank_ : size_;
  MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, handle_);
  if (first == size_) return;
  std::array<int, 2> numbers{};
  if (failure) numbers = {static_cast<int>(failure->code()), static_cast<int>(failure->kind())};
  std::string sentence = failure ? failure->what() : "";
  std::string key = failure ? failure->key() : "";
  MPI_Bcast(numbers.data(), 2, MPI_INT, first, handle_);
  broadcast_text(sentence, first, handle_);
  broadcast_text(key, first, handle_);
  const Failure agreed(static_cast<ExitCode>(numbers[0]), sentence, FailureScope::every_rank);
  throw agreed.of_kind(static_cast<FailureKind>(numbers[1])).about(key);
}

}  // namespace starling
