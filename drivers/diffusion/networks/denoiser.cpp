// Layers packed, and networks in files.
#include "drivers/diffusion/networks/denoiser.hpp"

#include <utility>

#include "engine/io/find_file.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

namespace {

constexpr const char* kind = "denoiser";
constexpr const char* network_name = "denoiser";

networks::DenseArchitecture architecture_of(const DenoiserSettings& settings, int dimension) {
  return {dimension + 1 + 2 * settings.frequencies, settings.width, dimension, static_cast<int>(settings.hidden)};
}

DenoiserSettings settings_of(const nlohmann::json& json) {
  DenoiserSettings settings{json.at("width").get<std::int64_t>(), json.at("hidden").get<std::int64_t>(),
                            json.at("frequencies").get<std::int64_t>(), json.at("activation").get<std::string>()};
  if (json.at("kind") != kind || settings.width < 1 || settings.width > 4096 || settings.hidden < 1 ||
      settings.hidden > networks::most_hidden_layers || settings.frequencies < 0 || settings.frequencies > 64 ||
      !networks::activation_named(settings.activation))
    fail(ExitCode::bad_input, "it holds no denoiser of this program");
  return settings;
}

DenoiserTask task_in(const learning::NetworkFile& file) {
  DenoiserTask task;
  const auto taught = file.physics.at("taught").get<std::string>();
  if (taught != "denoiser" && taught != "map") fail(ExitCode::bad_input, "it was taught '{}'", taught);
  task.taught = taught == "map" ? Taught::map : Taught::denoiser;
  task.sigma_min = file.physics.at("sigma_min").get<double>();
  task.sigma_max = file.physics.at("sigma_max").get<double>();
  if (!(task.sigma_min > 0.0) || !(task.sigma_max > task.sigma_min))
    fail(ExitCode::bad_input, "its levels are not between two positive ones");
  for (const learning::NamedNumbers& scale : file.networks.at(0).scales) {
    if (scale.name == "mean") task.mean = scale.values;
    if (scale.name == "variance") task.variance = scale.values;
  }
  if (task.mean.empty() || task.mean.size() != task.variance.size())
    fail(ExitCode::bad_input, "it lacks the moments of its data");
  for (const double variance : task.variance) {
    if (!(variance > 0.0)) fail(ExitCode::bad_input, "its data have a variance that is not positive");
  }
  return task;
}

/// The target that a network was taught on; empty if the file does not say.
Mixture mixture_in(const nlohmann::json& provenance) {
  const auto target = provenance.find("target");
  if (target == provenance.end()) return {};
  return {target->at("dimension").get<int>(), target->at("weights").get<std::vector<double>>(),
          target->at("means").get<std::vector<double>>(), target->at("variances").get<std::vector<double>>()};
}

}  // namespace

DenoiserTask task_of(Taught taught, const Path& path, const Mixture& target) {
  DenoiserTask task{taught, path.last(), path.first(), {}, {}};
  for (int c = 0; c < target.dimension; ++c) {
    task.mean.push_back(first_moment(target, c));
    task.variance.push_back(marginal_variance(target, c));
  }
  return task;
}

Denoiser::Denoiser(DenoiserSettings settings, DenoiserTask task)
    : settings_(std::move(settings)), task_(std::move(task)) {
  make_view();
}

Denoiser::Denoiser(const learning::NetworkFile& file, const std::filesystem::path& path) {
  if (!file.architecture.is_object() || !file.physics.is_object() || !file.provenance.is_object())
    fail(ExitCode::bad_input, "it holds no denoiser of this program");
  try {
    settings_ = settings_of(file.architecture);
    task_ = task_in(file);
    lessons_of_ = mixture_in(file.provenance);
    trainings_ = file.provenance.value("trainings", std::int64_t{1});
  } catch (const nlohmann::json::exception&) {
    fail(ExitCode::bad_input, "it holds no denoiser of this program");
  }
  make_view();
  set_parameters(learning::network_named(file, network_name, layout(), path).values);
}

void Denoiser::make_view() {
  const networks::DenseArchitecture of = architecture_of(settings_, task_.dimension());
  layers_ = std::make_unique<learning::PackedLayers<double>>(of);
  std::vector<double> moments = task_.mean;
  moments.insert(moments.end(), task_.variance.begin(), task_.variance.end());
  moments_ = device_copy("moments of data", moments);
  const double low = 2.0 * math::log(task_.sigma_min);
  const double high = 2.0 * math::log(task_.sigma_max);
  view_ = {of,
           layers_->views(),
           *networks::activation_named(settings_.activation),
           task_.dimension(),
           static_cast<int>(settings_.frequencies),
           moments_.data(),
           moments_.data() + task_.mean.size(),
           task_.taught == Taught::map ? task_.sigma_min * task_.sigma_min : 0.0,
           0.5 * (low + high),
           2.0 / (high - low)};
}

learning::ParameterLayout Denoiser::layout() const { return learning::layout_of(view_.of); }

std::vector<double> Denoiser::start(random::Key key) const { return learning::start_of(view_.of, key); }

void Denoiser::set_parameters(std::span<const double> values) {
  parameters_.assign(values.begin(), values.end());
  layers_->take(values);
}

learning::NetworkFile Denoiser::file() const {
  learning::NetworkFile file;
  file.architecture = {{"kind", kind},
                       {"width", settings_.width},
                       {"hidden", settings_.hidden},
                       {"frequencies", settings_.frequencies},
                       {"activation", settings_.activation}};
  file.physics = {{"taught", task_.taught == Taught::map ? "map" : "denoiser"},
                  {"sigma_min", task_.sigma_min},
                  {"sigma_max", task_.sigma_max}};
  file.provenance["trainings"] = trainings_;
  if (lessons_of_.dimension > 0) {
    file.provenance["target"] = {{"dimension", lessons_of_.dimension},
                                 {"weights", lessons_of_.weight},
                                 {"means", lessons_of_.mean},
                                 {"variances", lessons_of_.variance}};
  }
  file.networks.push_back({network_name, layout(), parameters_, {{"mean", task_.mean}, {"variance", task_.variance}}});
  return file;
}

AffineInMean affine_in_mean(const FieldWish& wish, const NoiseLevel& level) {
  const double a = level.signal;
  const double b = level.noise;
  // E[z | x] = (x - a D)/b, the score is -E[z | x]/b, and the velocity a' D + b' E[z | x].
  const double by_noise = wish.noise - wish.score / b + wish.velocity * level.noise_rate;
  return {by_noise / b, wish.data + wish.velocity * level.signal_rate - by_noise * (a / b), nullptr, 0};
}

ReadDenoiser read_denoiser(const Communicator& world, const std::string& key, const std::string& file,
                           const std::filesystem::path& deck) {
  const std::filesystem::path path = find_file(world, key, file, deck);
  const learning::NetworkFile content = learning::read_network_file(world, path);
  ReadDenoiser read;
  world.together([&] {
    try {
      read.network = std::make_shared<const Denoiser>(content, path);
    } catch (const Failure& failure) {
      fail_about(key, "{} cannot be used: {}", path.string(), failure.what());
    }
  });
  read.digest = fmt::format("{:016x}", learning::digest_of(content));
  return read;
}

std::string objection(const Denoiser& network, const Path& path, int dimension) {
  const DenoiserTask& task = network.task();
  if (task.dimension() != dimension)
    return fmt::format("is a network of points with {} components, and the target has {}", task.dimension(), dimension);
  if (task.taught == Taught::map && path.last() != task.sigma_min)
    return fmt::format("maps to sigma = {}, and the process ends at {}", task.sigma_min, path.last());
  if (path.last() >= task.sigma_min && path.first() <= task.sigma_max) return {};
  return fmt::format("has learned levels from sigma = {} to {}, and the process goes from {} to {}", task.sigma_min,
                     task.sigma_max, path.first(), path.last());
}

}  // namespace starling::diffusion
