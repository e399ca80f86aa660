#ifndef PROCMEM_BENCH_FAMILIES_HPP
#define PROCMEM_BENCH_FAMILIES_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

namespace bench {

/// The same numbers on every platform, which std's distributions are not.
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

using Curve = std::vector<double>;

/// Everything a family is made with. Units: KiB; x is the time from 0 to 1. A family returns how RssAnon
/// moves, and writes here what else does; an empty curve stays where it is.
struct Recipe {
  Random& random;
  std::size_t size;
  double base;            ///< level
  double noise;           ///< standard deviation
  double amount;          ///< what the family moves by: warm-up, load, sawtooth
  double growth;          ///< of a leak, over the recording
  double final_rate = 1;  ///< at the end, in growth per recording
  double onset = 0;       ///< of the leak, 0 to 1
  Curve file{}, shmem{}, swap{}, threads{};
  Curve reserved{};  ///< address space beyond what is resident
};

Curve curve(const Recipe& recipe, const std::function<double(double x)>& y);
Curve& operator+=(Curve& a, const Curve& b);

/// A documented way in which memory moves.
struct Family {
  const char* name;
  Curve (*make)(Recipe&);
  bool moves_by_amount;  ///< beside its leak, if it has one
};
const std::vector<Family>& clean_families();
const std::vector<Family>& leaking_families();
/// Those that were added later come last, so that a seed goes on giving the others.
const std::vector<Family>& later_clean_families();
const std::vector<Family>& later_leaking_families();

/// Those that leaks are hidden under.
Curve ramp(Recipe& recipe);
Curve approach(Recipe& recipe);
Curve steps(Recipe& recipe);
Curve sawtooth(Recipe& recipe);
Curve daily(Recipe& recipe);
Curve wander(Recipe& recipe);

}  // namespace bench

#endif
