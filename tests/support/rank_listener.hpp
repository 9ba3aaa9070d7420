// Brings the failures of every rank to rank 0, so that a test under mpirun reads like a test on one process.
#pragma once

#include <gtest/gtest.h>
#include <mpi.h>

#include <string>

namespace starling::testing_support {

/// Collects the failures of ranks above 0 and reports them on rank 0, as failures of the test they happened in, when
/// that test ends. Every rank must run the same tests in the same order.
class RankListener : public ::testing::EmptyTestEventListener {
 public:
  explicit RankListener(MPI_Comm parent);
  ~RankListener() override;
  RankListener(const RankListener&) = delete;
  RankListener& operator=(const RankListener&) = delete;

  void OnTestStart(const ::testing::TestInfo& test) override;
  void OnTestPartResult(const ::testing::TestPartResult& result) override;
  void OnTestEnd(const ::testing::TestInfo& test) override;
  void OnTestProgramEnd(const ::testing::UnitTest& program) override;

 private:
  /// Waits for all ranks. A rank that has failed gives the others a while only: they may be waiting for it in a
  /// collective that it never entered, and its message must not be lost in that hang.
  void meet();
  void report_on_root();

  MPI_Comm communicator_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
  bool failed_ = false;
  std::string messages_;
};

}  // namespace starling::testing_support
