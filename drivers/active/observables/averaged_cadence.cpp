// A divisor of the former cadence, or a sentence.
#include "drivers/active/observables/averaged_cadence.hpp"

#include <fmt/format.h>

namespace starling::active {

namespace {

void refuse_unless_divisor(const Schema& schema, const std::string& key, std::int64_t now, std::int64_t kept) {
  if (kept == 0 || (now > 0 && kept % now == 0)) return;
  schema.refuse(key,
                fmt::format("the run's averages hold a sample every {} steps, evenly in time: give that or a divisor "
                            "of it (output.trajectory_every and output.checkpoint_every may change freely)",
                            kept));
}

}  // namespace

void refuse_uneven_averages(const Schema& schema, const Deck& deck, const nlohmann::json& replica) {
  refuse_unless_divisor(schema, "output.observe_every", deck.observe_every,
                        replica.at("averaged_every").get<std::int64_t>());
  refuse_unless_divisor(schema, "observables.profile_every", deck.profile_every,
                        replica.at("profiles").at("averaged_every").get<std::int64_t>());
}

}  // namespace starling::active
