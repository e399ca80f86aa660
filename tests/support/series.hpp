#ifndef PROCMEM_TESTS_SERIES_HPP
#define PROCMEM_TESTS_SERIES_HPP

#include <cmath>
#include <cstddef>
#include <random>

#include "detail/levels.hpp"
#include "detail/series_store.hpp"

namespace tests {

/// Gaussian noise that is the same on every platform.
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : engine_(seed) {}

  double operator()() {  // Box and Muller
    const double u = (static_cast<double>(engine_() >> 11) + 1) * 0x1p-53;
    const double v = static_cast<double>(engine_() >> 11) * 0x1p-53;
    return std::sqrt(-2 * std::log(u)) * std::cos(6.283185307179586 * v);
  }

 private:
  std::mt19937_64 engine_;
};

/// y(i) for i of `size`, evenly over x = 0…1, as a recording of `size` seconds.
template <class Function>
procmem::detail::Levels make_levels(std::size_t size, Function y) {
  procmem::detail::Levels levels;
  levels.size = size;
  levels.seconds = static_cast<double>(size);
  for (std::size_t i = 0; i < size; ++i) {
    levels.x[i] = (static_cast<double>(i) + .5) / static_cast<double>(size);
    levels.y[i] = y(i);
  }
  return levels;
}

/// One sample a second; y in KiB, as a store holds it in bytes.
template <class Function>
procmem::detail::SeriesStore make_store(std::size_t size, Function y) {
  procmem::detail::SeriesStore store;
  for (std::size_t i = 0; i < size; ++i) store.add(static_cast<double>(i), y(i) * 1024);
  return store;
}

}  // namespace tests

#endif
