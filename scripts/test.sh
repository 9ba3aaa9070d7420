#!/usr/bin/env bash
# Sets up, then builds and tests Starling in every way that this machine can. Safe to repeat.
#   scripts/test.sh              every leg
#   scripts/test.sh --quick      the release leg alone
#   scripts/test.sh LEG ...      the named legs, also: avx2 avx512 threads_jobs tidy_tests
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

all_legs=(format release sanitizers threads clang tidy)

has_instructions() { grep -qw "$1" /proc/cpuinfo; }

# Where the tests' files go: to memory if it has 2 GiB of room, where fsync, of which they do thousands, costs nothing.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] && [ "$(df --output=avail -k /dev/shm | tail -n 1)" -gt 2097152 ]; then
  export TMPDIR=/dev/shm
fi

run_tests() { ctest --test-dir "$root/build/$1" --output-on-failure --parallel "$cores" "${@:2}"; }

sources() {
  (cd "$root" && find kernels engine drivers tests \( -name '*.cpp' -o -name '*.hpp' -o -name '*.cu' \) | sort)
}

# with_openmp PRESET COMPILER [cmake argument ...]: configures for two OpenMP threads per rank, or for none where there is no
# such Kokkos.
with_openmp() {
  local preset=$1 compiler=$2 kokkos=$cache/kokkos-openmp-$2
  shift 2
  if [ -f "$kokkos/complete" ]; then
    configure "$preset" -D "Kokkos_ROOT=$kokkos" "$@"
  else
    note "skipped: OpenMP, for want of a Kokkos that has it for $compiler; the tests run with the serial one"
    configure "$preset" "$@"
  fi
}

# g++, Release, every test, and the kernels compiled for a GPU where there is an nvcc. The engine and the jobs are compiled file
# by file, so that each is seen to include what it needs; the tests in groups.
leg_release() {
  configure release -D STARLING_BUILD_TESTS=ON -D STARLING_UNITY_TESTS=ON
  build release
  run_tests release
}

# clang++, Debug, address and undefined-behaviour sanitizers, two OpenMP threads per rank, on 3 ranks. Bad decks are
# judged in process here and not launched; of the damages each file takes one. What starts the program a hundred times
# (kills, full disks, bits on many ranks) and the comparisons with MPFR, which take half an hour here and run in the
# release leg, are left out.
leg_sanitizers() {
  with_openmp debug-sanitize clang++
  build debug-sanitize
  GTEST_FILTER='-*IsWithinIts*:*AreWithinTheir*' \
    run_tests debug-sanitize --exclude-regex 'on_[14]$|program_(bits|kills|disk|alone|decks)$'
}

# thread_sanitizer TESTS TARGET ...: clang++, Debug, thread sanitizer, two OpenMP threads: the tests that match, of the targets. The
# laws of resampling, for which many small launches are repeated thousands of times, are left out.
thread_sanitizer() {
  local kokkos=$cache/kokkos-openmp-clang++ tests=$1
  shift
  if [ ! -f "$kokkos/complete" ]; then
    note "skipped: the thread sanitizer, for want of a Kokkos with OpenMP for clang++"
    return
  fi
  configure thread-sanitize -D "Kokkos_ROOT=$kokkos"
  build thread-sanitize "$@"
  GTEST_FILTER='-*IsWithinIts*:*AreWithinTheir*:ResamplingLaw.*' run_tests thread-sanitize --tests-regex "$tests"
}

# What launches: the kernels, and the engine on one rank.
leg_threads() { thread_sanitizer 'kernels|engine_on_1' starling_test_kernels starling_test_engine; }

# The jobs on one rank and the program on two: as long again, and not among the legs that run by default.
leg_threads_jobs() { thread_sanitizer 'drivers_on_1|short_run' starling starling_test_drivers; }

# What another compiler, another instruction set and threads could change: bits, which the recorded ones show. clang++,
# Release, for AVX2 where the processor has it (the release leg compiles for all that it has), two OpenMP threads: the kernels,
# every header alone. The other tests, the legs of the sanitizers have compiled by clang++.
leg_clang() {
  local arch=native
  if has_instructions avx2; then arch=x86-64-v3; fi
  with_openmp clang clang++ -D "STARLING_ARCH=$arch"
  build clang starling starling_test_kernels starling_test_golden starling_kernel_headers starling_engine_headers
  run_tests clang --tests-regex 'kernels|golden'
}

# instruction_set NAME FLAG: the recorded bits and the kernels' tests by g++ for one instruction set, with two OpenMP threads.
# Not among the legs that run by default: the release leg has g++ with the widest, the clang leg another with AVX2.
instruction_set() {
  if ! has_instructions "$2"; then
    note "skipped: this processor has no $2"
    return
  fi
  with_openmp "$1" g++
  build "$1" starling starling_test_kernels starling_test_golden
  run_tests "$1" --tests-regex 'kernels|golden'
}
leg_avx2() { instruction_set avx2 avx2; }
leg_avx512() { instruction_set avx512 avx512f; }

leg_format() {
  (cd "$root" && sources | xargs clang-format --dry-run -Werror)
  note "clang-format has nothing to change"
  if (cd "$root" && grep -nE '@[A-Z]+@' README.md docs/*.md); then die "placeholders are left in the docs"; fi
}

# clang_tidy FOLDERS TARGET ...: of the clang build, whose compile commands clang-tidy understands, after the targets, for the
# precompiled headers, which are other projects' and themselves not looked at. It reads several files as one, as that build does, and
# so these headers once for many.
clang_tidy() {
  local folders=$1
  shift
  [ -f "$root/build/clang/compile_commands.json" ] || with_openmp clang clang++
  build clang "$@"
  (cd "$root" && run-clang-tidy -quiet -p build/clang -j "$cores" -checks=-bugprone-suspicious-include \
    "^$root/(build/clang/)?($folders)/(?!.*cmake_pch).*\.(cpp|cxx)$" 2>/dev/null)
  note "clang-tidy has nothing to say about $folders"
}

leg_tidy() { clang_tidy 'engine|drivers' starling; }

# As long again; not among the legs that run by default.
leg_tidy_tests() { clang_tidy tests all; }

legs=("${all_legs[@]}")
if [ "${1:-}" = --quick ]; then
  legs=(release)
elif [ $# -gt 0 ]; then
  legs=("$@")
fi
for leg in "${legs[@]}"; do
  [ "$(type -t "leg_$leg")" = function ] || die "unknown leg $leg (known: ${all_legs[*]} avx2 avx512 threads_jobs tidy_tests)"
done
openmp=(--openmp=clang++)
if [[ " ${legs[*]} " == *" avx"* ]]; then openmp+=(--openmp=g++); fi

if [ "${legs[*]}" = release ]; then
  "$root/scripts/setup.sh" --tests
else
  "$root/scripts/setup.sh" --tests --checks "${openmp[@]}"
fi

failed=()
for leg in "${legs[@]}"; do
  heading "Leg $leg"
  started=$SECONDS
  # In a subshell of its own and outside any condition, so that the first error ends the leg and only the leg.
  set +e
  (
    set -e
    "leg_$leg"
  )
  status=$?
  set -e
  [ $status -eq 0 ] || failed+=("$leg")
  note "leg $leg: $([ $status -eq 0 ] && echo passed || echo FAILED) after $((SECONDS - started)) s"
done

heading "${#legs[@]} legs in $((SECONDS / 60)) min $((SECONDS % 60)) s"
[ ${#failed[@]} -eq 0 ] || die "failed: ${failed[*]}"
note "all passed"
