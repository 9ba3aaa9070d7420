// The score of a network.
#include "drivers/diffusion/networks/denoiser.hpp"
#include "drivers/diffusion/scores/score.hpp"

namespace starling::diffusion {

namespace {

/// (D - y)/v of a denoiser D; of a map to the end, what consistency sampling goes by.
class Learned final : public ChosenScore {
 public:
  void describe(Schema& schema) override {
    schema
        .key("file", file_,
             "network.h5 of a run with method.name = training, from the working directory or the deck's folder")
        .required();
    schema.key("second_file", second_file_, "the same of [second], for corrections that need it")
        .unset_means("no correction needs it");
  }
  void load(const Communicator& world, const std::filesystem::path& deck) override {
    read_ = read_denoiser(world, "score.file", file_, deck);
    if (second_learned()) second_ = read_denoiser(world, "score.second_file", second_file_, deck);
  }
  [[nodiscard]] std::shared_ptr<const Denoiser> network() const override { return read_.network; }
  [[nodiscard]] std::shared_ptr<const Denoiser> second_network() const override { return second_.network; }
  [[nodiscard]] bool learned() const override { return true; }
  [[nodiscard]] bool second_learned() const override { return !second_file_.empty(); }
  [[nodiscard]] std::string content_hash() const override { return read_.digest + second_.digest; }

 private:
  std::string file_;
  std::string second_file_;
  ReadDenoiser read_;
  ReadDenoiser second_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_learned() { return make_chosen<Learned>(); }

}  // namespace starling::diffusion
