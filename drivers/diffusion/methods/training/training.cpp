// Training as a method: what the runner needs to know of it.
#include "drivers/diffusion/deck.hpp"
#include "drivers/diffusion/methods/training/trainer.hpp"
#include "drivers/diffusion/sampling/population.hpp"
#include "engine/deck/registry_names.hpp"
#include "engine/learning/network_writer.hpp"
#include "engine/runtime/progress.hpp"
#include "kernels/diffusion/learned/evaluate.hpp"

namespace starling::diffusion {

namespace {

const learning::LearnerWords& words() {
  static const learning::LearnerWords all{"optimiser", "method.updates", "noised points", "the network's output",
                                          "judgements"};
  return all;
}

class TrainingMethod final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    schema.key(
        "learn", taught_, {{"denoiser", Taught::denoiser}, {"map", Taught::map}},
        "E[x_0 | y], from the points of ensemble.particles with noise; or where the probability flow takes y, by "
        "the exact flow");
    schema.key("updates", learner_.updates, "updates of the network's parameters").required().at_least(1).at_most(1e9);
    schema.key("held_out", held_out_, "noised points that training never sees, on which it is judged by exact answers")
        .at_least(32)
        .at_most(1e7);
    schema
        .key("judge_every", judge_every_,
             "updates between judgements that patience counts, by exact answers on as many other points")
        .at_least(1);
    schema
        .key("regularisation", regularisation_,
             "factor of the square of the Fokker-Planck residual in the loss; on a line")
        .at_least(0)
        .at_most(1e6)
        .symbol("lambda");
    schema.key("tolerance", tolerance_, "of the exact flow of learn = map: how far doubling its steps may move a point")
        .at_least(1e-8)
        .at_most(1);
    schema.key("from", from_, "network.h5 of another training, from which this one goes on")
        .unset_means("the network starts as nothing");
    schema
        .key("rank", rank_,
             "with method.from: matrices of weights change by matrices of this rank alone; 0: all parameters change")
        .at_least(0)
        .at_most(1024);
    const DenoiserSettings usual;
    const std::string or_as = ", or as method.from has it";
    schema.key("width", width_, "of the hidden layers")
        .at_least(1)
        .at_most(512)
        .unset_means(std::to_string(usual.width) + or_as);
    schema.key("hidden", hidden_, "hidden layers")
        .at_least(1)
        .at_most(networks::most_hidden_layers)
        .unset_means(std::to_string(usual.hidden) + or_as);
    schema.key("frequencies", frequencies_, "cosines and sines of the level among the inputs, of each")
        .at_least(0)
        .at_most(32)
        .unset_means(std::to_string(usual.frequencies) + or_as);
    schema.key("activation", activation_, "of the hidden layers")
        .one_of(names_of<networks::Activations>())
        .unset_means(usual.activation + or_as);
    learning::declare_learner(schema, learner_, words());
  }

  [[nodiscard]] Use use_of(const std::string& section) const override {
    return section == "process" ? Use::required : Use::never;
  }

  void check(const Schema& schema, const Deck& deck) const override {
    deck.process->check();
    if (deck.process->interpolates() || !deck.process->diffuses())
      schema.refuse("process.name", deck.process.name() + " has no normal noise to learn from; take ve or vp");
    const Mixture target = deck.target->make("target");
    if (target.components() > most_field_components)
      schema.refuse("target.name", fmt::format("has {} Gaussians; {} are the most that exact answers are computed of",
                                               target.components(), most_field_components));
    check_loss(schema, target);
    check_moments(schema, target);
    if (learner_.patience == 0 && judge_every_ != TrainingMethod().judge_every_)
      schema.refuse("method.judge_every", "does nothing without method.patience");
    check_start(schema);
    static_cast<void>(settled_learner(schema));
    if (deck.start != Start::exact) schema.refuse("ensemble.start", "does nothing with method.name = training");
    if (deck.samples_every != 0) schema.refuse("output.samples_every", "does nothing with method.name = training");
    if (!deck.distances) schema.refuse("output.distances", "does nothing with method.name = training");
  }

  void plan(const RunSetting& setting, const Deck& deck, RunPlan& plan) const override {
    const auto task = std::make_shared<TrainingTask>();
    fill(setting, deck, *task, plan);
    plan.rows_each = 0;
    plan.unit = "update";
    plan.units = task->learner.updates;
    plan.phases = phase_plan();
    plan.table = TablePlan{"curves.csv", {}};
    for (std::int64_t replica = 0; replica < deck.replicas; ++replica)
      plan.own_files.push_back(learning::network_file_name(deck.replicas, replica));
    plan.make = [task](const MemberPlace& place, const MemberState* resumed) {
      return std::make_unique<Trainer>(*task, place, resumed);
    };
    plan.announce = [&setting, &deck, task](Members&, bool) {
      const std::string change =
          task->rank > 0 ? fmt::format(", changed by matrices of rank {}", task->rank) : std::string();
      setting.log.info("{} with {} each{}: {} of {}, {}", counted(deck.replicas, "network"),
                       counted(Denoiser(task->settings, task->network).layout().size(), "parameter"), change,
                       counted(task->lessons.samples, "point"), deck.target.name(),
                       counted(task->learner.updates, "update"));
    };
    plan.open_writers = [&deck](Members& members, const RunFiles& files) {
      return Writers{learning::network_writer<Trainer>(deck.replicas, members, files.directory)};
    };
  }

 private:
  /// With its rate laid out. Refuses what the keys' own limits cannot see.
  [[nodiscard]] learning::LearnerSettings settled_learner(const Schema& schema) const {
    learning::LearnerSettings learner = learner_;
    if (learner.batch % denoiser_block != 0)
      schema.refuse("method.batch", fmt::format("must be a multiple of {}, not {}", denoiser_block, learner.batch));
    learning::settle_rate(schema, "method", words(), learner);
    return learner;
  }

  void check_loss(const Schema& schema, const Mixture& target) const {
    if (taught_ == Taught::denoiser && tolerance_ != TrainingMethod().tolerance_)
      schema.refuse("method.tolerance", "does nothing without method.learn = map");
    if (regularisation_ == 0.0) return;
    if (taught_ == Taught::map) schema.refuse("method.regularisation", "is of scores: a map has none");
    if (target.dimension > 1)
      schema.refuse("method.regularisation",
                    fmt::format("is for targets on a line, and this one has {} dimensions", target.dimension));
  }

  static void check_moments(const Schema& schema, const Mixture& target) {
    for (int c = 0; c < target.dimension; ++c) {
      const double mean = first_moment(target, c);
      // Points are doubles: what is below their rounding cannot be learned.
      constexpr double least = 1e-22;
      if (marginal_variance(target, c) <= least * mean * mean)
        schema.refuse(
            "target.name",
            fmt::format("has component {} at {:.6g} with a deviation that doubles cannot resolve there", c, mean));
    }
  }

  void check_start(const Schema& schema) const {
    if (rank_ > 0 && from_.empty()) schema.refuse("method.rank", "does nothing without method.from");
    if (!from_.empty() && (width_ || hidden_ || frequencies_ || activation_))
      schema.refuse("method.from", "brings the network's shape: leave out width, hidden, frequencies and activation");
  }

  void fill(const RunSetting& setting, const Deck& deck, TrainingTask& task, RunPlan& plan) const {
    task.target = deck.target->make("target");
    const auto path = deck.process->make(task.target, {});
    const DenoiserSettings usual;
    task.settings = {width_.value_or(usual.width), hidden_.value_or(usual.hidden),
                     frequencies_.value_or(usual.frequencies), activation_.value_or(usual.activation)};
    task.network = task_of(taught_, *path, task.target);
    if (!from_.empty()) {
      setting.schema.placing([&] { start_from(setting, deck, *path, task, plan); });
    }
    task.lessons = {taught_, path->last(), path->first(), deck.particles, 0.0};
    setting.world.together([&] {
      setting.schema.placing([&] {
        if (taught_ == Taught::map)
          task.lessons.flow_step = flow_step_of(task.target, task.lessons, tolerance_, deck.seed, "method.tolerance");
      });
    });
    task.learner = settled_learner(setting.schema);
    task.held_out = held_out_;
    task.judge_every = judge_every_;
    setting.world.together([&] { require_memory(setting.schema, task); });
    task.regularisation = regularisation_;
    task.rank = rank_;
    task.seed = deck.seed;
    task.observe_every = deck.observe_every;
  }

  /// Of gradients, which a batch has one of for every block of lessons.
  static void require_memory(const Schema& schema, const TrainingTask& task) {
    constexpr double most_numbers = 536870912.0;  // 4 GiB
    const auto parameters = static_cast<double>(Denoiser(task.settings, task.network).layout().size());
    const std::int64_t blocks = task.learner.batch / denoiser_block;
    const double numbers = parameters * static_cast<double>(blocks);
    if (numbers > most_numbers)
      schema.refuse("method.batch",
                    fmt::format("of {} with {:.0f} parameters has {:.3g} GB of gradients; 4.3 are the most",
                                task.learner.batch, parameters, 8e-9 * numbers));
  }

  void start_from(const RunSetting& setting, const Deck& deck, const Path& path, TrainingTask& task,
                  RunPlan& plan) const {
    const ReadDenoiser read = read_denoiser(setting.world, "method.from", from_, deck.file);
    setting.world.together([&] {
      if (read.network->task().taught != taught_)
        fail_about("method.from", "was taught something else than method.learn says");
      const std::string sentence = objection(*read.network, path, task.target.dimension);
      if (!sentence.empty()) fail_about("method.from", "{}", sentence);
    });
    task.from = read.network;
    task.settings = read.network->settings();
    task.network = read.network->task();
    plan.remembered = {
        {"from", read.digest, "method.from", "is not what it was in the run that the checkpoint was taken of"}};
  }

  Taught taught_ = Taught::denoiser;
  learning::LearnerSettings learner_;
  std::int64_t held_out_ = 8192;
  std::int64_t judge_every_ = 250;
  double regularisation_ = 0.0;
  double tolerance_ = 1e-3;
  std::string from_;
  std::int64_t rank_ = 0;
  std::optional<std::int64_t> width_;
  std::optional<std::int64_t> hidden_;
  std::optional<std::int64_t> frequencies_;
  std::optional<std::string> activation_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_training() { return make_chosen<TrainingMethod>(); }

}  // namespace starling::diffusion
