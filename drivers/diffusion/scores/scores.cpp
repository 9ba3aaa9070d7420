// The registry of scores.
#include "drivers/diffusion/scores/score.hpp"

#include "engine/failure.hpp"

namespace starling::diffusion {

namespace {

class ExactScore final : public ChosenScore {
 public:
  void describe(Schema& /*schema*/) override {}
  [[nodiscard]] bool exact() const override { return true; }
};

class Perturbed : public ChosenScore {
 public:
  void describe(Schema& schema) override {
    schema.key("size", size_, "of the perturbation").at_least(-10).at_most(10).symbol("delta");
  }
  void check() const override {
    if (size_ == 0.0) fail_about("score.size", "is 0, which perturbs nothing: take score.name = exact");
  }

 protected:
  double size_ = 0.1;
};

/// (1 + delta) s.
class Scaled final : public Perturbed {
 public:
  void perturb(const NoiseLevel& level, FieldWish& wish) const override {
    wish.score += size_ * gain_of_score(wish, level);
  }
};

/// s + delta cos(y) / (1 + v), along every component.
class Cosine final : public Perturbed {
 public:
  void perturb(const NoiseLevel& level, FieldWish& wish) const override {
    const double variance = level.sigma() * level.sigma();
    wish.ripple += size_ * gain_of_score(wish, level) / (level.signal * (1.0 + variance));
    wish.pitch = 1.0 / level.signal;
  }
};

/// The score of the target with delta of its weight taken from the last Gaussian and given to the first.
class Other final : public Perturbed {
 public:
  [[nodiscard]] Mixture mixture(const Mixture& target) const override {
    if (target.components() < 2) fail_about("score.name", "other needs a target of two Gaussians or more");
    Mixture moved = target;
    moved.weight.front() += size_;
    moved.weight.back() -= size_;
    if (moved.weight.front() <= 0.0 || moved.weight.back() <= 0.0)
      fail_about("score.size", "leaves a Gaussian without weight: it must be between {:.6g} and {:.6g}",
                 -target.weight.front(), target.weight.back());
    return moved;
  }
};

}  // namespace

double gain_of_score(const FieldWish& wish, const NoiseLevel& level) {
  const double a = level.signal;
  const double b = level.noise;
  return wish.score + wish.data * (b * b / a) - wish.noise * b -
         wish.velocity * (b * level.noise_rate - level.signal_rate * (b * b / a));
}

const Choice& score_choice() {
  static const Choice choice(
      "score", "The score that particles go by.", "which score",
      {{"exact", "That of the target's noised laws.", make_chosen<ExactScore>},
       {"scale", "(1 + delta) s.", make_chosen<Scaled>},
       {"cosine", "s + delta cos(y)/(1 + v), y = x/a and v = (b/a)².", make_chosen<Cosine>},
       {"other", "That of the target with delta of its weight moved from the last to the first Gaussian.",
        make_chosen<Other>},
       {"learned", "That of a network which method.name = training has made.", chosen_learned}},
      "exact");
  return choice;
}

}  // namespace starling::diffusion
