// What every part of a run of the smc job needs to know.
#pragma once

#include "drivers/smc/deck.hpp"
#include "engine/comm/communicator.hpp"
#include "engine/deck/command_line.hpp"
#include "engine/runtime/log.hpp"

namespace starling::smc {

struct Setting {
  const Communicator& world;
  const CommandLine& command_line;
  const Schema& schema;
  const Deck& deck;
  RunLog& log;
};

}  // namespace starling::smc
