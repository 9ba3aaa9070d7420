// The registry of samplers.
#pragma once

#include <memory>

#include "engine/deck/choice.hpp"

namespace starling::sgmcmc {

/// [sampler], and what it can name. All alternatives are of the type ChosenSampler.
[[nodiscard]] const Choice& sampler_choice();

[[nodiscard]] std::unique_ptr<Chosen> chosen_sgld();
[[nodiscard]] std::unique_ptr<Chosen> chosen_psgld();
[[nodiscard]] std::unique_ptr<Chosen> chosen_svrg();
[[nodiscard]] std::unique_ptr<Chosen> chosen_sghmc();
[[nodiscard]] std::unique_ptr<Chosen> chosen_sgnht();
[[nodiscard]] std::unique_ptr<Chosen> chosen_baoab();
[[nodiscard]] std::unique_ptr<Chosen> chosen_obabo();
[[nodiscard]] std::unique_ptr<Chosen> chosen_cyclical();
[[nodiscard]] std::unique_ptr<Chosen> chosen_replica_exchange();
[[nodiscard]] std::unique_ptr<Chosen> chosen_sggmc();
[[nodiscard]] std::unique_ptr<Chosen> chosen_amagold();
[[nodiscard]] std::unique_ptr<Chosen> chosen_hmc();
[[nodiscard]] std::unique_ptr<Chosen> chosen_adam();

}  // namespace starling::sgmcmc
