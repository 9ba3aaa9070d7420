// Solvers as what they are: lists of stages, each an evaluation of a field and a linear combination of vectors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "drivers/diffusion/solvers/grid.hpp"
#include "engine/deck/choice.hpp"
#include "kernels/diffusion/bend_increment.hpp"
#include "kernels/diffusion/linear_stage.hpp"

namespace starling::diffusion {

/// Evaluates the field of `wish` at `time`, if the work has an output, and combines; then bends the increment, if it says how.
struct Stage {
  double time = 0.0;
  FieldWish wish;
  StageWork work;
  std::optional<IncrementBend> bend = {};

  /// Adds factor * V[vector] to the combination.
  void add(int vector, double factor) { work.term[work.terms++] = {vector, factor}; }
};

/// A solver as a deck chooses it; its settings are keys of [solver]. It sees no particles: from the grid and a step's number
/// it makes the stages that take every particle from grid point n to n + 1. Vector 0 is the particle's place, others are
/// the solver's memory. Only stages evaluate, so that counting them counts the cost.
class Solver : public Chosen {
 public:
  void describe(Schema& schema) override { describe_grid(schema); }
  /// Refuses settings that do not go together.
  virtual void check() const {}

  /// The grid that it steps through.
  [[nodiscard]] virtual Grid lay_out(const Path& path) const { return make_grid(path, grid_); }
  /// Vectors that a particle needs.
  [[nodiscard]] virtual int vectors() const = 0;
  [[nodiscard]] virtual std::vector<Stage> step(const Grid& grid, std::int64_t n) const = 0;

  /// Whether it is written in the levels of a noising process, which interpolants do not have.
  [[nodiscard]] virtual bool needs_noising() const = 0;
  /// Whether it draws noise, so that starts on quantiles have no exact map.
  [[nodiscard]] virtual bool draws() const { return false; }
  /// Whether a step needs what earlier steps left.
  [[nodiscard]] virtual bool remembers() const = 0;
  /// eta of the Euler-Maruyama step in the variance, the one step that corrections weigh; none for other solvers.
  [[nodiscard]] virtual std::optional<double> weighed_churn() const { return {}; }

  /// Why it does not go with a process and its path; empty if it does.
  [[nodiscard]] virtual std::string objection(const std::string& /*process*/, const Path& /*path*/) const { return {}; }
  /// Files that it names may be in the folder of this deck.
  virtual void look_beside(const std::filesystem::path& /*deck*/) {}
  /// Of what it read from elsewhere than the deck; empty if nothing.
  [[nodiscard]] virtual std::string content_hash() const { return {}; }

  [[nodiscard]] const GridSettings& grid() const { return grid_; }

 protected:
  /// The keys that all solvers have.
  void describe_grid(Schema& schema);

  GridSettings grid_;
};

/// Weights w with sum_j w_j p(node_j) = integral of e^(sign u) p(u) over [-h, 0] for polynomials p of degree below their
/// number.
[[nodiscard]] std::vector<double> exponential_weights(const std::vector<double>& nodes, double h, double sign);

[[nodiscard]] const Choice& solver_choice();
[[nodiscard]] std::unique_ptr<Chosen> chosen_euler();
[[nodiscard]] std::unique_ptr<Chosen> chosen_heun();
[[nodiscard]] std::unique_ptr<Chosen> chosen_runge_kutta_4();
[[nodiscard]] std::unique_ptr<Chosen> chosen_ddim();
[[nodiscard]] std::unique_ptr<Chosen> chosen_dpm_multistep();
[[nodiscard]] std::unique_ptr<Chosen> chosen_unipc();
[[nodiscard]] std::unique_ptr<Chosen> chosen_euler_maruyama();
[[nodiscard]] std::unique_ptr<Chosen> chosen_ancestral();
[[nodiscard]] std::unique_ptr<Chosen> chosen_interpolant_sde();
[[nodiscard]] std::unique_ptr<Chosen> chosen_schedule();
[[nodiscard]] std::unique_ptr<Chosen> chosen_lml_published();

}  // namespace starling::diffusion
