// Programs that leak.
#include <algorithm>

#include "bench/growth/families.hpp"

namespace bench {
namespace {

Curve leak(const Recipe& r) {
  return curve(r, [&](double x) { return r.growth * x; });
}

// Under nothing but noise, and under each of the clean ways.
Curve line(Recipe& r) {
  return leak(r);
}
Curve leak_with(Recipe& r, Curve (*other)(Recipe&)) {
  Curve y = other(r);
  return y += leak(r);
}
Curve leak_warm_up(Recipe& r) {
  return leak_with(r, approach);
}
Curve leak_ramp(Recipe& r) {
  return leak_with(r, ramp);
}
Curve leak_sawtooth(Recipe& r) {
  return leak_with(r, sawtooth);
}
Curve leak_daily(Recipe& r) {
  return leak_with(r, daily);
}
Curve leak_wander(Recipe& r) {
  return leak_with(r, wander);
}
Curve leak_steps(Recipe& r) {
  return leak_with(r, steps);
}

// From some time on.
Curve leak_late(Recipe& r) {
  const double onset = r.onset = r.random.uniform(.25, .6);
  r.final_rate = 1 / (1 - onset);
  return curve(r, [&](double x) { return r.growth * std::max(0.0, x - onset) / (1 - onset); });
}

// Ever faster.
Curve leak_accelerating(Recipe& r) {
  r.final_rate = 2;
  return curve(r, [&](double x) { return r.growth * x * x; });
}

// A collected heap that is enlarged by steps, while what is live grows steadily.
Curve leak_staircase(Recipe& r) {
  const auto treads = static_cast<double>(r.random.below(12) + 6);
  return curve(r, [&](double x) { return r.growth * std::floor(x * treads) / treads; });
}

// A free list that absorbs the leak until the next peak of the load.
Curve leak_under_high_water(Recipe& r) {
  Curve y(r.size);
  double live = 0;
  double mark = 0;
  for (std::size_t i = 0; i < r.size; ++i) {
    live = .9 * live + .1 * r.growth * r.random.normal() * .4;
    mark = std::max(mark, live + r.growth * static_cast<double>(i) / static_cast<double>(r.size));
    y[i] = mark;
  }
  return y;
}

// Some requests leak, by more or less.
Curve leak_bursts(Recipe& r) {
  Curve y(r.size);
  double level = 0;
  for (double& value : y)
    value = level +=
        r.random.below(15) == 0 ? r.growth * 15 * r.random.uniform(.3, 1.7) / static_cast<double>(r.size) : 0;
  return y;
}

// A collected heap that is enlarged by half whenever what is live has filled it.
Curve leak_doubling(Recipe& r) {
  const double least = r.growth / r.random.uniform(4, 20);
  return curve(r, [&](double x) {
    double heap = least;
    while (heap < least + r.growth * x) heap *= 1.5;
    return heap;
  });
}

// Every request leaks the same; busy and idle times alternate at random.
Curve leak_requests(Recipe& r) {
  Curve y(r.size);
  double served = 0;
  bool busy = true;
  for (double& value : y) {
    if (r.random.below(12) == 0) busy = !busy;
    value = served += busy ? r.random.uniform(.5, 1.5) : .1;
  }
  for (double& value : y) value *= r.growth / served;
  return y;
}

// Threads that never end: 8 MiB of address space each, of which a little is touched.
Curve leak_threads(Recipe& r) {
  const double count = r.random.uniform(12, 60);
  r.threads = curve(r, [&](double x) { return std::floor(count * x); });
  r.reserved = r.threads;
  for (double& value : r.reserved) value *= 8192;
  Curve y = r.threads;
  for (double& value : y) value *= r.growth / count;
  return y;
}

// Shared memory that is mapped, touched and forgotten.
Curve leak_shmem(Recipe& r) {
  r.shmem = leak(r);
  return Curve(r.size, 0.0);
}

// A leak under memory pressure: what exceeds a ceiling is swapped out.
Curve leak_swapped(Recipe& r) {
  const double ceiling = r.growth * r.random.uniform(.1, .6);
  Curve y = leak(r);
  r.swap = y;
  for (std::size_t i = 0; i < y.size(); ++i) {
    r.swap[i] = std::max(0.0, y[i] - ceiling);
    y[i] = std::min(y[i], ceiling);
  }
  return y;
}

}  // namespace

const std::vector<Family>& leaking_families() {
  static const std::vector<Family> families = {{"line", line, false},
                                               {"leak_warm_up", leak_warm_up, true},
                                               {"leak_ramp", leak_ramp, true},
                                               {"leak_sawtooth", leak_sawtooth, true},
                                               {"leak_daily", leak_daily, true},
                                               {"leak_wander", leak_wander, true},
                                               {"leak_steps", leak_steps, true},
                                               {"leak_late", leak_late, false},
                                               {"leak_accelerating", leak_accelerating, false},
                                               {"leak_staircase", leak_staircase, false},
                                               {"leak_under_high_water", leak_under_high_water, false},
                                               {"leak_bursts", leak_bursts, false}};
  return families;
}

const std::vector<Family>& later_leaking_families() {
  static const std::vector<Family> families = {{"leak_doubling", leak_doubling, false},
                                               {"leak_requests", leak_requests, false},
                                               {"leak_threads", leak_threads, false},
                                               {"leak_shmem", leak_shmem, false},
                                               {"leak_swapped", leak_swapped, false}};
  return families;
}

}  // namespace bench
