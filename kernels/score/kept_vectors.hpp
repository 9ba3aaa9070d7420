// Memory for a block's vectors between its way through a network and back.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"

namespace starling::score {

/// What a block's forward pass keeps in double precision for what follows it.
template <class View>
struct KeptVectors {
  static constexpr int terms = View::shape.pair_terms;
  using Term = typename View::Number[View::dimension];

  typename View::Vectors* own;  ///< of each particle
  Term* term;                   ///< `terms` of each pair

  /// In memory for size() numbers, at a multiple of 64 bytes.
  STARLING_FUNCTION KeptVectors(double* memory, std::int64_t particles)
      : own(reinterpret_cast<typename View::Vectors*>(memory)), term(reinterpret_cast<Term*>(own + particles)) {}
  STARLING_FUNCTION static std::int64_t size(std::int64_t particles, std::int64_t edges) {
    return (particles * static_cast<std::int64_t>(sizeof(typename View::Vectors)) +
            edges * terms * static_cast<std::int64_t>(sizeof(Term))) /
           static_cast<std::int64_t>(sizeof(double));
  }
};

}  // namespace starling::score
