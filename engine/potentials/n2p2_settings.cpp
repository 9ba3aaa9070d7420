// Taking lines apart.
#include "engine/potentials/n2p2_settings.hpp"

#include <sstream>

#include "engine/deck/value.hpp"
#include "engine/deck/words.hpp"
#include "engine/failure.hpp"

namespace starling::potentials {
namespace {

template <class Number>
Number number_in(const N2p2Line& line, std::size_t k) {
  Number number{};
  const Complaint complaint = parse_value(line.word(k), number);
  if (!complaint.empty()) fail(ExitCode::bad_input, "{}: \"{}\": {}", line.place, shown(line.word(k)), complaint);
  return number;
}

}  // namespace

const std::string& N2p2Line::word(std::size_t k) const {
  if (k >= words.size()) {
    fail(ExitCode::bad_input, "{}: {} must have {} values, not {}", place, shown(words.front()), k, words.size() - 1);
  }
  return words[k];
}

double N2p2Line::number(std::size_t k) const { return number_in<double>(*this, k); }
int N2p2Line::whole_number(std::size_t k) const { return number_in<int>(*this, k); }

std::vector<N2p2Line> n2p2_lines(std::string_view text, const std::string& name) {
  std::vector<N2p2Line> lines;
  std::istringstream in{std::string(text)};
  std::int64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    N2p2Line kept{fmt::format("{}:{}", name, number), words_in(line.substr(0, line.find_first_of("#!")))};
    if (!kept.words.empty()) lines.push_back(std::move(kept));
  }
  return lines;
}

std::vector<N2p2Line> lines_of(const std::vector<N2p2Line>& lines, const std::string& keyword) {
  std::vector<N2p2Line> found;
  for (const N2p2Line& line : lines) {
    if (line.words.front() == keyword) found.push_back(line);
  }
  return found;
}

N2p2Line line_of(const std::vector<N2p2Line>& lines, const std::string& keyword, const std::string& name) {
  const auto found = lines_of(lines, keyword);
  if (found.empty()) fail(ExitCode::bad_input, "{}: there is no {}", name, keyword);
  return found.front();
}

}  // namespace starling::potentials
