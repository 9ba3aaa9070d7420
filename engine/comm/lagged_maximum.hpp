// A maximum over ranks that is asked for at one step and read at the next, so that no step waits for it.
#pragma once

#include <mpi.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace starling {

/// post() starts the maximum, wait() ends it and returns it. Both are collective and alternate: one wait a post.
/// A single rank makes no MPI call.
class LaggedMaximum {
 public:
  explicit LaggedMaximum(const Communicator& communicator)
      : communicator_(communicator), values_(std::make_unique<Values>()) {}

  ~LaggedMaximum() {
    if (request_ == MPI_REQUEST_NULL) return;
    if (std::uncaught_exceptions() == 0) {
      MPI_Wait(&request_, MPI_STATUS_IGNORE);
    } else if (!completes_soon()) {
      // This rank fails alone and the others may never post: MPI needs the buffers until the program ends.
      static std::vector<std::unique_ptr<Values>> abandoned;
      abandoned.push_back(std::move(values_));
    }
  }

  LaggedMaximum(const LaggedMaximum&) = delete;
  LaggedMaximum& operator=(const LaggedMaximum&) = delete;

  /// True between post() and wait().
  [[nodiscard]] bool pending() const { return pending_; }

  void post(std::int64_t value) {
    pending_ = true;
    values_->sent = value;
    values_->received = value;
    if (communicator_.size() == 1) return;
    MPI_Iallreduce(&values_->sent, &values_->received, 1, MPI_INT64_T, MPI_MAX, communicator_.handle(), &request_);
  }

  [[nodiscard]] std::int64_t wait() {
    if (request_ != MPI_REQUEST_NULL) MPI_Wait(&request_, MPI_STATUS_IGNORE);
    pending_ = false;
    return values_->received;
  }

 private:
  struct Values {
    std::int64_t sent = 0;
    std::int64_t received = 0;
  };

  bool completes_soon() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    int complete = 0;
    while (complete == 0 && std::chrono::steady_clock::now() < deadline) {
      MPI_Test(&request_, &complete, MPI_STATUS_IGNORE);
    }
    return complete != 0;
  }

  const Communicator& communicator_;
  std::unique_ptr<Values> values_;
  MPI_Request request_ = MPI_REQUEST_NULL;
  bool pending_ = false;
};

}  // namespace starling
