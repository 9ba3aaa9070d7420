// What every part of a run of the smc job needs to know.
#pragma once

#include "drivers/run_setting.hpp"
#include "drivers/smc/deck.hpp"

namespace starling::smc {

using Setting = RunSetting<Deck>;

}  // namespace starling::smc
