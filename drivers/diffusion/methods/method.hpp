// What a run does with its target, as a deck chooses it.
#pragma once

#include <memory>
#include <string>

#include "engine/deck/choice.hpp"
#include "engine/run/plan.hpp"
#include "engine/run/run.hpp"

namespace starling::diffusion {

struct Deck;
struct Problem;

/// Whether a method reads a section of the deck.
enum class Use { never, optional, required };

/// A method as a deck chooses it; its settings are keys of [method].
class ChosenMethod : public Chosen {
 public:
  /// Whether it reads [section], one that names something: `second`, `process`, `score`, `solver`, `correction`, `reward`. What it does
  /// not read the deck must not name; what it requires the deck must.
  [[nodiscard]] virtual Use use_of(const std::string& section) const = 0;
  /// Refuses, with a sentence, what does not go together.
  virtual void check(const Schema& schema, const Deck& deck) const = 0;
  /// Whether a learned score is a map to the end of the flow, and not a denoiser.
  [[nodiscard]] virtual bool takes_map() const { return false; }
  /// What members that move a population by a solver compute with.
  [[nodiscard]] virtual std::shared_ptr<const Problem> problem_of(const Deck& deck) const;
  /// Fills in what is the method's own: rows, units, members, what is announced, written and told. The deck outlives the run.
  virtual void plan(const RunSetting& setting, const Deck& deck, RunPlan& plan) const = 0;
};

[[nodiscard]] const Choice& method_choice();
[[nodiscard]] std::unique_ptr<Chosen> chosen_transport();
[[nodiscard]] std::unique_ptr<Chosen> chosen_consistency();
[[nodiscard]] std::unique_ptr<Chosen> chosen_schedule_search();
[[nodiscard]] std::unique_ptr<Chosen> chosen_training();
[[nodiscard]] std::unique_ptr<Chosen> chosen_decoding();
[[nodiscard]] std::unique_ptr<Chosen> chosen_gap();
[[nodiscard]] std::unique_ptr<Chosen> chosen_gibbs();
[[nodiscard]] std::unique_ptr<Chosen> chosen_preconditioned_langevin();

}  // namespace starling::diffusion
