#include "bench/growth/synthesis.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <functional>
#include <random>
#include <stdexcept>

namespace bench {
namespace {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  double uniform(double low, double high) {
    return low + (high - low) * static_cast<double>(engine_() >> 11) * 0x1p-53;
  }
  double log_uniform(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  double normal() {
    return std::sqrt(-2 * std::log(uniform(1e-18, 1))) * std::cos(6.283185307179586 * uniform(0, 1));
  }

 private:
  std::mt19937_64 engine_;
};

// Everything a family is made with. Units: KiB; x is the time from 0 to 1.
struct Recipe {
  Random& random;
  std::size_t size;
  double base;            // level
  double noise;           // standard deviation
  double amount;          // what the family moves by: warm-up, load, sawtooth
  double growth;          // of a leak, over the recording
  double final_rate = 1;  // at the end, in growth per recording
};
using Curve = std::vector<double>;
using Family = Curve (*)(Recipe&);

Curve curve(const Recipe& r, const std::function<double(double)>& y) {
  Curve values(r.size);
  for (std::size_t i = 0; i < r.size; ++i)
    values[i] = y((static_cast<double>(i) + .5) / static_cast<double>(r.size));
  return values;
}

Curve& operator+=(Curve& a, const Curve& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

Curve leak(const Recipe& r) {
  return curve(r, [&](double x) { return r.growth * x; });
}

// Clean: noise around a level.
Curve flat(Recipe& r) {
  return Curve(r.size, 0.0);
}

// Clean: a linear fill that ends.
Curve ramp(Recipe& r) {
  const double end = r.random.uniform(.15, .6);
  return curve(r, [&](double x) { return r.amount * std::min(x / end, 1.0); });
}

// Clean: an exponential approach.
Curve approach(Recipe& r) {
  const double scale = r.random.uniform(.03, .15);
  return curve(r, [&](double x) { return r.amount * (1 - std::exp(-x / scale)); });
}

// Clean: a cache of N entries, asked for keys by a heavy-tailed law, full before the last quarter.
Curve cache(Recipe& r) {
  const double full = r.random.uniform(.3, .7);
  return curve(
      r, [&](double x) { return r.amount * std::min(1.0, std::log1p(20 * x) / std::log1p(20 * full)); });
}

// Clean: one to four rises of the level.
Curve steps(Recipe& r) {
  Curve y(r.size, 0.0);
  for (std::size_t k = r.random.below(4) + 1; k > 0; --k) {
    const auto at = static_cast<std::size_t>(r.random.uniform(.05, .85) * static_cast<double>(r.size));
    const double rise = r.amount * r.random.uniform(.3, 1);
    for (std::size_t i = at; i < r.size; ++i) y[i] += rise;
  }
  return y;
}

// Clean: a high-water mark over a live size that wanders around a mean; it may be given back now and then.
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

// Clean: a collector's sawtooth with irregular collections, over one floor.
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

// Clean: a daily load.
Curve daily(Recipe& r) {
  const double cycles = r.random.uniform(3, 12);
  const double phase = r.random.uniform(0, 6.28);
  return curve(r, [&](double x) {
    const double angle = 6.283185307179586 * cycles * x + phase;
    return r.amount * (.5 * std::sin(angle) + .15 * std::sin(2 * angle + 1));
  });
}

// Clean: batch jobs of random length and size.
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

// Clean: a level that wanders and returns (Ornstein-Uhlenbeck).
Curve wander(Recipe& r) {
  const double stays = 1 - 1 / (r.random.uniform(.01, .04) * static_cast<double>(r.size));
  Curve y(r.size);
  double level = 0;
  for (double& value : y)
    value = level = stays * level + .2 * r.amount * std::sqrt(1 - stays * stays) * r.random.normal();
  return y;
}

// Leaking: a line; under each of the clean ways; late; in steps; in bursts; ever faster.
Curve line(Recipe& r) {
  return leak(r);
}
Curve leak_with(Recipe& r, Family other) {
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
Curve leak_late(Recipe& r) {
  const double onset = r.random.uniform(.25, .6);
  r.final_rate = 1 / (1 - onset);
  return curve(r, [&](double x) { return r.growth * std::max(0.0, x - onset) / (1 - onset); });
}
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
Curve leak_bursts(Recipe& r) {
  Curve y(r.size);
  double level = 0;
  for (double& value : y)
    value = level +=
        r.random.below(15) == 0 ? r.growth * 15 * r.random.uniform(.3, 1.7) / static_cast<double>(r.size) : 0;
  return y;
}

struct Named {
  const char* name;
  bool leaks;
  Family make;
};
constexpr Named families[] = {{"flat", false, flat},
                              {"ramp", false, ramp},
                              {"approach", false, approach},
                              {"cache", false, cache},
                              {"steps", false, steps},
                              {"high_water", false, high_water},
                              {"sawtooth", false, sawtooth},
                              {"daily", false, daily},
                              {"batches", false, batches},
                              {"wander", false, wander},
                              {"line", true, line},
                              {"leak_warm_up", true, leak_warm_up},
                              {"leak_ramp", true, leak_ramp},
                              {"leak_sawtooth", true, leak_sawtooth},
                              {"leak_daily", true, leak_daily},
                              {"leak_wander", true, leak_wander},
                              {"leak_steps", true, leak_steps},
                              {"leak_late", true, leak_late},
                              {"leak_accelerating", true, leak_accelerating},
                              {"leak_staircase", true, leak_staircase},
                              {"leak_under_high_water", true, leak_under_high_water},
                              {"leak_bursts", true, leak_bursts}};

tests::Trace make_trace(const Named& family, int number, std::uint64_t seed) {
  Random random(seed);
  const double step = std::vector<double>{.5, 1, 10, 60}[random.below(4)];
  const std::size_t size = std::vector<std::size_t>{120, 240, 900, 2400}[random.below(4)];
  const double base = random.log_uniform(4e3, 2e6);
  const double noise = base * random.log_uniform(1e-4, .01);
  const double amount = noise * random.log_uniform(5, 60);
  const double growth = std::max(200.0, noise * random.log_uniform(2, 60));
  Recipe recipe{random, size, base, noise, amount, growth, 1};
  const Curve y = family.make(recipe);
  const double lasting = std::vector<double>{0, .5, .9}[random.below(3)];  // AR(1) of the noise

  tests::Trace trace;
  trace.set = "new";
  trace.family = family.name;
  trace.name = trace.family + '_' + std::to_string(number);
  trace.label = family.leaks ? "leak" : "noleak";
  if (family.leaks) trace.slope = recipe.final_rate * growth / (static_cast<double>(size) * step);
  if (family.leaks) trace.snr = growth / (noise + (family.make == line ? 0 : amount * .3));
  double error = 0;
  for (std::size_t i = 0; i < size; ++i) {
    error = lasting * error + noise * std::sqrt(1 - lasting * lasting) * random.normal();
    const auto anon = static_cast<std::int64_t>(std::max(0.0, base + y[i] + error) / 4) * 4;  // pages
    trace.seconds.push_back(static_cast<double>(i) * step);
    const auto put = [&](const char* column, std::int64_t value) { trace.columns[column].push_back(value); };
    put("RssAnon_kB", anon);
    put("RssFile_kB", 6000);
    put("RssShmem_kB", 0);
    put("VmSwap_kB", 0);
    put("VmRSS_kB", anon + 6000);
    put("VmData_kB", anon + 20'000);
    put("VmSize_kB", anon + 60'000);
  }
  return trace;
}

}  // namespace

std::vector<tests::Trace> synthesize(std::uint64_t seed, int count) {
  std::vector<tests::Trace> traces;
  std::mt19937_64 seeds(seed);
  for (const Named& family : families)
    for (int i = 0; i < count; ++i) traces.push_back(make_trace(family, i, seeds()));
  return traces;
}

void write_traces(const std::vector<tests::Trace>& traces, const std::string& folder) {
  std::ofstream manifest(folder + "/manifest.csv");
  manifest << "file,label,family,true_slope_kB_per_s\n";
  for (const tests::Trace& trace : traces) {
    manifest << trace.name << ".csv," << trace.label << ',' << trace.family << ',' << trace.slope.value_or(0)
             << '\n';
    std::ofstream file(folder + '/' + trace.name + ".csv");
    file << "elapsed_s";
    for (const auto& [column, values] : trace.columns) file << ',' << column;
    for (std::size_t i = 0; i < trace.seconds.size(); ++i) {
      file << '\n' << trace.seconds[i];
      for (const auto& [column, values] : trace.columns) file << ',' << values[i];
    }
    file << '\n';
    if (!file) throw std::runtime_error("cannot write " + folder + '/' + trace.name + ".csv");
  }
  if (!manifest) throw std::runtime_error("cannot write " + folder + "/manifest.csv");
}

}  // namespace bench
