// Sharing a vector among ranks and putting it together again.
#include "engine/learning/shared_vector.hpp"

#include "engine/io/rows.hpp"

namespace starling::learning {

std::vector<double> share_of(const Communicator& communicator, std::span<const double> whole) {
  const RowBlock own = rows_of(static_cast<std::int64_t>(whole.size()), communicator);
  const auto begin = whole.begin() + own.first;
  return {begin, begin + own.count};
}

std::vector<double> whole_of(const Communicator& communicator, std::span<const double> share) {
  const std::vector<std::vector<double>> messages(static_cast<std::size_t>(communicator.size()),
                                                  std::vector<double>(share.begin(), share.end()));
  std::vector<double> whole;
  for (const std::vector<double>& of_rank : communicator.exchange(messages)) {
    whole.insert(whole.end(), of_rank.begin(), of_rank.end());
  }
  return whole;
}

}  // namespace starling::learning
