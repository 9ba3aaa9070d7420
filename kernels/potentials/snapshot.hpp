// One configuration through a potential: energy, forces and virial, and the gradient of a loss of them by the parameters.
#pragma once

#include <cstdint>

#include "kernels/networks/energy_passes.hpp"
#include "kernels/networks/workspace.hpp"
#include "kernels/portability.hpp"
#include "kernels/potentials/configurations.hpp"

namespace starling::potentials {

/// Atoms whose rows go through a network together.
inline constexpr std::int64_t atoms_together = 64;

/// What is known of a configuration, and how much it weighs: the loss is the sum of (force_weight (F - F_ref)^2
/// + energy_weight (E - E_ref)^2 + virial_weight (W - W_ref)^2) / 2, of the virial's components xx, xy, xz, yy, yz, zz.
/// A weight of 0 leaves its term out, and its label unread.
struct Labels {
  const double* forces;  ///< 3 per atom
  double energy;
  const double* virial;  ///< 9
};
struct LossWeights {
  double force;
  double energy;
  double virial;
};

/// Sums of the squared residuals of forces, energy and virial, and what the potential gives.
struct SnapshotValues {
  double squares[3];
  double energy;
  double virial[9];
};

/// One configuration with its descriptors, in a workspace that holds workspace_size() numbers.
template <class Stored>
class Snapshot {
 public:
  /// `values` and `derivatives`: what Configurations' values_at and derivatives_at point into, the latter less
  /// `derivatives_begin` (where only this configuration's are there).
  struct Descriptors {
    const double* values;
    const Stored* derivatives;
    std::int64_t derivatives_begin;
  };

  STARLING_FUNCTION Snapshot(const PotentialView& potential, const double* packed, const Configurations& all,
                             std::int64_t configuration, const Descriptors& of, double* memory,
                             std::int64_t most_neighbours)
      : potential_(potential), packed_(packed), all_(all), configuration_(configuration), of_(of), space_{memory} {
    forces_ = space_.numbers(3 * all.atoms(configuration));
    factors_ = space_.numbers(3 * most_neighbours);
    weights_ = space_.numbers(atoms_together);
    gradients_ = space_.numbers(gradient_size());
    blocks_ = space_;
  }

  /// Numbers of workspace; the constructor's memory may be null for this.
  STARLING_FUNCTION std::int64_t workspace_size() {
    networks::DenseLayer<double> layers[networks::most_hidden_layers + 1];
    for_blocks([&](int e, std::int64_t, std::int64_t count) {
      static_cast<void>(networks::EnergyRows<double>(potential_.stack(e, packed_, layers), count, space_));
    });
    return space_.used;
  }

  /// Energy, virial and forces(), residuals' squares where weights are not 0.
  STARLING_FUNCTION SnapshotValues evaluate(const Labels& labels, const LossWeights& weights) {
    SnapshotValues out{};
    space_ = blocks_;
    const std::int64_t atoms = all_.atoms(configuration_);
    for (std::int64_t k = 0; k < 3 * atoms; ++k) forces_[k] = 0.0;
    networks::DenseLayer<double> layers[networks::most_hidden_layers + 1];
    for_blocks([&](int e, std::int64_t begin, std::int64_t count) {
      const networks::DenseStack<double> stack = potential_.stack(e, packed_, layers);
      const networks::EnergyRows<double> rows(stack, count, space_);
      for (std::int64_t k = 0; k < count; ++k) {
        const double* const from = of_.values + all_.values_at[begin + k];
        double* const to = rows.inputs.data + k * rows.inputs.row_stride;
        for (std::int64_t s = 0; s < rows.inputs.columns; ++s) to[s] = from[s];
      }
      networks::energy_values(stack, rows);
      for (std::int64_t k = 0; k < rows.slopes.size(); ++k) rows.slopes.data[k] *= potential_.scale;
      for (std::int64_t k = 0; k < count; ++k) {
        out.energy += math::fma(potential_.scale, rows.output.data[k * rows.output.row_stride],
                                potential_.element[e].atom_energy);
        add_forces(e, begin + k, rows.slopes.data + k * rows.slopes.row_stride, weights.virial != 0.0, out.virial);
      }
    });
    add_squares(labels, weights, out);
    return out;
  }

  /// 3 per atom, after evaluate(); what differentiate() turns into the loss's derivatives by them.
  STARLING_FUNCTION const double* forces() const { return forces_; }

  /// After evaluate(): the gradient of the loss by the networks' parameters, in the parameters' places of `gradient`.
  STARLING_FUNCTION void differentiate(const Labels& labels, const LossWeights& weights, const SnapshotValues& values,
                                       double* gradient) {
    const std::int64_t atoms = all_.atoms(configuration_);
    for (std::int64_t k = 0; k < 3 * atoms; ++k)
      forces_[k] = weights.force != 0.0 ? weights.force * (forces_[k] - labels.forces[k]) : 0.0;
    const double by_energy =
        weights.energy != 0.0 ? potential_.scale * weights.energy * (values.energy - labels.energy) : 0.0;
    double by_virial[9] = {};
    if (weights.virial != 0.0)
      for (int k = 0; k < 9; ++k)
        by_virial[k] = k / 3 <= k % 3 ? weights.virial * (values.virial[k] - labels.virial[k]) : 0.0;
    for (std::int64_t k = 0; k < atoms_together; ++k) weights_[k] = by_energy;
    const std::int64_t size = gradient_size();
    for (std::int64_t k = 0; k < size; ++k) gradients_[k] = 0.0;

    space_ = blocks_;
    networks::DenseLayer<double> layers[networks::most_hidden_layers + 1];
    networks::DenseGradient<double> into[networks::most_hidden_layers + 1];
    for_blocks([&](int e, std::int64_t begin, std::int64_t count) {
      const networks::DenseStack<double> stack = potential_.stack(e, packed_, layers);
      const networks::EnergyRows<double> rows(stack, count, space_);
      for (std::int64_t k = 0; k < count; ++k)
        contract(e, begin + k, weights.virial != 0.0 ? by_virial : nullptr,
                 rows.inputs.plane(1) + k * rows.inputs.row_stride);
      place_gradients(e, into);
      networks::energy_gradient(stack, rows, weights_, into);
    });
    write_gradients(gradient);
  }

 private:
  /// Calls work(element, first row, rows) for the blocks of rows, in their order.
  template <class Work>
  STARLING_FUNCTION void for_blocks(const Work& work) const {
    const std::int64_t* const begin = all_.element_begin + configuration_ * all_.elements;
    for (int e = 0; e < all_.elements; ++e)
      for (std::int64_t row = begin[e]; row < begin[e + 1]; row += atoms_together) {
        const std::int64_t left = begin[e + 1] - row;
        work(e, row, left < atoms_together ? left : atoms_together);
      }
  }

  [[nodiscard]] STARLING_FUNCTION descriptors::DerivativeRows<Stored> derivative_rows(int e, std::int64_t row) const {
    return {of_.derivatives + (all_.derivatives_at[row] - of_.derivatives_begin), potential_.element[e].columns,
            all_.pairs(row)};
  }

  STARLING_FUNCTION void add_forces(int e, std::int64_t row, const double* slopes, bool with_virial, double* virial) {
    const auto rows = derivative_rows(e, row);
    descriptors::row_products(rows, slopes, factors_);
    const descriptors::Neighbour* const neighbours = all_.neighbours + all_.first_pair[row];
    double own[3] = {};
    for (std::int64_t m = 0; m < rows.neighbours; ++m) {
      double* const other = forces_ + 3 * neighbours[m].atom;
      for (int axis = 0; axis < 3; ++axis) {
        other[axis] -= factors_[3 * m + axis];
        own[axis] += factors_[3 * m + axis];
      }
    }
    double* const here = forces_ + 3 * all_.atom[row];
    for (int axis = 0; axis < 3; ++axis) here[axis] += own[axis];
    if (!with_virial) return;
    for (std::int64_t m = 0; m < rows.neighbours; ++m)
      for (int k = 0; k < 9; ++k)
        virial[k] = math::fma(-neighbours[m].displacement[k / 3], factors_[3 * m + k % 3], virial[k]);
  }

  STARLING_FUNCTION void add_squares(const Labels& labels, const LossWeights& weights, SnapshotValues& out) const {
    if (weights.force != 0.0)
      out.squares[0] = networks::row_sum<double>(3 * all_.atoms(configuration_), [&](std::int64_t k, double sum) {
        const double rest = forces_[k] - labels.forces[k];
        return math::fma(rest, rest, sum);
      });
    if (weights.energy != 0.0) out.squares[1] = (out.energy - labels.energy) * (out.energy - labels.energy);
    if (weights.virial == 0.0) return;
    for (int k = 0; k < 9; ++k) {
      const double rest = out.virial[k] - labels.virial[k];
      if (k / 3 <= k % 3) out.squares[2] = math::fma(rest, rest, out.squares[2]);
    }
  }

  /// The loss's derivatives by the slopes of one row's energy: -sum over neighbours of (lambda_m - lambda_i + d_m Lambda)
  /// times the derivative rows of m; lambda, Lambda the derivatives by forces and virial.
  STARLING_FUNCTION void contract(int e, std::int64_t row, const double* by_virial, double* out) {
    const auto rows = derivative_rows(e, row);
    const descriptors::Neighbour* const neighbours = all_.neighbours + all_.first_pair[row];
    const double* const here = forces_ + 3 * all_.atom[row];
    const double own[3] = {here[0], here[1], here[2]};
    for (std::int64_t m = 0; m < rows.neighbours; ++m) {
      const double* const other = forces_ + 3 * neighbours[m].atom;
      for (int axis = 0; axis < 3; ++axis) factors_[3 * m + axis] = other[axis] - own[axis];
    }
    if (by_virial != nullptr)
      for (std::int64_t m = 0; m < rows.neighbours; ++m)
        for (int k = 0; k < 9; ++k)
          factors_[3 * m + k % 3] = math::fma(neighbours[m].displacement[k / 3], by_virial[k], factors_[3 * m + k % 3]);
    descriptors::column_products(rows, factors_, out);
    for (std::int64_t s = 0; s < rows.columns; ++s) out[s] *= -potential_.scale;
  }

  [[nodiscard]] STARLING_FUNCTION std::int64_t gradient_size() const {
    std::int64_t size = 0;
    for (int e = 0; e < potential_.elements; ++e)
      for (int l = 0; l <= potential_.hidden; ++l) size += layer_gradient_size(e, l);
    return size;
  }
  [[nodiscard]] STARLING_FUNCTION std::int64_t layer_gradient_size(int e, int l) const {
    const LayerPlace& place = potential_.element[e].layer[l];
    return (place.inputs + 1) * networks::padded_columns<double>(place.outputs);
  }

  STARLING_FUNCTION void place_gradients(int e, networks::DenseGradient<double>* layers) const {
    double* at = gradients_;
    for (int before = 0; before < e; ++before)
      for (int l = 0; l <= potential_.hidden; ++l) at += layer_gradient_size(before, l);
    for (int l = 0; l <= potential_.hidden; ++l) {
      const LayerPlace& place = potential_.element[e].layer[l];
      const std::int64_t stride = networks::padded_columns<double>(place.outputs);
      layers[l] = {at, stride, at + place.inputs * stride};
      at += layer_gradient_size(e, l);
    }
  }

  STARLING_FUNCTION void write_gradients(double* gradient) const {
    networks::DenseGradient<double> layers[networks::most_hidden_layers + 1];
    for (int e = 0; e < potential_.elements; ++e) {
      place_gradients(e, layers);
      for (int l = 0; l <= potential_.hidden; ++l) {
        const LayerPlace& place = potential_.element[e].layer[l];
        for (std::int64_t i = 0; i < place.inputs; ++i) {
          const double* const from = layers[l].weights + i * layers[l].weight_stride;
          double* const to = gradient + place.weights + i * place.outputs;
          STARLING_LANES
          for (std::int64_t j = 0; j < place.outputs; ++j) to[j] = place.factor * from[j];
        }
        for (std::int64_t j = 0; j < place.outputs; ++j) gradient[place.biases() + j] = layers[l].biases[j];
      }
    }
  }

  const PotentialView& potential_;
  const double* packed_;
  const Configurations& all_;
  std::int64_t configuration_;
  Descriptors of_;
  networks::Workspace<double> space_;
  networks::Workspace<double> blocks_{};  ///< where the blocks' rows begin
  double* forces_;
  double* factors_;
  double* weights_;
  double* gradients_;
};

}  // namespace starling::potentials
