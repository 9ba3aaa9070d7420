// The hash by which a restart knows its data.
#include "drivers/sgmcmc/targets/potential/data.hpp"
#include "engine/io/hashed_bytes.hpp"

namespace starling::sgmcmc {
namespace {

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
