// The deck of the diffusion job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "drivers/diffusion/corrections/correction.hpp"
#include "drivers/diffusion/methods/method.hpp"
#include "drivers/diffusion/processes/path.hpp"
#include "drivers/diffusion/rewards/reward.hpp"
#include "drivers/diffusion/scores/score.hpp"
#include "drivers/diffusion/solvers/solver.hpp"
#include "drivers/diffusion/targets/targets.hpp"
#include "engine/deck/selection.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::diffusion {

/// Where particles without a correction start: on the noise b z of a noising process alone, which is N(0, b²) unless the process
/// has another, drawn from the exact law, or on its quantiles, which is free of noise.
enum class Start { normal, exact, quantiles };

/// Every key of the deck, by its name, except those of what it selects by a name, which holds them.
struct Deck : OutputKeys {
  std::filesystem::path file;  ///< where it was read from
  // [run]
  std::uint64_t seed = 1;
  // [ensemble]
  std::int64_t particles = 0;
  std::int64_t replicas = 1;
  Start start = Start::exact;
  SelectionOf<ChosenMethod> method{method_choice()};
  SelectionOf<ChosenTarget> target{target_choice()};
  SelectionOf<ChosenTarget> second{second_choice()};
  SelectionOf<ChosenProcess> process{process_choice()};
  SelectionOf<ChosenScore> score{score_choice()};
  SelectionOf<Solver> solver{solver_choice()};
  SelectionOf<ChosenCorrection> correction{correction_choice()};
  SelectionOf<ChosenReward> reward{reward_choice()};
  // [output]
  std::int64_t observe_every = 1;
  std::int64_t samples_every = 0;
  bool distances = true;
};

/// The sections that name something, in the deck's order.
[[nodiscard]] std::vector<Selection*> selections(Deck& deck);

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, keys that contradict each other or do nothing.
void check(const Schema& schema, const Deck& deck);

}  // namespace starling::diffusion
