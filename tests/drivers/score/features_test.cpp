// The vectors of the physics against those of a plain dense matrix of finite differences, for every force.
#include <random>

#include "tests/drivers/score/small_system.hpp"

namespace starling::active {
namespace {

using namespace testing_support;

constexpr double edge = 16.0;

/// Few particles on a lattice with jitter in the middle of the box, on this rank alone.
template <int D>
class DenseSystem {
 public:
  static constexpr int a_side = D == 1 ? 8 : D == 2 ? 4 : 3;
  static constexpr std::int64_t particles = D == 1 ? 8 : D == 2 ? 16 : 27;
  static constexpr std::int64_t size = particles * D;

  DenseSystem(const std::string& pair, const std::string& external) : alone_(MPI_COMM_SELF) {
    deck_.dimension = D;
    deck_.particles = particles;
    deck_.box = {edge};
    deck_.time_step = 0.01;
    deck_.dynamics["self_propulsion"] = 0.7;
    deck_.dynamics["relaxation_rate"] = 0.4;
    deck_.pair = pair;
    deck_.external = external;
    deck_.force["steepness"] = 3.0;
    deck_.force["cutoff"] = 3.2;
    deck_.force["trap_stiffness"] = 0.3;
    deck_.force["wall_stiffness"] = 2.0;
    deck_.force["wall_margin"] = 4.4;  // walls at 6 and 10
    deck_.observe_every = 0;
    // A ring's pairs do not see each other, and its force is at the ends of the box.
    place(external == "ring_pair" ? 1.9 : 1.7);
  }

  void move(std::int64_t coordinate, double step) {
    state_.columns[0].values[static_cast<std::size_t>(coordinate)] += step;
  }

  /// By id, the components of each particle together.
  [[nodiscard]] std::vector<double> forces() const {
    Simulation<D> simulation(alone_, deck_, 0, &state_);
    simulation.rebuild(0);
    simulation.compute_forces();
    const Particles<D>& all = simulation.particles();
    const auto ids = to_host<std::int32_t>(all.id(), particles);
    const auto force = to_host<double>(all.force(), D * all.stride());
    std::vector<double> by_id(size);
    for (std::int64_t k = 0; k < size; ++k) {
      by_id[ids[k / D] * D + k % D] = force[k % D * all.stride() + k / D];
    }
    return by_id;
  }

  /// The vectors by id, and both matrices of each particle, one behind the other.
  [[nodiscard]] std::vector<std::vector<double>> features(double& rate, double& unit) const {
    Simulation<D> simulation(alone_, deck_, 0, &state_);
    simulation.rebuild(0, 2.0);
    simulation.compute_forces();
    std::string why;
    const ScorePhysics physics = *score_physics(simulation.model(), why);
    rate = physics.rate;
    unit = physics.force_unit;
    ScoreFeatures<D> features;
    features.compute(simulation, physics, 2.0);
    const auto arrays = features.configuration().physics;
    const auto ids = to_host<std::int32_t>(simulation.particles().id(), particles);
    std::vector<std::vector<double>> all(score::physics_vectors, std::vector<double>(size));
    std::vector<double> matrices(2 * D * size);
    for (std::int64_t i = 0; i < particles; ++i) {
      for (int k = 0; k < score::physics_vectors; ++k) arrays.load(k, i, all[k].data() + ids[i] * D);
      SymmetricMatrix<D> stiffness = arrays.matrix(arrays.stiffness, i);
      SymmetricMatrix<D> squares = arrays.matrix(arrays.squared_stiffness, i);
      for (int k = 0; k < D * D; ++k) {
        matrices[ids[i] * D * D + k] = stiffness.at(k / D, k % D);
        matrices[D * size + ids[i] * D * D + k] = squares.at(k / D, k % D);
      }
    }
    all.push_back(matrices);
    return all;
  }

 private:
  void place(double spacing) {
    state_.shared = {{"start_digest", 0}};
    state_.columns = {{"position", D, {}}, {"image", D, std::vector<double>(size, 0.0)}, {"activity", D, {}}};
    std::mt19937 random(7);
    const auto uniform = [&] { return static_cast<double>(random()) / 4294967296.0 - 0.5; };
    for (std::int64_t id = 0; id < particles; ++id) {
      std::int64_t cell = id;
      for (int d = 0; d < D; ++d, cell /= a_side) {
        const double at = static_cast<double>(cell % a_side) - 0.5 * (a_side - 1);
        state_.columns[0].values.push_back(0.5 * edge + spacing * at + 0.3 * uniform());
        state_.columns[2].values.push_back(2.0 * uniform());
      }
    }
  }

  Communicator alone_;
  Deck deck_;
  MemberState state_;
};

/// d F_k/d x_l over the rate, row by row.
template <int D>
std::vector<double> dense_matrix(DenseSystem<D>& system, double rate, double h) {
  constexpr std::int64_t n = DenseSystem<D>::size;
  std::vector<double> matrix(n * n);
  for (std::int64_t l = 0; l < n; ++l) {
    system.move(l, h);
    const auto ahead = system.forces();
    system.move(l, -2.0 * h);
    const auto behind = system.forces();
    system.move(l, h);
    for (std::int64_t k = 0; k < n; ++k) matrix[k * n + l] = (ahead[k] - behind[k]) / (2.0 * h * rate);
  }
  return matrix;
}

std::vector<double> product(const std::vector<double>& matrix, const std::vector<double>& vector) {
  std::vector<double> out(vector.size(), 0.0);
  for (std::size_t k = 0; k < out.size(); ++k) {
    for (std::size_t l = 0; l < out.size(); ++l) out[k] += matrix[k * out.size() + l] * vector[l];
  }
  return out;
}

void expect_close(const std::string& name, const std::vector<double>& found, const std::vector<double>& exact,
                  double tolerance) {
  double scale = 0.0;
  for (const double each : exact) scale = std::max(scale, std::abs(each));
  for (std::size_t k = 0; k < exact.size(); ++k) ASSERT_NEAR(found[k], exact[k], tolerance * scale) << name << " " << k;
}

template <int D>
void expect_dense(const std::string& pair, const std::string& external) {
  SCOPED_TRACE(pair + " and " + external + " in " + std::to_string(D) + "-D");
  constexpr std::int64_t n = DenseSystem<D>::size;
  // Differences of a force in single precision.
  const bool single = pair == "softplus_single";
  const double tolerance = single ? 1e-3 : 1e-6;
  DenseSystem<D> system(pair, external);
  double rate = 0.0;
  double unit = 0.0;
  const auto found = system.features(rate, unit);
  const auto forces = system.forces();
  const std::vector<double> matrix = dense_matrix(system, rate, single ? 3e-3 : 1e-5);
  std::vector<double> velocity(n);
  for (std::int64_t k = 0; k < n; ++k) velocity[k] = found[score::drive][k] + forces[k] / unit;
  expect_close("velocity", found[score::velocity], velocity, 1e-15);
  const auto response = product(matrix, velocity);
  expect_close("response", found[score::response], response, tolerance);
  expect_close("second response", found[score::second_response], product(matrix, response), tolerance);
  std::vector<double> matrices(2 * D * n, 0.0);
  for (std::int64_t k = 0; k < n; ++k) {
    for (int b = 0; b < D; ++b) {
      matrices[k * D + b] = matrix[k * n + k / D * D + b];
      for (std::int64_t l = 0; l < n; ++l) {
        if (l / D != k / D) matrices[D * n + k * D + b] += matrix[k * n + l] * matrix[(k / D * D + b) * n + l];
      }
    }
  }
  expect_close("matrices", found[score::physics_vectors], matrices, tolerance);
  double largest = 0.0;
  for (const double each : response) largest = std::max(largest, std::abs(each));
  EXPECT_EQ(largest > 1e-3, pair != "none" || external != "none");  // there is something to get wrong
}

template <int D>
void expect_every_force() {
  for (const std::string& pair : pair_force_names()) expect_dense<D>(pair, "none");
  for (const std::string& external : external_force_names()) {
    if (external == "ring_pair") {
      if (D == 1) expect_dense<D>("none", external);
    } else {
      expect_dense<D>("softplus", external);
    }
  }
}

TEST(ScoreFeatures, AreThoseOfADenseMatrixForEveryForce) {
  expect_every_force<1>();
  expect_every_force<2>();
  expect_every_force<3>();
}

}  // namespace
}  // namespace starling::active
