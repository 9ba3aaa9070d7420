// The deck of the score job: the active matter whose score is learned, the data, the network and how it is trained.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/active/deck.hpp"
#include "drivers/active/score/chosen_network.hpp"
#include "drivers/active/score/score_physics.hpp"
#include "engine/deck/selection.hpp"
#include "engine/learning/learner_settings.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::score {

/// Which blocks of variables are learned.
enum class Blocks { all, drive, position };

/// What training starts from and adds to.
enum class Base { linear, none };

/// What is made least: E[|s|^2 + 2 div s], or E[|s|^2 + 2 s.zeta/sigma] of data with noise sigma zeta.
enum class Loss { implicit, denoising };

/// Every key of the deck, by its name; those of [optimiser] and run.updates are LearnerSettings.
struct Deck : OutputKeys, learning::LearnerSettings {
  // [run]
  std::uint64_t seed = 1;
  // [ensemble]
  std::int64_t replicas = 1;
  active::Deck system;  ///< [system], [dynamics], [force] and [species], as in the active job
  // [data]
  std::string run;
  std::string held_out_run;
  std::int64_t equilibration = 0;
  std::optional<double> equilibration_time_step;
  std::vector<double> further_packing_fractions;
  std::int64_t frames = 256;
  std::int64_t frame_every = 1000;
  std::int64_t held_out_frames = 16;
  std::optional<std::int64_t> held_out_every;
  double noise = 0.0;
  double noise_position = 0.0;
  // [score]
  Blocks blocks = Blocks::all;
  Base base = Base::linear;
  Loss loss = Loss::implicit;
  // [network]
  SelectionOf<active::ChosenNetwork> network{active::network_choice()};
  // [output], and OutputKeys
  std::int64_t observe_every = 250;

  [[nodiscard]] std::int64_t held_out_interval() const { return held_out_every.value_or(frame_every); }
  /// Systems that frames are of: that of the deck, and the same at other densities.
  [[nodiscard]] std::int64_t densities() const { return 1 + std::ssize(further_packing_fractions); }
  [[nodiscard]] active::Deck system_at(std::int64_t density) const;
  [[nodiscard]] std::int64_t all_frames() const { return densities() * frames; }
  [[nodiscard]] std::int64_t all_held_out_frames() const { return densities() * held_out_frames; }
  /// Of every frame that is learned from: with denoising a mirrored one beside it.
  [[nodiscard]] std::int64_t copies() const { return loss == Loss::denoising ? 2 : 1; }
  [[nodiscard]] bool simulates() const { return run.empty(); }
};

/// The blocks that the deck asks for, of those that have a score.
[[nodiscard]] std::vector<active::Block> learned_blocks(const Deck& deck, const active::ScorePhysics& physics);

/// How the job calls what updates are made of.
[[nodiscard]] const learning::LearnerWords& learner_words();

/// The sections that name something.
[[nodiscard]] std::vector<Selection*> selections(Deck& deck);

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, what the single keys' limits cannot see.
void check(const Schema& schema, Deck& deck);

}  // namespace starling::score
