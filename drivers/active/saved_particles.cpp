// One list of columns, from which writing and reading follow.
#include "drivers/active/saved_particles.hpp"

#include <algorithm>

#include "engine/comm/even_split.hpp"
#include "engine/io/rows.hpp"

namespace starling::active {

namespace {

/// Components [first, first + components) of a record.
struct RecordColumn {
  const char* name;
  int first;
  int components;
  hdf5::Element element = hdf5::Element::float64;
};

template <int D>
std::vector<RecordColumn> placed_columns(const RecordLayout<D>& layout) {
  return {{"position", layout.position, D}, {"image", layout.image, D, hdf5::Element::int32}};
}

template <int D>
std::vector<RecordColumn> all_columns(const Model<D>& model) {
  const RecordLayout<D>& layout = model.record;
  std::vector<RecordColumn> columns = placed_columns(layout);
  const int own = model.own_activity();
  if (own > 0) columns.push_back({"activity", layout.activity, own});
  if (model.is_mixture()) columns.push_back({"species", layout.activity + own, 1, hdf5::Element::int32});
  if (layout.origins) columns.push_back({"origin", layout.origin(), D});
  if (layout.origin_components() > D) columns.push_back({"origin_activity", layout.origin_drive(), D});
  return columns;
}

template <int D>
MemberState cut(const RecordLayout<D>& layout, const std::vector<RecordColumn>& columns,
                std::span<const double> records) {
  MemberState state;
  const auto width = static_cast<std::size_t>(layout.size());
  auto& rows = state.rows.emplace();
  for (std::size_t at = 0; at < records.size(); at += width) {
    rows.push_back(static_cast<std::int64_t>(records[at + layout.id]));
  }
  for (const RecordColumn& column : columns) {
    MemberColumn& cut = state.columns.emplace_back(MemberColumn{column.name, column.components, {}, column.element});
    cut.values.reserve(rows.size() * static_cast<std::size_t>(column.components));
    for (std::size_t at = 0; at < records.size(); at += width) {
      const auto first = records.begin() + static_cast<std::ptrdiff_t>(at) + column.first;
      cut.values.insert(cut.values.end(), first, first + column.components);
    }
  }
  return state;
}

}  // namespace

template <int D>
MemberState placed_particles(const RecordLayout<D>& layout, std::span<const double> records) {
  return cut(layout, placed_columns(layout), records);
}

template <int D>
MemberState saved_particles(const Model<D>& model, const Particles<D>& particles) {
  return cut(model.record, all_columns(model), save_records(particles));
}

template <int D>
void load_particles(const Communicator& group, const Model<D>& model, const MemberState& state,
                    Particles<D>& particles) {
  const RecordLayout<D>& layout = model.record;
  const RowBlock share = rows_of(model.particles, group);
  std::vector<double> records(share.count * layout.size());
  group.together([&] {
    for (std::int64_t k = 0; k < share.count; ++k) {
      records[k * layout.size() + layout.id] = static_cast<double>(share.first + k);
    }
    for (const RecordColumn& column : all_columns(model)) {
      const MemberColumn& saved = column_named(state.columns, column.name, column.components);
      for (std::int64_t k = 0; k < share.count; ++k) {
        std::copy_n(saved.values.begin() + k * column.components, column.components,
                    records.begin() + k * layout.size() + column.first);
      }
    }
  });
  load_records(particles, records);
}

template MemberState placed_particles<1>(const RecordLayout<1>&, std::span<const double>);
template MemberState placed_particles<2>(const RecordLayout<2>&, std::span<const double>);
template MemberState placed_particles<3>(const RecordLayout<3>&, std::span<const double>);
template MemberState saved_particles<1>(const Model<1>&, const Particles<1>&);
template MemberState saved_particles<2>(const Model<2>&, const Particles<2>&);
template MemberState saved_particles<3>(const Model<3>&, const Particles<3>&);
template void load_particles<1>(const Communicator&, const Model<1>&, const MemberState&, Particles<1>&);
template void load_particles<2>(const Communicator&, const Model<2>&, const MemberState&, Particles<2>&);
template void load_particles<3>(const Communicator&, const Model<3>&, const MemberState&, Particles<3>&);

}  // namespace starling::active
