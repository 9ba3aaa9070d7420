// Numbers of each row of a member at every time, kept by the rank that holds the row.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/run/member.hpp"

namespace starling {

/// Slices of `components` doubles of each of this rank's `rows` rows, one slice per time, in host memory.
class RowHistory {
 public:
  RowHistory(int components, std::int64_t rows) : components_(components), rows_(rows) {}

  [[nodiscard]] std::int64_t times() const { return static_cast<std::int64_t>(slices_.size()); }

  /// Appends a slice from device memory: component c of row j is values[c * stride + j].
  void append(const double* values, std::int64_t stride);
  /// Appends one from host memory, in the shape of slice().
  void append(std::vector<double> slice) { slices_.push_back(std::move(slice)); }

  /// Component c of row j at slice t is slice(t)[c * rows + j].
  [[nodiscard]] const std::vector<double>& slice(std::int64_t time) const { return slices_[time]; }

  void clear() { slices_.clear(); }

  /// All slices as one column: component t * components + c of a row is its component c at slice t.
  [[nodiscard]] MemberColumn column(const std::string& name) const;

  /// Adds that column to a checkpoint, if there is a slice.
  void save(const std::string& name, std::vector<MemberColumn>& columns) const;
  /// Restores `times` slices from it. Fails with bad_input if the column is not there or not of this shape.
  void load(const std::string& name, const std::vector<MemberColumn>& columns, std::int64_t times);

 private:
  int components_;
  std::int64_t rows_;
  std::vector<std::vector<double>> slices_;
};

}  // namespace starling
