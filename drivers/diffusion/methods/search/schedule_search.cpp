// The search for schedules as a method: what the runner needs to know of it.
#include <cmath>

#include "drivers/diffusion/deck.hpp"
#include "drivers/diffusion/methods/search/searcher.hpp"
#include "drivers/diffusion/sampling/population.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/run/members.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::diffusion {

namespace {

constexpr const char* schedule_file = "schedule.json";
constexpr double most_candidates = 16777216.0;
/// Every rank holds them all, with the memory of a schedule's steps.
constexpr std::int64_t most_points = 1000000;

class ScheduleSearch final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    schema.key("steps", task_.settings.steps, "steps of a schedule, of one evaluation each")
        .required()
        .at_least(2)
        .at_most(64);
    schema.key("search", task_.kind, {{"exhaustive", SearchKind::exhaustive}, {"evolution", SearchKind::evolution}},
               "every schedule on every grid; or generations of children of the 15 best, which change grids too");
    schema.key("orders", task_.settings.most_order, "the highest order of a step")
        .at_least(1)
        .at_most(most_scheduled_order);
    schema.key("corrector", task_.settings.corrects, "steps may have a corrector, which costs no evaluation");
    schema.key("rhos", task_.settings.rhos, "exponents of edm grids that are tried beside the one even in log sigma")
        .at_least(1)
        .at_most(100);
    schema.key("generations", task_.generations, "of an evolution").at_least(1).at_most(1e6).may_change_on_restart();
    schema.key("children", task_.children, "schedules of a generation").at_least(1).at_most(1e6);
  }

  /// [second] is another target, on which the best schedule is tried.
  [[nodiscard]] Use use_of(const std::string& section) const override {
    if (section == "process") return Use::required;
    return section == "second" ? Use::optional : Use::never;
  }

  void check(const Schema& schema, const Deck& deck) const override {
    deck.process->check();
    if (deck.process->interpolates())
      schema.refuse("process.name", deck.process.name() + " has no noise levels, in which schedules are written");
    const Mixture target = deck.target->make("target");
    const Mixture second = deck.second->make("second");
    if (second.dimension > 0 && second.dimension != target.dimension)
      schema.refuse("second.name",
                    fmt::format("has {} dimensions, and the target {}", second.dimension, target.dimension));
    if (target.dimension == 1 && deck.start != Start::quantiles)
      schema.refuse("ensemble.start", "must be quantiles, from which the exact map on a line is known");
    if (target.dimension > 1 && deck.start != Start::exact)
      schema.refuse("ensemble.start", fmt::format("must be exact in {} dimensions", target.dimension));
    if (deck.particles * target.dimension > most_points)
      schema.refuse("ensemble.particles",
                    fmt::format("have more than {} numbers: every rank of a search holds them all", most_points));
    if (deck.replicas > 1)
      schema.refuse("ensemble.replicas", "must be 1: candidates are dealt over the ranks of the one search");
    if (deck.samples_every != 0)
      schema.refuse("output.samples_every", "does nothing with method.name = schedule_search");
    if (!deck.distances) schema.refuse("output.distances", "does nothing with method.name = schedule_search");
    const SearchTask usual;
    if (task_.kind == SearchKind::exhaustive &&
        (task_.children != usual.children || task_.generations != usual.generations))
      schema.refuse(task_.children != usual.children ? "method.children" : "method.generations",
                    "does nothing with method.search = exhaustive");
    const double count = SearchSpace(task_.settings, *deck.process->make(target, {})).count();
    if (task_.kind == SearchKind::exhaustive && count > most_candidates) {
      schema.refuse("method.search", fmt::format("exhaustive has {:.3g} schedules to try; {} are the most: take "
                                                 "evolution, or fewer steps, orders or rhos",
                                                 count, static_cast<std::int64_t>(most_candidates)));
    }
  }

  void plan(const RunSetting& setting, const Deck& deck, RunPlan& plan) const override {
    const auto task = std::make_shared<const SearchTask>(task_of(deck));
    // Both laws have the tables of quantiles that the search needs, or it is refused before it begins.
    setting.world.together([&] {
      setting.schema.placing([&] {
        static_cast<void>(Trial(task->path, 1, task->seed, "target.name"));
        if (task->other_path) static_cast<void>(Trial(task->other_path, 1, task->seed, "second.name"));
      });
    });
    const bool evolves = task->kind == SearchKind::evolution;
    plan.rows_each = 0;
    plan.unit = evolves ? "generation" : "batch";
    plan.units_are_alike = evolves;
    plan.units = task->units();
    if (evolves) plan.length_key = "method.generations";
    plan.phases = phase_plan();
    plan.own_files.emplace_back(schedule_file);
    plan.make = [task](const MemberPlace& place, const MemberState* resumed) {
      return std::make_unique<Searcher>(*task, place, resumed);
    };
    plan.announce = [&setting, task, evolves](Members& members, bool) {
      const std::string how =
          evolves ? fmt::format("evolution, {} of {}", counted(task->units(), "generation"), task->candidates_each())
                  : fmt::format("trying all {:.0f}", SearchSpace(task->settings, *task->path).count());
      setting.log.info("schedules of {} for {} points by {}, on {}", counted(task->settings.steps, "evaluation"),
                       task->points, how, counted(members.groups().world().size(), "rank"));
    };
    plan.open_writers = [&deck](Members& members, const RunFiles& files) {
      return Writers{schedule_writer(deck, members, files)};
    };
    plan.describe_results = [&setting](Members& members, nlohmann::ordered_json& summary) {
      const auto& searcher = members.any_as<Searcher>();
      if (searcher.finished() && searcher.best().error > searcher.best_fixed_error()) {
        setting.log.warn(
            "the best schedule, of error {:.3g}, is worse than {}, of error {:.3g}, which needs no search: let it use "
            "more, by method.orders, method.corrector or method.rhos",
            searcher.best().error, searcher.best_fixed(), searcher.best_fixed_error());
      }
      summary["best_fixed"] = searcher.best_fixed();
      summary["best"] = to_json(searcher.best().schedule);
    };
  }

 private:
  [[nodiscard]] SearchTask task_of(const Deck& deck) const {
    SearchTask task = task_;
    task.points = deck.particles;
    task.seed = deck.seed;
    task.path = deck.process->make(deck.target->make("target"), {});
    const Mixture second = deck.second->make("second");
    if (second.dimension > 0) task.other_path = deck.process->make(second, {});
    return task;
  }

  static Writer schedule_writer(const Deck& deck, Members& members, const RunFiles& files) {
    Writer writer{"schedule", {0}};
    writer.at_end = true;
    const double extra = deck.process->make(deck.target->make("target"), {})->moments_below();
    writer.write = [&deck, &members, extra, file = files.directory.file(schedule_file)](std::int64_t) {
      const Communicator& world = members.groups().world();
      world.together([&] {
        if (!world.is_root()) return;
        const Tried& best = members.any_as<Searcher>().best();
        nlohmann::ordered_json json{
            {"process", deck.process.name()}, {"target", deck.target.name()}, {"map_error", best.error}};
        if (std::isfinite(extra)) json["extra_dimensions"] = extra;
        json.update(to_json(best.schedule));
        write_file_atomically(file, json.dump(2) + "\n");
      });
    };
    return writer;
  }

  SearchTask task_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_schedule_search() { return make_chosen<ScheduleSearch>(); }

}  // namespace starling::diffusion
