// Numbers of each slot at every time, kept by the rank that holds the slot.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/smc/methods/method.hpp"

namespace starling::smc {

/// Slices of `components` doubles of each of this rank's `slots` slots, one slice per time, in host memory.
class SlotHistory {
 public:
  SlotHistory(int components, std::int64_t slots) : components_(components), slots_(slots) {}

  [[nodiscard]] std::int64_t times() const { return static_cast<std::int64_t>(slices_.size()); }

  /// Appends a slice from device memory: component c of slot j is values[c * stride + j].
  void append(const double* values, std::int64_t stride);

  /// Component c of slot j at slice t is slice(t)[c * slots + j].
  [[nodiscard]] const std::vector<double>& slice(std::int64_t time) const { return slices_[time]; }

  void clear() { slices_.clear(); }

  /// All slices as one column: component t * components + c of a slot is its component c at slice t.
  [[nodiscard]] SlotColumn column(const std::string& name) const;

  /// save() adds that column to a checkpoint, if there is a slice; load() restores `times` slices from it and fails
  /// with bad_input if the column is not there or not of this shape.
  void save(const std::string& name, std::vector<SlotColumn>& columns) const;
  void load(const std::string& name, const std::vector<SlotColumn>& columns, std::int64_t times);

 private:
  int components_;
  std::int64_t slots_;
  std::vector<std::vector<double>> slices_;
};

/// The column of this name. Fails with bad_input if there is none.
[[nodiscard]] const SlotColumn& column_named(const std::vector<SlotColumn>& columns, const std::string& name);

}  // namespace starling::smc
