// Rows of atoms with their descriptors.
#include "engine/potentials/configuration_set.hpp"

#include <algorithm>
#include <cmath>

#include "engine/failure.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/networks/token_memory.hpp"

namespace starling::potentials {
namespace {

/// Describes all rows; null pointers leave values or derivatives out.
template <class Stored>
void describe_rows(const PotentialView& potential, const Configurations& all, std::int64_t configurations,
                   std::int64_t most_neighbours, double* values, Stored* derivatives) {
  networks::TokenMemory<double> scratch;
  scratch.reserve("descriptor scratch", describe_scratch(potential, most_neighbours));
  const Kokkos::Experimental::UniqueToken<ExecutionSpace> tokens;
  const auto parts = scratch.parts();
  Kokkos::parallel_for(
      "describe atoms", IndexRange(0, configurations * potential.elements), KOKKOS_LAMBDA(std::int64_t k) {
        const auto token = tokens.acquire();
        for (std::int64_t row = all.element_begin[k]; row < all.element_begin[k + 1]; ++row)
          describe_atom<Stored>(potential, static_cast<int>(k % potential.elements),
                                all.neighbours + all.first_pair[row], all.pairs(row), parts.of(token),
                                values + all.values_at[row],
                                derivatives == nullptr ? nullptr : derivatives + all.derivatives_at[row]);
        tokens.release(token);
      });
}

}  // namespace

ConfigurationSet::ConfigurationSet(const Potential& potential, const DevicePotential& device,
                                   const std::vector<AtomicConfiguration>& configurations, Storage storage,
                                   const std::string& name)
    : storage_(storage), elements_(static_cast<int>(potential.elements.size())) {
  for (int e = 0; e < elements_; ++e) function_counts_.push_back(potential.function_count(e));
  place_rows(potential, configurations, name);
  describe(device);
  for (std::size_t c = 0; c < configurations.size(); ++c) {
    const AtomicConfiguration& from = configurations[c];
    set_labels(static_cast<std::int64_t>(c), from.forces.empty() ? std::vector<double>(3 * from.atoms()) : from.forces,
               from.energy.value_or(0.0), from.virial.value_or(std::array<double, 9>{}));
  }
}

void ConfigurationSet::place_rows(const Potential& potential, const std::vector<AtomicConfiguration>& configurations,
                                  const std::string& name) {
  std::vector<std::int64_t> element_begin;
  std::vector<std::int64_t> first_pair;
  std::vector<std::int64_t> values_at;
  std::vector<std::int64_t> derivatives_at;
  std::vector<std::int32_t> atom;
  std::vector<descriptors::Neighbour> neighbours;
  std::int64_t values = 0;
  std::int64_t derivatives = 0;
  force_at_ = {0};
  for (std::size_t c = 0; c < configurations.size(); ++c) {
    const std::string place = fmt::format("{}: configuration {}", name, c + 1);
    const auto near = neighbours_of(configurations[c], potential.elements, potential.reach(), place);
    terms_.push_back(repulsion_terms(potential.repulsion, near));
    const std::int64_t before = derivatives;
    for (int e = 0; e < elements_; ++e) {
      element_begin.push_back(static_cast<std::int64_t>(atom.size()));
      const std::int64_t columns = networks::padded_columns<double>(function_counts_[static_cast<std::size_t>(e)]);
      for (std::size_t i = 0; i < near.size(); ++i) {
        if (configurations[c].elements[i] != potential.elements[static_cast<std::size_t>(e)]) continue;
        atom.push_back(static_cast<std::int32_t>(i));
        first_pair.push_back(static_cast<std::int64_t>(neighbours.size()));
        values_at.push_back(values);
        derivatives_at.push_back(derivatives);
        neighbours.insert(neighbours.end(), near[i].begin(), near[i].end());
        values += columns;
        const auto pairs = static_cast<std::int64_t>(near[i].size());
        derivatives += 3 * pairs * columns;
        most_neighbours_ = std::max(most_neighbours_, pairs);
      }
    }
    most_derivatives_ = std::max(most_derivatives_, derivatives - before);
    force_at_.push_back(force_at_.back() + 3 * static_cast<std::int64_t>(near.size()));
  }
  element_begin.push_back(static_cast<std::int64_t>(atom.size()));
  first_pair.push_back(static_cast<std::int64_t>(neighbours.size()));
  derivatives_at.push_back(derivatives);
  element_begin_ = device_copy("rows of elements", element_begin);
  first_pair_ = device_copy("pairs of rows", first_pair);
  values_at_ = device_copy("places of descriptors", values_at);
  derivatives_at_ = device_copy("places of derivatives", derivatives_at);
  device_force_at_ = device_copy("places of forces", force_at_);
  atom_ = device_copy("atoms of rows", atom);
  neighbours_ = device_copy("neighbours", neighbours);
  ensure_size(values_, "descriptors", values);
  if (storage_ == Storage::f64) ensure_size(doubles_, "derivatives of descriptors", derivatives);
  if (storage_ == Storage::f32) ensure_size(floats_, "derivatives of descriptors", derivatives);
  forces_ = DeviceArray<double>("labels: forces", force_at_.back());
  energies_ = DeviceArray<double>("labels: energies", configurations.size());
  virials_ = DeviceArray<double>("labels: virials", 9 * configurations.size());
}

void ConfigurationSet::describe(const DevicePotential& device) {
  if (storage_ == Storage::f32) {
    describe_rows<float>(device.view(), view().all, size(), most_neighbours_, values_.data(), floats_.data());
  } else {
    describe_rows<double>(device.view(), view().all, size(), most_neighbours_, values_.data(),
                          storage_ == Storage::f64 ? doubles_.data() : nullptr);
  }
}

std::int64_t ConfigurationSet::bytes() const {
  const auto of = [](const auto& array) { return static_cast<std::int64_t>(array.extent(0) * sizeof(*array.data())); };
  return of(element_begin_) + of(first_pair_) + of(values_at_) + of(derivatives_at_) + of(atom_) + of(neighbours_) +
         of(values_) + of(doubles_) + of(floats_) + of(forces_) + of(energies_) + of(virials_);
}

ConfigurationSet::View ConfigurationSet::view() const {
  return {{element_begin_.data(), first_pair_.data(), atom_.data(), neighbours_.data(), values_at_.data(),
           derivatives_at_.data(), elements_},
          values_.data(),
          doubles_.data(),
          floats_.data(),
          forces_.data(),
          device_force_at_.data(),
          energies_.data(),
          virials_.data(),
          most_neighbours_,
          most_derivatives_,
          size()};
}

void ConfigurationSet::add_label_sets(std::int64_t more) {
  label_sets_ += more;
  Kokkos::resize(forces_, label_sets_ * force_at_.back());
  Kokkos::resize(energies_, label_sets_ * size());
  Kokkos::resize(virials_, 9 * label_sets_ * size());
}

void ConfigurationSet::set_labels(std::int64_t c, const std::vector<double>& forces, double energy,
                                  const std::array<double, 9>& virial, std::int64_t label_set) {
  const PairTerms& terms = repulsion(c);
  std::vector<double> rest(forces);
  for (std::size_t k = 0; k < rest.size(); ++k) rest[k] -= terms.forces[k];
  std::array<double, 9> rest_of_virial = virial;
  for (std::size_t k = 0; k < 9; ++k) rest_of_virial[k] -= terms.virial[k];
  const double rest_of_energy = energy - terms.energy;
  const auto write = [](const DeviceArray<double>& to, std::int64_t at, const double* from, std::size_t count) {
    Kokkos::deep_copy(Kokkos::subview(to, std::make_pair(at, at + static_cast<std::int64_t>(count))),
                      Kokkos::View<const double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(from, count));
  };
  const std::int64_t at = label_set * size() + c;
  write(forces_, label_set * force_at_.back() + force_at_[static_cast<std::size_t>(c)], rest.data(), rest.size());
  write(energies_, at, &rest_of_energy, 1);
  write(virials_, 9 * at, rest_of_virial.data(), 9);
}

std::vector<std::vector<double>> ConfigurationSet::values_of_element(int e) const {
  const auto values = host_copy(values_);
  const auto at = host_copy(values_at_);
  const auto begin = host_copy(element_begin_);
  std::vector<std::vector<double>> rows;
  for (std::int64_t c = 0; c < size(); ++c) {
    const auto block = static_cast<std::size_t>(c * elements_ + e);
    for (std::int64_t row = begin[block]; row < begin[block + 1]; ++row) {
      const double* const from = values.data() + at[static_cast<std::size_t>(row)];
      rows.emplace_back(from, from + function_counts_[static_cast<std::size_t>(e)]);
    }
  }
  return rows;
}

std::vector<FunctionStatistics> statistics_of(const Potential& potential,
                                              const std::vector<AtomicConfiguration>& configurations,
                                              const std::string& name) {
  Potential plain = potential;
  plain.scaling = Scaling::none;
  plain.statistics.assign(potential.functions.size(), {});
  const DevicePotential device(plain);
  const ConfigurationSet set(plain, device, configurations, Storage::recompute, name);
  std::vector<FunctionStatistics> statistics;
  for (int e = 0; std::cmp_less(e, potential.elements.size()); ++e) {
    const auto rows = set.values_of_element(e);
    const std::string& symbol = potential.elements[static_cast<std::size_t>(e)];
    if (rows.empty()) fail(ExitCode::bad_input, "{}: there is no atom of the element {}", name, symbol);
    for (int s = 0; s < potential.function_count(e); ++s) {
      const auto place = static_cast<std::size_t>(s);
      FunctionStatistics of{rows[0][place], rows[0][place], 0.0, 0.0};
      for (const auto& row : rows) {
        of.smallest = std::min(of.smallest, row[place]);
        of.largest = std::max(of.largest, row[place]);
        of.mean += row[place];
      }
      of.mean /= static_cast<double>(rows.size());
      for (const auto& row : rows) of.deviation += (row[place] - of.mean) * (row[place] - of.mean);
      of.deviation = std::sqrt(of.deviation / static_cast<double>(rows.size()));
      if (!can_be_scaled(potential.scaling, of)) {
        fail(ExitCode::bad_input,
             "{}: symmetry function {} of {} has the same value for every atom, and so cannot be scaled", name, s + 1,
             symbol);
      }
      statistics.push_back(of);
    }
  }
  return statistics;
}

}  // namespace starling::potentials
