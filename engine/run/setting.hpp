// The setting of a run: what each of its parts needs to know, whatever the job.
#pragma once

#include "engine/comm/communicator.hpp"
#include "engine/deck/command_line.hpp"
#include "engine/deck/schema.hpp"
#include "engine/runtime/log.hpp"

namespace starling {

/// `schema` has been read and its deck checked.
struct RunSetting {
  const Communicator& world;
  const CommandLine& command_line;
  const Schema& schema;
  RunLog& log;
};

}  // namespace starling
