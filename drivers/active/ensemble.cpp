// Making the replicas.
#include "drivers/active/ensemble.hpp"

#include <algorithm>

#include "engine/population/records.hpp"

namespace starling::active {

template <int D>
Ensemble<D>::Ensemble(const RankGroups& groups, const Deck& deck, PhaseTimer& timer)
    : groups_(groups), deck_(deck), timer_(timer) {}

template <int D>
void Ensemble<D>::place(std::int64_t most) {
  groups_.together([&] {
    for (std::int64_t k = 0; k < std::min(most, groups_.count()); ++k) {
      replicas_.push_back(std::make_unique<Replica<D>>(groups_.group(), deck_, timer_, groups_.first() + k));
    }
  });
}

template <int D>
void Ensemble<D>::load(std::int64_t first, std::span<const double> records, const nlohmann::json& states) {
  const std::size_t share = records.size() / static_cast<std::size_t>(groups_.count());
  groups_.together([&] {
    for (std::int64_t k = 0; k < groups_.count(); ++k) {
      const std::int64_t index = groups_.first() + k;
      const auto own = records.subspan(static_cast<std::size_t>(k) * share, share);
      replicas_.push_back(std::make_unique<Replica<D>>(groups_.group(), deck_, timer_, index, first, own));
      replicas_.back()->load(states.at(static_cast<std::size_t>(index)));
    }
  });
}

template <int D>
std::int64_t Ensemble<D>::owned() const {
  std::int64_t owned = 0;
  for (const auto& replica : replicas_) owned += replica->simulation().particles().owned();
  return owned;
}

template class Ensemble<1>;
template class Ensemble<2>;
template class Ensemble<3>;

}  // namespace starling::active
