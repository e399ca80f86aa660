// How often the growth guard is wrong: guard_bench [RUNS [development|held-back [BODY…]]] runs each body so
// often, each time in a process of its own, beside psleak's method; without arguments 100 times. `--check`
// runs each three times and fails if more is wrong than chance explains.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <procmem/testing/growth_guard.hpp>

#include "guard/bodies.hpp"
#include "guard/psleak.hpp"
#include "support/allocator.hpp"

namespace {

using procmem::testing::GrowthKind;

/// Of one run, through a pipe.
struct Outcome {
  bool growing = false;
  bool undecided = false;
  bool right_kind = false;
  bool covered = false;  // the true rate is in the interval
  double milliseconds = 0;
  double detectable = 0;  // the larger one of heap and mapped memory; negative: none
};

struct Score {
  int runs = 0;
  int growing = 0;
  int undecided = 0;
  int right_kind = 0;
  int covered = 0;
  int by_psleak = 0;
  std::vector<double> milliseconds;
  std::vector<double> detectable;
};

template <class Result>
Result in_child(const std::function<Result()>& run) {
  int ends[2];
  if (::pipe(ends) != 0) std::abort();
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child == 0) {
    const Result result = run();
    const bool told = ::write(ends[1], &result, sizeof(result)) == static_cast<ssize_t>(sizeof(result));
    ::_exit(told ? 0 : 1);
  }
  ::close(ends[1]);
  Result result{};
  const bool heard = ::read(ends[0], &result, sizeof(result)) == static_cast<ssize_t>(sizeof(result));
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  if (!heard) {
    std::fprintf(stderr, "a run has died\n");
    std::exit(1);
  }
  return result;
}

Outcome guarded(const Body& body, unsigned seed) {
  const auto begun = std::chrono::steady_clock::now();
  const procmem::testing::GuardReport report = procmem::testing::watch_growth(body.make(seed));
  Outcome outcome;
  outcome.milliseconds =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
  outcome.growing = !report.passed();
  outcome.undecided = report.verdict == procmem::testing::GuardVerdict::undecided;
  const double truth = leaked.calls == 0 ? 0 : leaked.bytes / static_cast<double>(leaked.calls);
  for (const procmem::testing::KindGrowth& growth : report.kinds) {
    if (growth.kind != GrowthKind::heap && growth.kind != GrowthKind::mapped) continue;
    const bool unseen = !growth.detectable || outcome.detectable < 0;
    outcome.detectable = unseen ? -1 : std::max(outcome.detectable, *growth.detectable);
    if (growth.kind != (body.in_heap ? GrowthKind::heap : GrowthKind::mapped)) continue;
    outcome.right_kind = growth.growing;
    outcome.covered = growth.growing && growth.low <= truth && truth <= growth.high;
  }
  if (outcome.growing != body.leaks || (body.leaks && !outcome.covered))
    std::fprintf(stderr, "%s, seed %u, truth %.4f: %s\n", body.name, seed, truth,
                 procmem::testing::describe(report).c_str());
  return outcome;
}

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

Score score_of(const Body& body, int runs) {
  Score score;
  for (int run = 0; run < runs; ++run) {
    const auto seed = static_cast<unsigned>(run + 1);
    const auto outcome = in_child<Outcome>([&] { return guarded(body, seed); });
    ++score.runs;
    score.growing += outcome.growing ? 1 : 0;
    score.undecided += outcome.undecided ? 1 : 0;
    score.right_kind += outcome.right_kind ? 1 : 0;
    score.covered += outcome.covered ? 1 : 0;
    score.milliseconds.push_back(outcome.milliseconds);
    score.detectable.push_back(outcome.detectable);
    score.by_psleak += in_child<bool>([&] { return leaks_for_psleak(body.make(seed)); }) ? 1 : 0;
  }
  std::printf("| %-30s | %4d | %4d | %3d | %4s | %5.0f | %5.0f | %6.2f | %4d |\n", body.name, score.runs,
              score.growing, score.undecided, body.leaks ? std::to_string(score.covered).c_str() : "",
              quantile(score.milliseconds, 0.5), quantile(score.milliseconds, 1),
              quantile(score.detectable, 0.5), score.by_psleak);
  std::fflush(stdout);
  return score;
}

/// \return whether nothing is worse than it may be.
bool run_set(const char* name, const std::vector<Body>& bodies, int runs) {
  std::printf(
      "\n%s\n| body | runs | said to grow | undecided | true rate in interval | ms, median | ms, most | "
      "detectable B/call, median | said to grow by psleak |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
      name);
  int clean = 0;
  int alarms = 0;
  int alarms_of_psleak = 0;
  bool good = true;
  double slowest = 0;
  for (const Body& body : bodies) {
    const Score score = score_of(body, runs);
    slowest = std::max(slowest, quantile(score.milliseconds, 1));
    if (body.leaks) {
      good = good && score.right_kind >= 0.99 * score.runs && score.covered + 1 >= 0.95 * score.runs;
    } else {
      clean += score.runs;
      alarms += score.growing;
      alarms_of_psleak += score.by_psleak;
    }
  }
  std::printf("%d false alarms in %d runs, psleak's method %d; slowest run %.0f ms\n", alarms, clean,
              alarms_of_psleak, slowest);
  return good && alarms <= std::max(1, clean / 1000);
}

/// Those of these names; all if there is none.
std::vector<Body> chosen(std::vector<Body> bodies, const std::vector<std::string>& names) {
  const auto is_other = [&](const Body& body) {
    return std::find(names.begin(), names.end(), body.name) == names.end();
  };
  if (!names.empty()) bodies.erase(std::remove_if(bodies.begin(), bodies.end(), is_other), bodies.end());
  return bodies;
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int usual_runs = 100;
  constexpr int few_runs = 3;
  const std::string first = argc > 1 ? argv[1] : std::to_string(usual_runs);
  const bool check = first == "--check";
  const int runs = check ? few_runs : std::atoi(first.c_str());
  const std::string set = argc > 2 ? argv[2] : "";
  const std::vector<std::string> names(argv + std::min(argc, 3), argv + argc);
  if (runs < 1 || (!set.empty() && set != "development" && set != "held-back")) {
    std::fprintf(stderr, "usage: guard_bench [RUNS [development|held-back [BODY...]] | --check]\n");
    return 2;
  }
  if (check && allocator() == "sanitizer") {
    std::fprintf(stderr, "SKIPPED: with a sanitizer resident memory means nothing\n");
    return 77;
  }
  bool good = true;
  if (set != "held-back") good = run_set("development", chosen(development_bodies(), names), runs);
  if (set != "development") good = run_set("held back", chosen(held_back_bodies(), names), runs) && good;
  return check && !good ? 1 : 0;
}
