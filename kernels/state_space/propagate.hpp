// One time of every particle of a rank: noise, transition and weight in one pass.
#pragma once

#include <cstdint>
#include <limits>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/random/purpose.hpp"
#include "kernels/random/slot_noise.hpp"
#include "kernels/state_space/arrays.hpp"
#include "kernels/state_space/concepts.hpp"
#include "kernels/state_space/largest.hpp"
#include "kernels/state_space/unroll.hpp"

namespace starling {

/// Where a generation comes from.
enum class Origin { start, guided_start, transition, guided };

/// Makes the particles of a group of `Lanes` slots; instantiated with random::slot_group on hosts and 1 on devices, with
/// the same bits.
template <class Model, Origin From, int Lanes>
struct GenerationBlocks {
  Model model;
  PropagateArrays arrays;
  random::Key key;
  std::int64_t time;
  Observation observation;

  static constexpr bool from_start = From == Origin::start || From == Origin::guided_start;
  static constexpr int normals = from_start ? Model::start_normals : Model::normals;
  static constexpr int uniforms = from_start ? Model::start_uniforms : Model::uniforms;
  static constexpr int parents = from_start ? 0 : Model::state_size;
  static constexpr random::Purpose normal_purpose =
      from_start ? random::Purpose::filter_start : random::Purpose::filter_step;
  static constexpr random::Purpose uniform_purpose =
      from_start ? random::Purpose::filter_start_uniform : random::Purpose::filter_step_uniform;

  static constexpr int at_least_one(int n) { return n > 0 ? n : 1; }

  /// Variates and parents of a group, one row per component.
  struct Inputs {
    double normal[at_least_one(normals)][Lanes];
    double uniform[at_least_one(uniforms)][Lanes];
    double parent[at_least_one(parents)][Lanes];
    double carried[Lanes];
  };

  /// Group number `group` of the population; raises `largest` to the rank_of its largest log weight.
  STARLING_FUNCTION void operator()(std::int64_t group, std::int64_t& largest) const {
    const std::int64_t first = group * Lanes - arrays.first_slot;
    const int begin = first < 0 ? static_cast<int>(-first) : 0;
    const int end = first + Lanes > arrays.count ? static_cast<int>(arrays.count - first) : Lanes;
    Inputs inputs;
    draw(group * Lanes, inputs);
    gather(first, begin, end, inputs);
    const std::int64_t best = make(first, begin, end, inputs);
    largest = best > largest ? best : largest;
  }

  STARLING_FUNCTION void draw(std::int64_t first_slot, Inputs& inputs) const {
    const auto step = static_cast<std::uint64_t>(time);
    if constexpr (!from_start && requires { model.normals_drawn(); }) {
      const int drawn = model.normals_drawn();
      for (int n = 0; n < drawn; ++n)
        random::slot_normal_row<Lanes>(first_slot, key, step, normal_purpose, n, inputs.normal[n]);
      for (int n = drawn; n < normals; ++n)
        for (int lane = 0; lane < Lanes; ++lane) inputs.normal[n][lane] = 0.0;
    } else if constexpr (normals > 0) {
      random::slot_normals(first_slot, key, step, normal_purpose, inputs.normal);
    }
    if constexpr (uniforms > 0) random::slot_uniforms(first_slot, key, step, uniform_purpose, inputs.uniform);
  }

  /// Loads by place are quicker one by one than as vector gathers, and places are almost in order.
  STARLING_FUNCTION void gather(std::int64_t first, int begin, int end, Inputs& inputs) const {
    const ParentArrays& from = arrays.parents;
    if constexpr (!from_start) {
      for (int c = 0; c < parents; ++c) {
        const double* const column = from.state + c * from.stride;
        for (int lane = begin; lane < end; ++lane)
          inputs.parent[c][lane] = column[from.place != nullptr ? from.place[first + lane] : first + lane];
      }
    }
    const bool carries = !from_start && from.carried != nullptr;
    for (int lane = begin; lane < end; ++lane) {
      const std::int64_t place = carries && from.place != nullptr ? from.place[first + lane] : first + lane;
      inputs.carried[lane] = carries ? from.carried[place] : 0.0;
    }
  }

  STARLING_NOINLINE STARLING_FUNCTION std::int64_t make(std::int64_t first, int begin, int end,
                                                        const Inputs& inputs) const {
    const Model law = model;
    const Observation seen = observation;
    // A mask, since a choice by one flag for all lanes does not vectorise.
    const std::uint64_t weighted = seen.missing ? 0 : ~std::uint64_t{0};
    double* const __restrict state = arrays.state + first;
    double* const __restrict log_weight = arrays.log_weight + first;
    const std::int64_t stride = arrays.stride;
    std::int64_t rank[Lanes];
    STARLING_LANES
    for (int lane = begin; lane < end; ++lane) {
      double normal[at_least_one(normals)];
      double uniform[at_least_one(uniforms)];
      double parent[at_least_one(parents)];
      double next[Model::state_size];
      STARLING_COMPONENTS
      for (int n = 0; n < normals; ++n) normal[n] = inputs.normal[n][lane];
      STARLING_COMPONENTS
      for (int n = 0; n < uniforms; ++n) uniform[n] = inputs.uniform[n][lane];
      STARLING_COMPONENTS
      for (int c = 0; c < parents; ++c) parent[c] = inputs.parent[c][lane];
      double gained;
      if constexpr (From == Origin::guided) {
        law.propose(time, parent, seen.value, normal, uniform, next);
        gained = law.log_proposal_weight(time, parent, next, seen.value);
      } else if constexpr (From == Origin::guided_start) {
        law.propose_start(seen.value, normal, uniform, next);
        gained = law.log_start_weight(next, seen.value);
      } else {
        if constexpr (from_start) {
          law.start(normal, uniform, next);
        } else {
          law.step(time, parent, normal, uniform, next);
        }
        gained = law.log_density(time, next, seen.value);
      }
      const double weight = inputs.carried[lane] + math::double_of(math::bits_of(gained) & weighted);
      STARLING_COMPONENTS
      for (int c = 0; c < Model::state_size; ++c) state[c * stride + lane] = next[c];
      log_weight[lane] = weight;
      rank[lane] = rank_of(weight);
    }
    std::int64_t largest = std::numeric_limits<std::int64_t>::min();
    for (int lane = begin; lane < end; ++lane) largest = rank[lane] > largest ? rank[lane] : largest;
    return largest;
  }
};

/// Makes a generation; returns the largest log weight of this rank: -infinity if there is none, NaN if any is NaN.
template <Origin From, class Model>
double make_generation(const Model& model, const PropagateArrays& arrays, random::Key key, std::int64_t time,
                       const Observation& observation) {
  constexpr int lanes = kernels_run_on_host ? random::slot_group : 1;
  if (arrays.count == 0) return -std::numeric_limits<double>::infinity();
  const std::int64_t begin = arrays.first_slot / lanes;
  const std::int64_t end = (arrays.first_slot + arrays.count + lanes - 1) / lanes;
  std::int64_t largest = 0;
  Kokkos::parallel_reduce("make generation", IndexRange(begin, end),
                          GenerationBlocks<Model, From, lanes>{model, arrays, key, time, observation},
                          Kokkos::Max<std::int64_t>(largest));
  return of_rank(largest);
}

/// x_0 from its law, or guided by y_0 where the model can.
template <StateSpaceModel Model>
double start_generation(const Model& model, const PropagateArrays& arrays, random::Key key,
                        const Observation& observation, Proposal proposal) {
  if constexpr (HasStartProposal<Model>) {
    if (proposal == Proposal::guided && !observation.missing)
      return make_generation<Origin::guided_start>(model, arrays, key, 0, observation);
  }
  return make_generation<Origin::start>(model, arrays, key, 0, observation);
}

/// x_time from its parents. A guided draw that has nothing to be guided by is one from the transition.
template <StateSpaceModel Model>
double propagate(const Model& model, const PropagateArrays& arrays, random::Key key, std::int64_t time,
                 const Observation& observation, Proposal proposal) {
  if constexpr (HasProposal<Model>) {
    if (proposal == Proposal::guided && !observation.missing)
      return make_generation<Origin::guided>(model, arrays, key, time, observation);
  }
  return make_generation<Origin::transition>(model, arrays, key, time, observation);
}

}  // namespace starling
