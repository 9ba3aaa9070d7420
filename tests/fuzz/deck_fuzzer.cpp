// libFuzzer's way into the decks: the bytes up to a 0x01 are the deck, the lines behind it words of the command line.
//
//   cmake --preset fuzz && cmake --build build/fuzz --target starling_deck_fuzzer
//   build/fuzz/tests/starling_deck_fuzzer -dict=tests/fuzz/deck.dict -max_len=8192 CORPUS inputs/active inputs/score inputs/smc
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/deck_entry.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  starling::test::FuzzedInput input;
  const std::size_t end = bytes.find('\x01');
  input.bytes = bytes.substr(0, end);
  for (std::size_t begin = std::min(end, size); begin < size && input.words.size() < 20;) {
    const std::size_t next = std::min(bytes.find('\n', begin + 1), size);
    // A word of a command line holds no zero.
    input.words.emplace_back(bytes.substr(begin + 1, next - begin - 1).c_str());
    begin = next;
  }
  const starling::test::Verdict verdict = starling::test::judge(input);
  if (!verdict.defect.empty()) {
    std::fprintf(stderr, "%s\n", verdict.defect.c_str());
    std::abort();
  }
  return 0;
}
