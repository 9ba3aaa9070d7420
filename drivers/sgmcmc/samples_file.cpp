// Writing draws by all ranks at once.
#include "drivers/sgmcmc/samples_file.hpp"

#include <map>

#include "drivers/sgmcmc/chains/wanted_draws.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/hdf5.hpp"
#include "engine/io/rows.hpp"

namespace starling::sgmcmc {

namespace {

using hdf5::Element;
using hdf5::Shape;

hsize_t size_of(std::int64_t count) { return static_cast<hsize_t>(count); }

void write_functions(hdf5::File& file, const EnsemblePlan& plan, std::int64_t draws,
                     const std::vector<std::vector<double>>& chains) {
  file.create_group("/posterior");
  const Shape shape{size_of(plan.settings().count), size_of(draws)};
  for (std::size_t k = 0; k < plan.shown().size(); ++k) {
    if (plan.shown()[k] == "rung") continue;
    std::vector<double> values;
    for (const std::vector<double>& chain : chains) {
      for (std::size_t at = k; at < chain.size(); at += plan.shown().size()) values.push_back(chain[at]);
    }
    const hdf5::Handle dataset = file.create_dataset("/posterior/" + plan.shown()[k], Element::float64, shape);
    const Shape count = chains.empty() ? Shape{0, 0} : shape;
    file.write(dataset, Element::float64, {{0, 0}, count}, values.data());
  }
}

/// Known values and labels of every chain, by function.
std::map<std::size_t, std::vector<double>> known_values(const EnsemblePlan& plan) {
  const std::int64_t rungs = plan.rungs();
  std::map<std::size_t, std::vector<double>> by_function;
  for (std::int64_t chain = 0; chain < plan.settings().count; ++chain) {
    for (const KnownValue& known : plan.target().known(plan.key(chain * rungs))) {
      std::vector<double>& values = by_function[known.function];
      values.insert(values.end(), {known.value, known.label});
    }
  }
  return by_function;
}

void write_known(hdf5::File& file, const EnsemblePlan& plan,
                 const std::map<std::size_t, std::vector<double>>& by_function, bool is_root) {
  if (by_function.empty()) return;
  file.create_group("/known");
  const Shape shape{size_of(plan.settings().count), 2};
  for (const auto& [function, values] : by_function) {
    const hdf5::Handle dataset = file.create_dataset("/known/" + plan.shown()[function], Element::float64, shape);
    file.write(dataset, Element::float64, {{0, 0}, is_root ? shape : Shape{0, 0}}, values.data());
  }
}

/// Draw by draw, the rows [first, first + count) of every member that this rank has a share of.
void write_members(hdf5::File& file, const EnsemblePlan& plan, const RankGroups& groups,
                   const std::vector<const Chain*>& own) {
  const std::int64_t draws = own.front()->draws();
  const std::int64_t parameters = plan.parameters();
  const RowBlock share = rows_of(plan.rows(), groups.group());
  const std::int64_t count = std::max<std::int64_t>(std::min(share.first + share.count, parameters) - share.first, 0);
  const hdf5::Handle dataset = file.create_dataset("/chains/parameters", Element::float64,
                                                   {size_of(plan.members()), size_of(draws), size_of(parameters)});
  const std::int64_t most = groups.world().maximum(static_cast<std::int64_t>(own.size()));
  for (std::int64_t k = 0; k < most; ++k) {
    hdf5::Selection selection{{0, 0, 0}, {0, 0, 0}};
    std::vector<double> values;
    if (k < static_cast<std::int64_t>(own.size()) && count > 0) {
      const Chain& chain = *own[static_cast<std::size_t>(k)];
      selection = {{size_of(chain.number()), 0, size_of(share.first)}, {1, size_of(draws), size_of(count)}};
      for (std::int64_t t = 0; t < draws; ++t) {
        const std::vector<double>& slice = chain.rows().slice(t);
        values.insert(values.end(), slice.begin(), slice.begin() + count);
      }
    }
    file.write(dataset, Element::float64, selection, values.data());
  }
  if (plan.rungs() == 1) return;
  const hdf5::Handle rungs =
      file.create_dataset("/chains/rung", Element::float64, {size_of(plan.members()), size_of(draws)});
  for (std::int64_t k = 0; k < most; ++k) {
    hdf5::Selection selection{{0, 0}, {0, 0}};
    std::vector<double> values;
    if (k < static_cast<std::int64_t>(own.size()) && groups.group().is_root()) {
      const Chain& chain = *own[static_cast<std::size_t>(k)];
      selection = {{size_of(chain.number()), 0}, {1, size_of(draws)}};
      const std::size_t width = plan.shown().size();
      for (std::size_t at = width - 1; at < chain.shown().size(); at += width) values.push_back(chain.shown()[at]);
    }
    file.write(rungs, Element::float64, selection, values.data());
  }
}

void describe_parameters(hdf5::File& file, const EnsemblePlan& plan) {
  std::vector<std::string> names;
  std::vector<std::int64_t> sizes;
  for (const learning::ParameterBlock& block : plan.target().layout().blocks()) {
    names.push_back(block.name);
    sizes.push_back(block.size());
  }
  file.write_attribute("/chains", "blocks", names);
  file.write_attribute("/chains", "sizes", sizes);
}

}  // namespace

void write_samples(const EnsemblePlan& plan, const RankGroups& groups, const std::vector<const Chain*>& own,
                   const std::filesystem::path& file) {
  const std::int64_t draws = own.front()->draws();
  if (draws == 0) return;
  const std::vector<std::vector<double>> chains = wanted_draws(plan, groups, own);
  const std::filesystem::path aside = name_aside(file);
  const std::string description = plan.target().description();
  const auto known = known_values(plan);
  constexpr std::int64_t header = 1024;  // of a dataset, and more than HDF5 takes
  const std::int64_t numbers = plan.members() * (draws + 1) * (plan.rows() + 1) +
                               plan.settings().count * (std::ssize(plan.shown()) * draws + 2 * std::ssize(known));
  const std::int64_t headers = header * (std::ssize(plan.shown()) + std::ssize(known));
  auto open = hdf5::File::create(groups.world(), aside, 8 * numbers + headers + std::ssize(description));
  open.write_attribute("/", "format", "starling samples");
  open.write_attribute("/", "steps", own.front()->done());
  if (!description.empty()) open.write_text("/target", description);
  write_functions(open, plan, draws, chains);
  write_known(open, plan, known, groups.world().is_root());
  open.create_group("/chains");
  describe_parameters(open, plan);
  write_members(open, plan, groups, own);
  open.close();
  groups.world().together([&] {
    if (groups.world().is_root()) publish_file(aside, file);
  });
}

}  // namespace starling::sgmcmc
