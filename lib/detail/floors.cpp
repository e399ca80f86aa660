#include "detail/floors.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "detail/statistics.hpp"

namespace procmem::detail {
namespace {

constexpr std::size_t fewest = 5;

struct Points {
  std::size_t size = 0;
  Column x{};
  Column y{};

  void add(double at, double value) noexcept {
    x[size] = at;
    y[size++] = value;
  }
};

double mean(const Column& values, std::size_t size) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += values[i];
  return sum / static_cast<double>(size);
}

// A straight line through the floors, by ordinary least squares.
Floors line_through(const Points& points) noexcept {
  Floors floors;
  floors.count = points.size;
  if (points.size < fewest) return floors;
  const double x_mean = mean(points.x, points.size);
  const double y_mean = mean(points.y, points.size);
  double xx = 0;
  double xy = 0;
  double yy = 0;
  std::size_t rises = 0;
  for (std::size_t i = 0; i < points.size; ++i) {
    const double dx = points.x[i] - x_mean;
    const double dy = points.y[i] - y_mean;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
    rises += i > 0 && points.y[i] > points.y[i - 1] ? 1 : 0;
  }
  const double freedom = static_cast<double>(points.size) - 2;
  floors.slope = xy / xx;
  const double variance = std::max((yy - floors.slope * xy) / freedom, 16.0 / 12);  // a page's grain
  floors.slope_error = std::sqrt(variance / xx);
  floors.evidence = student_evidence(floors.slope / floors.slope_error, freedom);
  floors.risen = floors.slope * (points.x[points.size - 1] - points.x[0]);
  floors.rising = static_cast<double>(rises) / static_cast<double>(points.size - 1);
  return floors;
}

struct Falls {
  std::size_t size = 0;
  std::array<std::size_t, max_levels> at{};
};

Falls find_falls(const Column& means, std::size_t size) noexcept {
  Column sorted = means;
  std::sort(sorted.data(), sorted.data() + size);
  const auto last = static_cast<double>(size - 1);
  const double range =
      sorted[static_cast<std::size_t>(.95 * last)] - sorted[static_cast<std::size_t>(.05 * last)];
  Falls falls;
  for (std::size_t i = 1; i < size; ++i) {
    const double after = i + 1 < size ? std::min(means[i], means[i + 1]) : means[i];
    const bool anew = falls.size == 0 || i - falls.at[falls.size - 1] > 2;
    if (means[i - 1] - after > .4 * range && anew) falls.at[falls.size++] = i;
  }
  return falls;
}

double typical_distance(const Falls& falls) noexcept {
  Column distances{};
  for (std::size_t i = 1; i < falls.size; ++i)
    distances[i - 1] = static_cast<double>(falls.at[i] - falls.at[i - 1]);
  return median(distances.data(), falls.size - 1);
}

}  // namespace

Floors floors_after_falls(const SeriesStore& store, double from, double unit) noexcept {
  std::size_t begin = 0;
  while (begin < store.size() && store[begin].first < from) ++begin;
  const std::size_t size = store.size() - begin;
  if (size < 24) return {};
  Column means{};
  for (std::size_t i = 0; i < size; ++i) means[i] = store[begin + i].mean();
  const Falls falls = find_falls(means, size);
  if (falls.size < fewest) return {};
  Points points;
  for (std::size_t k = 0; k < falls.size; ++k) {
    const std::size_t half =
        k + 1 < falls.size ? (falls.at[k + 1] - falls.at[k]) / 2 : (falls.at[k] - falls.at[k - 1]) / 2;
    std::size_t lowest = falls.at[k];
    for (std::size_t i = lowest; i < std::min(size, falls.at[k] + half + 1); ++i)
      if (store[begin + i].min < store[begin + lowest].min) lowest = i;
    points.add(store[begin + lowest].middle(), store[begin + lowest].min / unit);
  }
  Floors floors = line_through(points);
  floors.pause = static_cast<double>(size - falls.at[falls.size - 1]) / typical_distance(falls);
  return floors;
}

Floors floors_of_cycles(const Levels& levels, double period) noexcept {
  const auto cycles = static_cast<std::size_t>(static_cast<double>(levels.size) / period);
  if (cycles < fewest) return {};
  Points points;
  for (std::size_t k = 0; k < cycles; ++k) {  // whole cycles, up to the end
    const auto end = levels.size - static_cast<std::size_t>(static_cast<double>(cycles - 1 - k) * period);
    const auto begin = static_cast<std::size_t>(
        std::max(0.0, static_cast<double>(levels.size) - static_cast<double>(cycles - k) * period));
    const double* const lowest = std::min_element(levels.y.data() + begin, levels.y.data() + end);
    points.add(levels.x[static_cast<std::size_t>(lowest - levels.y.data())] * levels.seconds, *lowest);
  }
  return line_through(points);
}

}  // namespace procmem::detail
