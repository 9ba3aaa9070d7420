// The hash by which a restart knows its data.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <span>
#include <type_traits>

#include "drivers/sgmcmc/targets/potential/data.hpp"

namespace starling::sgmcmc {
namespace {

/// Bytes of one thing after the other. Lists and texts begin with their lengths and optional things with whether they are
/// there, so that different data have different bytes.
class HashedBytes {
 public:
  template <class Number>
  requires std::is_arithmetic_v<Number>
  void add(Number number) { bytes_.append(reinterpret_cast<const char*>(&number), sizeof number); }
  void add(std::span<const double> numbers) {
    add(numbers.size());
    for (const double number : numbers) add(number);
  }
  void add(const std::string& text) {
    add(text.size());
    bytes_ += text;
  }
  void add(const std::vector<std::string>& texts) {
    add(texts.size());
    for (const std::string& text : texts) add(text);
  }
  [[nodiscard]] std::string hash() const { return fmt::format("{:016x}", XXH3_64bits(bytes_.data(), bytes_.size())); }

 private:
  std::string bytes_;
};

void add(const AtomicConfiguration& of, HashedBytes& bytes) {
  bytes.add(of.edge);
  bytes.add(of.elements);
  bytes.add(of.positions);
  bytes.add(of.forces);
  bytes.add(of.energy.has_value());
  bytes.add(of.energy.value_or(0.0));
  bytes.add(of.virial.has_value());
  if (of.virial) bytes.add(*of.virial);
}

void add(const potentials::SymmetryFunction& of, HashedBytes& bytes) {
  for (const int number : {of.centre, static_cast<int>(of.kind), of.zeta, of.lambda, of.first, of.second}) {
    bytes.add(number);
  }
  for (const double number : {of.radius, of.eta, of.shift}) bytes.add(number);
}

}  // namespace

std::string hash_of(const PotentialData& data) {
  HashedBytes bytes;
  bytes.add(data.train.size());
  for (const AtomicConfiguration& of : data.train) add(of, bytes);
  bytes.add(data.monitored.size());
  for (const AtomicConfiguration& of : data.monitored) add(of, bytes);
  bytes.add(data.tested);
  for (const std::vector<double>& labels : data.monitored_labels) bytes.add(labels);
  bytes.add(data.potential.elements);
  bytes.add(data.potential.cutoff);
  bytes.add(data.potential.functions.size());
  for (const potentials::SymmetryFunction& of : data.potential.functions) add(of, bytes);
  for (const potentials::FunctionStatistics& of : data.potential.statistics) {
    for (const double number : {of.smallest, of.largest, of.mean, of.deviation}) bytes.add(number);
  }
  return bytes.hash();
}

}  // namespace starling::sgmcmc
