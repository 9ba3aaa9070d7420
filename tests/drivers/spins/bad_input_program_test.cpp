// Bad decks of the spins job: one clear line, the documented exit code on any number of ranks, nothing written.
#include <gtest/gtest.h>

#include "tests/drivers/job_runs.hpp"
#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

std::string spins_deck(const std::string& name) { return runs_of("spins").deck(name); }

TEST(SpinsBadInput, DecksAndFiles) {
  const Scratch scratch;
  write_file(scratch / "letters.txt", "++-+\n++a+\n");
  write_file(scratch / "short.txt", "++-+\n++-\n");
  write_file(scratch / "empty.txt", "\n\n");
  const std::string quick = "quick";
  const auto of_file = [&](const char* name) {
    return Arguments{"--patterns.name=file", "--patterns.load=", "--system.spins=4",
                     "--patterns.file=" + (scratch / name).string()};
  };
  expect_refused(
      {
          {"an odd power", quick, {"--system.power=3"}, {"system.power", "odd"}},
          {"no power", quick, {"--system.power=0"}, {"system.power", "at least 2"}},
          {"one spin", quick, {"--system.spins=1"}, {"system.spins", "at least 2"}},
          {"a negative temperature", quick, {"--system.temperature=-1"}, {"system.temperature", "at least 0"}},
          {"no load", quick, {"--patterns.load=0"}, {"patterns.load", "greater than 0"}},
          {"no pattern", quick, {"--patterns.load=1e-9"}, {"patterns.load", "no pattern"}},
          {"more patterns than can be", quick, {"--patterns.load=1e6"}, {"patterns.load", "more than 2.15e+09"}},
          {"sums beyond 64 bits",
           quick,
           {"--system.power=12", "--patterns.load=1e-12"},
           {"system.spins", "64-bit integers"}},
          {"quality of nothing",
           quick,
           {"--patterns.name=supervised", "--patterns.examples=3", "--patterns.quality=0"},
           {"patterns.quality", "greater than 0"}},
          {"quality beyond sure",
           quick,
           {"--patterns.name=supervised", "--patterns.examples=3", "--patterns.quality=1.1"},
           {"patterns.quality", "at most 1"}},
          {"too many examples",
           quick,
           {"--patterns.name=supervised", "--patterns.examples=128", "--patterns.quality=0.5"},
           {"patterns.examples", "at most 127"}},
          {"examples of signs", quick, {"--patterns.examples=3"}, {"patterns.examples", "only with supervised"}},
          {"unknown patterns", quick, {"--patterns.name=radom"}, {"no such patterns", "random"}},
          {"nothing to average", quick, {"--run.equilibration=300"}, {"run.equilibration", "leaves nothing"}},
          {"an overlap of a random start",
           quick,
           {"--system.start=random", "--system.start_overlap=0.5"},
           {"system.start_overlap", "does nothing"}},
          {"an overlap beyond one", quick, {"--system.start_overlap=2"}, {"system.start_overlap", "at most 1"}},
          {"a file that is not there", quick, of_file("nowhere.txt"), {"patterns.file", "no such file"}},
          {"letters", quick, of_file("letters.txt"), {"letters.txt:2", "+ and -"}},
          {"a short line", quick, of_file("short.txt"), {"short.txt:2", "3 signs"}},
          {"copies",
           "greedy",
           {"--system.start_overlap=1", "--ensemble.starts=2"},
           {"ensemble.starts", "all be the same"}},
          {"a folder of patterns", quick, of_file("."), {"patterns.file", "is not a file"}},
          {"an empty file", quick, of_file("empty.txt"), {"patterns.file", "holds no pattern"}},
      },
      scratch, &spins_deck);
}

}  // namespace
}  // namespace starling::test
