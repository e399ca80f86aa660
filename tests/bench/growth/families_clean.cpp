// Programs that do not leak.
#include <algorithm>

#include "bench/growth/families.hpp"

namespace bench {

Curve curve(const Recipe& recipe, const std::function<double(double x)>& y) {
  Curve values(recipe.size);
  for (std::size_t i = 0; i < recipe.size; ++i)
    values[i] = y((static_cast<double>(i) + .5) / static_cast<double>(recipe.size));
  return values;
}

Curve& operator+=(Curve& a, const Curve& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

// A linear fill that ends.
Curve ramp(Recipe& r) {
  const double end = r.random.uniform(.15, .6);
  return curve(r, [&](double x) { return r.amount * std::min(x / end, 1.0); });
}

// An exponential approach.
Curve approach(Recipe& r) {
  const double scale = r.random.uniform(.03, .15);
  return curve(r, [&](double x) { return r.amount * (1 - std::exp(-x / scale)); });
}

// One to four rises of the level.
Curve steps(Recipe& r) {
  Curve y(r.size, 0.0);
  for (std::size_t k = r.random.below(4) + 1; k > 0; --k) {
    const auto at = static_cast<std::size_t>(r.random.uniform(.05, .85) * static_cast<double>(r.size));
    const double rise = r.amount * r.random.uniform(.3, 1);
    for (std::size_t i = at; i < r.size; ++i) y[i] += rise;
  }
  return y;
}

// A collector's sawtooth with irregular collections, over one floor.
Curve sawtooth(Recipe& r) {
  const double period = r.random.uniform(.02, .12) * static_cast<double>(r.size);
  Curve y(r.size);
  double left = period * r.random.uniform(.2, 1);
  double level = r.amount * r.random.uniform(0, .5);
  for (double& value : y) {
    value = level;
    level += r.amount / period;
    if (--left > 0) continue;
    level = 0;
    left = period * r.random.uniform(.6, 1.3);
  }
  return y;
}

// A daily load.
Curve daily(Recipe& r) {
  const double cycles = r.random.uniform(3, 12);
  const double phase = r.random.uniform(0, 6.28);
  return curve(r, [&](double x) {
    const double angle = 6.283185307179586 * cycles * x + phase;
    return r.amount * (.5 * std::sin(angle) + .15 * std::sin(2 * angle + 1));
  });
}

// A level that wanders and returns (Ornstein-Uhlenbeck).
Curve wander(Recipe& r) {
  const double stays = 1 - 1 / (r.random.uniform(.01, .04) * static_cast<double>(r.size));
  Curve y(r.size);
  double level = 0;
  for (double& value : y)
    value = level = stays * level + .2 * r.amount * std::sqrt(1 - stays * stays) * r.random.normal();
  return y;
}

namespace {

// Noise around a level.
Curve flat(Recipe& r) {
  return Curve(r.size, 0.0);
}

// A cache of N entries, asked for keys by a heavy-tailed law, full before the last quarter.
Curve cache(Recipe& r) {
  const double full = r.random.uniform(.3, .7);
  return curve(
      r, [&](double x) { return r.amount * std::min(1.0, std::log1p(20 * x) / std::log1p(20 * full)); });
}

// A high-water mark over a live size that wanders around a mean; it may be given back now and then.
Curve high_water(Recipe& r) {
  Curve y(r.size);
  double live = 0;
  double mark = 0;
  for (double& value : y) {
    live = .97 * live + .25 * r.amount * r.random.normal();
    mark = r.random.below(300) == 0 ? std::max(0.0, live) : std::max(mark, live);
    value = mark;
  }
  return y;
}

// Batch jobs of random length and size.
Curve batches(Recipe& r) {
  Curve y(r.size, 0.0);
  for (std::size_t i = 0; i < r.size;) {
    i += r.random.below(r.size / 12 + 1) + 1;
    const std::size_t end = std::min(r.size, i + r.random.below(r.size / 20 + 1) + 1);
    const double size = r.amount * r.random.uniform(.2, 1);
    for (; i < end; ++i) y[i] += size;
  }
  return y;
}

// Page cache: file pages come and stay, and RssAnon does not move.
Curve page_cache(Recipe& r) {
  r.file = curve(r, [&](double x) { return r.growth * x; });
  return Curve(r.size, 0.0);
}

// Pages given up by MADV_FREE, taken back by the kernel for a sample or three and faulted in again; batches
// that come and go as shortly.
Curve spikes(Recipe& r) {
  Curve y(r.size, 0.0);
  for (std::size_t i = r.random.below(40); i < r.size; i += 5 + r.random.below(40)) {
    const double height = (r.random.below(2) == 0 ? -.5 : 1) * r.amount * r.random.uniform(.2, 1);
    for (std::size_t k = i; k < std::min(r.size, i + 1 + r.random.below(3)); ++k) y[k] = height;
  }
  return y;
}

// Transparent huge pages: a wandering level, in quanta of 2 MiB.
Curve huge_pages(Recipe& r) {
  const double quantum = 2048;
  r.amount = std::max(r.amount, 8 * quantum);
  Curve y = wander(r);
  for (double& value : y) value = quantum * std::round(value / quantum);
  return y;
}

// A bounded cache that is all but full and creeps on, ever more slowly.
Curve creeping_cache(Recipe& r) {
  const double speed = r.random.uniform(20, 60);
  const double power = r.random.uniform(.6, 1.2);
  return curve(r, [&](double x) { return r.amount * (1 - std::pow(1 + speed * x, -power)); });
}

// Reloads: the old and the new configuration are both there for a while, and each time the heap keeps half as
// much of it as the time before.
Curve reloads(Recipe& r) {
  Curve y(r.size, 0.0);
  const std::size_t count = 3 + r.random.below(6);
  double kept = .5 * r.amount;
  for (std::size_t k = 0; k < count; ++k) {
    const double at = (static_cast<double>(k) + r.random.uniform(.2, .8)) / static_cast<double>(count);
    const auto begin = static_cast<std::size_t>(at * static_cast<double>(r.size));
    const std::size_t end = std::min(r.size, begin + r.size / 50 + 1);
    for (std::size_t i = begin; i < r.size; ++i) y[i] += i < end ? r.amount : kept;
    kept /= 2;
  }
  return y;
}

// A pool as large as the largest burst so far, bursts being heavy-tailed, up to its cap.
Curve bursty_pool(Recipe& r) {
  Curve y(r.size);
  double pool = 0;
  for (double& value : y) {
    const double burst = .05 * r.amount * std::pow(r.random.uniform(1e-6, 1), -.5);
    if (r.random.below(4) == 0) pool = std::max(pool, std::min(burst, r.amount));
    value = pool;
  }
  return y;
}

// Fragmentation: the high-water mark of a random walk without drift, between walls.
Curve ratchet(Recipe& r) {
  Curve y(r.size);
  double live = 0;
  double mark = 0;
  for (double& value : y) {
    live = std::clamp(live + .1 * r.amount * r.random.normal(), -r.amount, r.amount);
    value = mark = std::max(mark, live);
  }
  return y;
}

// Part of the anonymous memory is swapped out at once, and comes back later, or never.
Curve swapped(Recipe& r) {
  const double out = r.random.uniform(.1, .5);
  const double back = out + r.random.uniform(.2, .8);
  const double part = std::min(r.amount, .5 * r.base);
  r.swap = curve(r, [&](double x) { return x >= out && x < back ? part : 0; });
  return curve(r, [&](double x) { return x >= out && x < back ? -part : 0; });
}

}  // namespace

const std::vector<Family>& clean_families() {
  static const std::vector<Family> families = {{"flat", flat, false},        {"ramp", ramp, true},
                                               {"approach", approach, true}, {"cache", cache, true},
                                               {"steps", steps, true},       {"high_water", high_water, true},
                                               {"sawtooth", sawtooth, true}, {"daily", daily, true},
                                               {"batches", batches, true},   {"wander", wander, true}};
  return families;
}

const std::vector<Family>& later_clean_families() {
  static const std::vector<Family> families = {
      {"page_cache", page_cache, false}, {"spikes", spikes, true},
      {"huge_pages", huge_pages, true},  {"creeping_cache", creeping_cache, true},
      {"reloads", reloads, true},        {"bursty_pool", bursty_pool, true},
      {"ratchet", ratchet, true},        {"swapped", swapped, true}};
  return families;
}

}  // namespace bench
