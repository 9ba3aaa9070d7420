// Denoising Langevin Gibbs.
#include "drivers/diffusion/chains/gibbs_population.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "drivers/diffusion/chains/level_store.hpp"
#include "drivers/diffusion/sampling/start.hpp"
#include "engine/comm/exact_sum.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/diffusion/draw.hpp"

namespace starling::diffusion {

namespace {

/// A level, all alike, and a point of the law there.
void draw_jointly(const MixtureDraws& draws, const LevelTables& tables, const LevelledPoints& points) {
  Kokkos::parallel_for(
      "start of Gibbs chains", IndexRange(0, points.count), KOKKOS_LAMBDA(std::int64_t j) {
        const std::int64_t slot = points.first_slot + j;
        const double u = random::slot_uniform(slot, draws.key, 0, random::Purpose::gibbs_start_level, 0);
        const int level = static_cast<int>(u * tables.levels);
        const int k = draws.component(slot);
        points.level[j] = static_cast<double>(level);
        for (int c = 0; c < draws.dimension; ++c) {
          const double deviation = std::sqrt(0.5 / tables.half_precision_of(k, c, level));
          points.x[c * points.stride + j] =
              math::fma(deviation, random::slot_normal(slot, draws.key, 0, draws.purpose, c),
                        draws.mean[static_cast<std::int64_t>(k) * draws.dimension + c]);
        }
      });
}

/// Columns of the points that wait, and of their levels.
struct Waiting {
  double* x;
  double* level;
};

/// Points whose level is smaller than that of what waits take its place; all where `always`.
void keep(const LevelledPoints& points, const Waiting& waiting, int dimension, bool always) {
  Kokkos::parallel_for(
      "keep states", IndexRange(0, points.count), KOKKOS_LAMBDA(std::int64_t j) {
        if (!always && points.level[j] <= waiting.level[j]) return;
        waiting.level[j] = points.level[j];
        for (int c = 0; c < dimension; ++c) waiting.x[c * points.stride + j] = points.x[c * points.stride + j];
      });
}

/// Points that wait at this level become the chain's points.
void join(const LevelledPoints& points, const Waiting& waiting, int dimension, double level) {
  Kokkos::parallel_for(
      "join the solver", IndexRange(0, points.count), KOKKOS_LAMBDA(std::int64_t j) {
        if (waiting.level[j] != level) return;
        for (int c = 0; c < dimension; ++c) points.x[c * points.stride + j] = waiting.x[c * points.stride + j];
      });
}

class GibbsPopulation final : public Population {
 public:
  GibbsPopulation(const Problem& problem, const GibbsSettings& settings, const MemberPlace& place,
                  const MemberState* resumed)
      : Population(problem, place, gibbs_columns(problem)),
        settings_(settings),
        levels_(problem.deck.target->make("target"), problem.grid) {
    if (resumed != nullptr) {
      load(*resumed);
      return;
    }
    const std::int64_t all = population_.now_stride() * population_.columns();
    double* const cells = population_.now();
    Kokkos::parallel_for(
        "clear chains", IndexRange(0, all), KOKKOS_LAMBDA(std::int64_t k) { cells[k] = 0.0; });
    if (problem.deck.start == Start::exact) {
      start_jointly();
    } else {
      place_particles(problem, start_law(problem), key_, population_);
    }
    weigh(0.0);
  }

  [[nodiscard]] std::optional<std::int64_t> planned() const override { return settings_.moves + problem_.grid.steps(); }

 private:
  [[nodiscard]] double* column(int number) const { return population_.now() + number * population_.now_stride(); }
  [[nodiscard]] int first_own() const { return problem_.columns(); }
  [[nodiscard]] int level_column() const { return first_own() + problem_.dimension() + 1; }
  [[nodiscard]] Waiting waiting() const { return {column(first_own()), column(first_own() + problem_.dimension())}; }
  [[nodiscard]] LevelledPoints points() const {
    const RowBlock& slots = population_.slots();
    return {population_.now(),      population_.now_stride(),   population_.next(), population_.next_stride(),
            column(level_column()), column(level_column() + 1), slots.first,        slots.count};
  }

  void start_jointly() {
    const Mixture target = problem_.deck.target->make("target");
    const auto sums = device_copy("cumulative weights", cumulative_weights(target));
    const MixtureDraws draws{sums.data(),
                             levels_.tables().mean,
                             nullptr,
                             target.components(),
                             target.dimension,
                             key_,
                             random::Purpose::diffusion_component,
                             random::Purpose::diffusion_start};
    draw_jointly(draws, levels_.tables(), points());
    Kokkos::fence();
  }

  void step(std::int64_t n) override {
    timer_.enter(Phase::stepping);
    if (n >= settings_.moves) {
      denoise(n - settings_.moves);
      return;
    }
    move_by_gibbs({levels_.tables(), points(), settings_.step, settings_.metropolis, settings_.level, key_,
                   static_cast<std::uint64_t>(n)});
    evaluations_ += settings_.metropolis ? 2 : 1;
    const bool always = settings_.keep == Kept::present ? n + 1 == settings_.moves : n % settings_.window == 0;
    if (always || settings_.keep == Kept::smallest) keep(points(), waiting(), problem_.dimension(), always);
  }

  void denoise(std::int64_t n) {
    join(points(), waiting(), problem_.dimension(), static_cast<double>(n));
    evaluations_ += stages_.step(problem_, *problem_.deck.solver, n, population_, 0, key_);
    const std::int64_t last = problem_.grid.steps();
    if (n + 1 == last) join(points(), waiting(), problem_.dimension(), static_cast<double>(last));
  }

  [[nodiscard]] std::string place_name() const override { return "sigma"; }
  /// The mean over chains, and then the solver's.
  [[nodiscard]] double place() const override {
    if (done() > settings_.moves) return problem_.grid.sigma(done() - settings_.moves);
    return mean_sigma(level_column());
  }

  [[nodiscard]] double sigma_of(double level) const { return problem_.grid.sigma(static_cast<std::int64_t>(level)); }

  /// A column of this rank's particles.
  [[nodiscard]] std::vector<double> host_column(int number) const {
    using Column = Kokkos::View<const double*, MemorySpace, Kokkos::MemoryUnmanaged>;
    using Values = Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
    std::vector<double> values(static_cast<std::size_t>(population_.slots().count));
    Kokkos::deep_copy(Values(values.data(), values.size()), Column(column(number), values.size()));
    return values;
  }
  /// Over all particles; collective.
  [[nodiscard]] double mean_of(const std::vector<double>& values) const {
    return exact_sum(population_.group(), values) / static_cast<double>(problem_.deck.particles);
  }
  [[nodiscard]] double mean_sigma(int number) const {
    std::vector<double> values = host_column(number);
    for (double& value : values) value = sigma_of(value);
    return mean_of(values);
  }

  void measure_levels() {
    const auto levels = static_cast<std::int64_t>(levels_.tables().levels);
    const std::vector<double> expected = exact_level_shares(levels);
    const auto parts = static_cast<std::int64_t>(expected.size());
    std::vector<std::int64_t> count(expected.size(), 0);
    for (const double level : host_column(level_column()))
      ++count[static_cast<std::size_t>((levels - 1 - static_cast<std::int64_t>(level)) * parts / levels)];
    population_.group().sum(std::span(count));
    const auto chains = static_cast<double>(problem_.deck.particles);
    double chi_square = 0.0;
    for (std::size_t part = 0; part < expected.size(); ++part) {
      const double share = static_cast<double>(count[part]) / chains;
      more_.push_back({fmt::format("level_share_{}", part), share});
      chi_square += chains * (share - expected[part]) * (share - expected[part]) / expected[part];
    }
    more_.push_back({"level_chi_square", chi_square});
  }

  void measure_more() override {
    measure_levels();
    const Mixture target = problem_.deck.target->make("target");
    double own = 0.0;
    for (int c = 0; c < target.dimension; ++c) own += second_moment(target, c);
    const std::vector<double> level = host_column(first_own() + target.dimension);
    std::vector<double> ratio(level.size(), 0.0);
    for (int c = 0; c < target.dimension; ++c) {
      const std::vector<double> x = host_column(first_own() + c);
      for (std::size_t j = 0; j < x.size(); ++j) ratio[j] += x[j] * x[j];
    }
    for (std::size_t j = 0; j < ratio.size(); ++j) {
      const double noise = sigma_of(level[j]);
      ratio[j] /= own + target.dimension * noise * noise;
    }
    more_.push_back({"start_moment_ratio", mean_of(ratio)});
    more_.push_back({"start_sigma", mean_sigma(first_own() + target.dimension)});
    more_.push_back({"acceptance", mean_of(host_column(level_column() + 1)) / static_cast<double>(settings_.moves)});
  }

  [[nodiscard]] std::string cause() const override {
    if (settings_.metropolis) return Population::cause();
    return "method.step is too long for steps that Metropolis does not refuse, or the solver is unstable on this grid";
  }

  void add_results(std::vector<Result>& found) const override { found.insert(found.end(), more_.begin(), more_.end()); }

  GibbsSettings settings_;
  LevelStore levels_;
  StageRunner stages_;
  std::vector<Result> more_;
};

}  // namespace

int gibbs_columns(const Problem& problem) { return problem.columns() + problem.dimension() + 3; }

std::unique_ptr<Member> make_gibbs_population(const Problem& problem, const GibbsSettings& settings,
                                              const MemberPlace& place, const MemberState* resumed) {
  return std::make_unique<GibbsPopulation>(problem, settings, place, resumed);
}

}  // namespace starling::diffusion
