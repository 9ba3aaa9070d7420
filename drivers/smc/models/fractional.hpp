// Models with fractional noise as a deck chooses them: how many processes make the noise is one of their numbers.
#pragma once

#include <memory>

#include "engine/deck/choice.hpp"

namespace starling::smc {

/// ChosenModels; make() picks kernels with room for the processes.
[[nodiscard]] std::unique_ptr<Chosen> chosen_fractional_ou();
[[nodiscard]] std::unique_ptr<Chosen> chosen_fractional_volatility();

}  // namespace starling::smc
