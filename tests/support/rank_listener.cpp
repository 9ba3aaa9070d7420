// Gathers failure messages over MPI at the end of every test.
#include "tests/support/rank_listener.hpp"

#include <chrono>
#include <cstddef>
#include <iostream>
#include <sstream>
#include <thread>
#include <vector>

namespace starling::testing_support {

namespace {

constexpr std::chrono::seconds patience{30};

std::string describe(const ::testing::TestPartResult& result) {
  std::ostringstream text;
  if (result.file_name() != nullptr) text << result.file_name() << ':' << result.line_number() << '\n';
  text << result.message() << '\n';
  return text.str();
}

bool is_complete(MPI_Request& request) {
  int complete = 0;
  MPI_Test(&request, &complete, MPI_STATUS_IGNORE);
  return complete != 0;
}

}  // namespace

RankListener::RankListener(MPI_Comm parent) {
  MPI_Comm_dup(parent, &communicator_);
  MPI_Comm_rank(communicator_, &rank_);
  MPI_Comm_size(communicator_, &size_);
}

RankListener::~RankListener() { MPI_Comm_free(&communicator_); }

void RankListener::OnTestStart(const ::testing::TestInfo& /*test*/) { failed_ = false; }

void RankListener::OnTestPartResult(const ::testing::TestPartResult& result) {
  if (!result.failed()) return;
  failed_ = true;
  if (rank_ > 0) messages_ += describe(result);
}

void RankListener::OnTestEnd(const ::testing::TestInfo& /*test*/) { report_on_root(); }

void RankListener::OnTestProgramEnd(const ::testing::UnitTest& /*program*/) { report_on_root(); }

void RankListener::meet() {
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Ibarrier(communicator_, &request);
  if (!failed_) {
    MPI_Wait(&request, MPI_STATUS_IGNORE);
    return;
  }
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!is_complete(request)) {
    if (std::chrono::steady_clock::now() > deadline) {
      std::cerr << "Rank " << rank_ << " failed and the other ranks did not finish the test:\n"
                << messages_ << std::endl;
      MPI_Abort(communicator_, 1);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void RankListener::report_on_root() {
  meet();
  const int length = static_cast<int>(messages_.size());
  std::vector<int> lengths(static_cast<std::size_t>(size_));
  MPI_Gather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, 0, communicator_);

  std::vector<int> offsets(lengths.size(), 0);
  for (std::size_t rank = 1; rank < lengths.size(); ++rank) offsets[rank] = offsets[rank - 1] + lengths[rank - 1];
  std::string everything(rank_ == 0 ? static_cast<std::size_t>(offsets.back() + lengths.back()) : 0, ' ');
  MPI_Gatherv(messages_.data(), length, MPI_CHAR, everything.data(), lengths.data(), offsets.data(), MPI_CHAR, 0,
              communicator_);
  messages_.clear();
  if (rank_ != 0) return;
  for (std::size_t rank = 1; rank < lengths.size(); ++rank) {
    if (lengths[rank] == 0) continue;
    ADD_FAILURE() << "on rank " << rank << " of " << size_ << ":\n"
                  << everything.substr(static_cast<std::size_t>(offsets[rank]),
                                       static_cast<std::size_t>(lengths[rank]));
  }
}

}  // namespace starling::testing_support
