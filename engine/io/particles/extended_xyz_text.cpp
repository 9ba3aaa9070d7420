// Line by line.
#include "engine/io/particles/extended_xyz_text.hpp"

#include <fmt/format.h>

#include <iterator>

namespace starling {

std::string extended_xyz_text(const std::array<double, 3>& edge, const std::vector<std::string>& symbols,
                              std::span<const std::int32_t> element, std::span<const double> position,
                              std::span<const double> velocity, const std::string& info) {
  fmt::memory_buffer text;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "{}\nLattice=\"{} 0 0 0 {} 0 0 0 {}\" Properties=species:S:1:pos:R:3:vel:R:3 {} pbc=\"T T T\"\n",
                 element.size(), edge[0], edge[1], edge[2], info);
  for (std::size_t i = 0; i < element.size(); ++i)
    fmt::format_to(out, "{} {} {} {} {} {} {}\n", symbols[static_cast<std::size_t>(element[i])], position[3 * i],
                   position[3 * i + 1], position[3 * i + 2], velocity[3 * i], velocity[3 * i + 1], velocity[3 * i + 2]);
  return fmt::to_string(text);
}

}  // namespace starling
