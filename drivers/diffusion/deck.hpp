// The deck of the diffusion job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "drivers/diffusion/corrections/correction.hpp"
#include "drivers/diffusion/processes/path.hpp"
#include "drivers/diffusion/solvers/solver.hpp"
#include "drivers/diffusion/targets/targets.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::diffusion {

/// Where particles without a correction start: N(0, b²) of a noising process, drawn from the exact law, or on its
/// quantiles, which is free of noise.
enum class Start { normal, exact, quantiles };

/// Every key of the deck, by its name, except those of what it chooses by a name, which hold them.
struct Deck : OutputKeys {
  // [run]
  std::uint64_t seed = 1;
  // [ensemble]
  std::int64_t particles = 0;
  std::int64_t replicas = 1;
  Start start = Start::exact;
  std::string target_name;
  std::unique_ptr<ChosenTarget> target;
  std::string second_name;
  std::unique_ptr<ChosenTarget> second;
  std::string process_name;
  std::unique_ptr<ChosenProcess> process;
  std::string solver_name;
  std::unique_ptr<Solver> solver;
  std::string correction_name;
  std::unique_ptr<ChosenCorrection> correction;
  // [output]
  std::int64_t observe_every = 1;
  std::int64_t samples_every = 0;
  bool distances = true;
};

/// Makes what the deck names, so that describe() declares their keys. Fails with bad_input, giving the place, where it names
/// none that there is, or has a key that they do not have.
void choose(Deck& deck, std::span<const Assignment> given);

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, keys that contradict each other or do nothing.
void check(const Schema& schema, const Deck& deck);

}  // namespace starling::diffusion
