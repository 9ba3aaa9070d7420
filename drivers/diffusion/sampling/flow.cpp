// Moving points outside a population.
#include "drivers/diffusion/sampling/flow.hpp"

#include <utility>

#include "drivers/diffusion/sampling/point_set.hpp"
#include "engine/failure.hpp"

namespace starling::diffusion {

namespace {

using OnHost = Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;

}  // namespace

std::vector<double> drawn_columns(const Mixture& law, std::int64_t count, random::Key key) {
  const PointSet points = exact_points(law, 0, count, key);
  std::vector<double> columns;
  for (int c = 0; c < law.dimension; ++c) {
    for (std::int64_t j = 0; j < count; ++j)
      columns.push_back(points.place[static_cast<std::size_t>(j * law.dimension + c)]);
  }
  return columns;
}

Flow::Flow(const Path& path, int dimension, std::vector<double> start)
    : path_(path), dimension_(dimension), start_(std::move(start)), end_(start_.size()) {}

const std::vector<double>& Flow::end_of(const Solver& solver, const Grid& grid) {
  if (solver.draws()) fail(ExitCode::internal_error, "a flow was asked to follow a solver that draws noise");
  const std::size_t size = start_.size();
  ensure_size(vectors_, "flow", static_cast<std::int64_t>(size) * solver.vectors());
  const auto place = Kokkos::subview(vectors_, std::make_pair(std::size_t{0}, size));
  Kokkos::deep_copy(place, OnHost(start_.data(), size));
  const std::int64_t count = static_cast<std::int64_t>(size) / dimension_;
  evaluations_ = 0;
  for (std::int64_t n = 0; n < grid.steps(); ++n) {
    for (const Stage& stage : solver.step(grid, n)) {
      if (stage.work.output >= 0) {
        field_.load(path_.field(stage.time, stage.wish));
        ++evaluations_;
      }
      do_stage(field_.view(), stage.work, {vectors_.data(), count, dimension_, 0, count}, random::Key{},
               static_cast<std::uint64_t>(n));
    }
  }
  Kokkos::deep_copy(OnHost(end_.data(), size), place);
  return end_;
}

}  // namespace starling::diffusion
