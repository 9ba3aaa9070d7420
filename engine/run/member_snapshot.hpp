// Columns of all members of a run in one file.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/io/particles/snapshots.hpp"
#include "engine/run/members.hpp"
#include "engine/run/writer.hpp"

namespace starling {

/// Collective: writes what `columns_of(member)` gives of each member of type `Type`, columns over this rank's even share of
/// the member's rows.
template <class Type, class ColumnsOf>
void write_members(Members& members, const std::filesystem::path& file, const std::string& format, std::int64_t step,
                   ColumnsOf&& columns_of) {
  const RankGroups& groups = members.groups();
  const RunPlan& plan = members.plan();
  const RowBlock rows = rows_of(plan.rows_each, groups.group());
  SnapshotLayout layout{format, plan.chains > 1 ? "member" : "replica", groups.members(), step, plan.rows_each, {}};
  std::vector<SnapshotPart> parts;
  members.for_each_as<Type>([&](const Type& member, std::int64_t number) {
    layout.columns.clear();
    auto& part = parts.emplace_back(SnapshotPart{number, rows, {}});
    for (MemberColumn& column : columns_of(member)) {
      layout.columns.emplace_back(column.name, column.components);
      part.columns.push_back({column.name, column.components, std::move(column.values)});
    }
  });
  write_snapshot(groups.world(), file, layout, parts);
}

/// Snapshots "starling `name`" of what `columns_of(member)` gives, every so many units and at the end; those that a restart
/// will write again are deleted. Collective over the world.
template <class Type, class ColumnsOf>
[[nodiscard]] Writer snapshot_writer(const std::string& name, std::int64_t every, Members& members,
                                     const RunFiles& files, ColumnsOf columns_of) {
  const RunDirectory directory = files.directory;
  const Communicator& world = members.groups().world();
  if (files.resumed != nullptr) {
    world.together([&] {
      if (world.is_root()) delete_snapshots_after(directory.snapshots(), files.resumed->step);
    });
  }
  Writer writer{name, {every}};
  writer.at_end = true;
  writer.write = [&members, directory, columns_of, format = "starling " + name](std::int64_t done) {
    write_members<Type>(members, directory.snapshots() / snapshot_name(done), format, done, columns_of);
  };
  return writer;
}

}  // namespace starling
