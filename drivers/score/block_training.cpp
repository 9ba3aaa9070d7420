// Gradients, sums and updates of one network.
#include "drivers/score/block_training.hpp"

#include <cmath>

#include "drivers/active/score/scale_list.hpp"
#include "drivers/score/baseline.hpp"
#include "engine/population/records.hpp"

namespace starling::score {

template <int D>
BlockTraining<D>::BlockTraining(const Deck& deck, const active::ScorePhysics& physics, const active::Model<D>& model,
                                active::Block block)
    : deck_(deck),
      block_(block),
      network_(active::make_network<D>(deck.network->settings, physics, block, model.diameter,
                                       active::has_external_force(model))),
      layout_(network_->layout()) {}

template <int D>
std::vector<double> BlockTraining<D>::prepare(const Communicator& group, FrameBank<D>& bank,
                                              const learning::BatchDraw& draw) {
  network_->scales.filter = bank.filters();
  linear_losses_ = set_baseline<D>(group, bank, draw, *network_);
  if (deck_.base == Base::none) {
    for (auto& of_class : network_->scales.linear) std::fill(std::begin(of_class), std::end(of_class), 0.0);
  }
  if (layout_.size() > 0) sum_.emplace(group, layout_, deck_.batch / learning::particles_per_block);
  if (!learner_) learner_.emplace(deck_, network_->start(draw.key));
  ready_ = true;
  return linear_losses_;
}

template <int D>
void BlockTraining<D>::weigh(const std::vector<double>& parts) {
  double loss = 0.0;
  for (std::size_t k = 0; k < parts.size(); ++k) loss += parts[k] * linear_losses_[k];
  loss_unit_ = std::max(std::abs(loss), 1.0);
  start_loss_ = deck_.base == Base::none ? 0.0 : loss;
}

template <int D>
void BlockTraining<D>::update(const Communicator& group, const ParticleList<D>& list, std::int64_t particles) {
  const std::int64_t blocks = list.blocks();
  ensure_size(gradients_, "gradients", blocks * layout_.size());
  ensure_size(statistics_, "loss sums", 2 * blocks);
  if (blocks > 0) {
    network_->set_parameters(learner_->parameters());
    network_->differentiate(list, gradients_.data(), statistics_.data());
  }
  const auto count = static_cast<double>(particles);
  learning::GradientTotals totals =
      sum_->template reduce<float>({blocks, gradients_.data(), layout_.size(), statistics_.data(), 2}, count);
  const double loss = (totals.statistics[0] + 2.0 * totals.statistics[1]) / count;
  group.together([&] {
    learner_->update(std::move(totals), loss_unit_, loss, ", or a frame has particles on top of each other");
  });
}

template <int D>
double BlockTraining<D>::take_loss() {
  return learner_->updates() == 0 ? start_loss_ : learner_->take_loss();
}

template <int D>
std::vector<active::ScoreMoments> BlockTraining<D>::moments(const Communicator& group, FrameBank<D>& held_out,
                                                            const std::vector<double>& parameters) {
  network_->set_parameters(parameters);
  return frame_moments<D>(group, held_out, block_, *network_);
}

template <int D>
std::vector<active::ScoreMoments> BlockTraining<D>::averaged_moments(const Communicator& group,
                                                                     FrameBank<D>& held_out) {
  return moments(group, held_out, learner_->averaged());
}

template <int D>
std::vector<active::ScoreMoments> BlockTraining<D>::result_moments(const Communicator& group, FrameBank<D>& held_out) {
  return moments(group, held_out, learner_->result());
}

template <int D>
ScoredFrame BlockTraining<D>::look_at(FrameBank<D>& held_out, std::int64_t frame) {
  network_->set_parameters(learner_->result());
  return scored_frame<D>(held_out, frame, block_, *network_);
}

template <int D>
nlohmann::json BlockTraining<D>::save() const {
  return learner_ ? learner_->save() : nlohmann::json();
}

template <int D>
void BlockTraining<D>::load(const nlohmann::json& saved) {
  if (!saved.is_null()) learner_.emplace(deck_, saved);
}

template <int D>
learning::NetworkParameters BlockTraining<D>::parameters() const {
  return {active::name_of(block_), layout_, learner_->result(),
          active::named_numbers(network_->shape(), network_->scales)};
}

template class BlockTraining<1>;
template class BlockTraining<2>;
template class BlockTraining<3>;

}  // namespace starling::score
