#include "detail/persistence.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace procmem::detail {
namespace {

constexpr double start = .33;  // where the last two thirds begin

double at(const Column& curve, std::size_t size, double share) noexcept {
  const double place = share * static_cast<double>(size - 1);
  const auto i = static_cast<std::size_t>(place);
  if (i + 1 >= size) return curve[size - 1];
  return curve[i] + (place - static_cast<double>(i)) * (curve[i + 1] - curve[i]);
}

// In what share of `count` stretches the curve rose by at least a quarter of an even share.
double covered(const Column& curve, std::size_t size, int count) noexcept {
  const double whole = at(curve, size, 1) - at(curve, size, start);
  if (!(whole > 0)) return 0;
  int rising = 0;
  for (int k = 0; k < count; ++k) {
    const double from = start + (1 - start) * k / count;
    const double to = start + (1 - start) * (k + 1) / count;
    rising += at(curve, size, to) - at(curve, size, from) > .25 * whole / count ? 1 : 0;
  }
  return static_cast<double>(rising) / count;
}

void measure_pauses(Persistence& result, const Column& curve, std::size_t size, double grown) noexcept {
  const auto begin = static_cast<std::size_t>(start * static_cast<double>(size));
  const auto whole = static_cast<double>(size - begin);
  std::size_t longest = 0;
  std::size_t end = begin;
  for (std::size_t i = begin; i < size; ++i) {
    end = std::max(end, i);
    while (end + 1 < size && curve[end + 1] - curve[i] <= .03 * grown) ++end;
    longest = std::max(longest, end - i);
  }
  std::size_t last = size - 1;
  while (last > begin && at(curve, size, .98) - curve[last - 1] <= .05 * grown) --last;
  result.longest_pause = static_cast<double>(longest) / whole;
  result.last_pause = static_cast<double>(size - 1 - last) / whole;
  double largest = 0;
  for (std::size_t i = begin + 1; i < size; ++i) largest = std::max(largest, curve[i] - curve[i - 1]);
  result.largest_rise = largest / (curve[size - 1] - curve[begin]);
}

}  // namespace

Column isotonic_fit(const Column& y, std::size_t size) noexcept {
  Column value{};
  std::array<std::size_t, max_levels> weight{};
  std::size_t blocks = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value[blocks] = y[i];
    weight[blocks++] = 1;
    while (blocks > 1 && value[blocks - 2] >= value[blocks - 1]) {
      const auto a = static_cast<double>(weight[blocks - 2]);
      const auto b = static_cast<double>(weight[blocks - 1]);
      value[blocks - 2] = (value[blocks - 2] * a + value[blocks - 1] * b) / (a + b);
      weight[blocks - 2] += weight[blocks - 1];
      --blocks;
    }
  }
  Column curve{};
  std::size_t i = 0;
  for (std::size_t k = 0; k < blocks; ++k)
    for (std::size_t j = 0; j < weight[k]; ++j) curve[i++] = value[k];
  return curve;
}

Persistence measure_persistence(const Levels& levels) noexcept {
  const std::size_t size = levels.size;
  const Column curve = isotonic_fit(levels.y, size);
  Persistence result;
  Column sorted = levels.y;
  result.level = median(sorted.data(), size);
  double squares = 0;
  for (std::size_t i = 0; i < size; ++i) squares += (levels.y[i] - curve[i]) * (levels.y[i] - curve[i]);
  const double noise = std::sqrt(squares / static_cast<double>(size));
  const double grain = 8 + 3e-4 * std::max(1.0, result.level);  // two pages, and a little of the level

  const double middle = at(curve, size, .66) - at(curve, size, start);
  const double last = at(curve, size, .98) - at(curve, size, .66);
  const double all = at(curve, size, .98) - at(curve, size, .05);
  result.grown = middle + last;
  result.share_of_all = result.grown / (all + result.grown + grain);
  result.clarity = result.grown / (result.grown + 6 * noise + grain);
  result.slowing = std::clamp(std::log((last + grain) / (middle + grain)), -2.5, 0.0);
  if (!(result.grown > 0)) return result;
  for (const int count : {6, 8, 10, 12}) result.coverage += covered(curve, size, count) / 4;
  measure_pauses(result, curve, size, result.grown);
  return result;
}

}  // namespace procmem::detail
