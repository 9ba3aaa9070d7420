// Finding a member's columns, and members that have no way of their own.
#include "engine/run/member.hpp"

#include "engine/failure.hpp"

namespace starling {

void Member::advance_to(std::int64_t /*units*/, std::vector<TableRow>& /*rows*/) {
  fail(ExitCode::internal_error, "a member that advances with the others was asked to advance alone");
}

const MemberColumn& column_named(const std::vector<MemberColumn>& columns, const std::string& name,
                                 std::optional<int> components) {
  for (const MemberColumn& column : columns) {
    if (column.name == name && components.value_or(column.components) == column.components) return column;
  }
  fail(ExitCode::bad_input, "the checkpoint has no column '{}'{}: it is of another kind of run", name,
       components ? fmt::format(" of {} components", *components) : "");
}

}  // namespace starling
