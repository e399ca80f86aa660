#include "detail/levels.hpp"

#include <algorithm>
#include <cmath>

#include "detail/least_squares.hpp"

namespace procmem::detail {
namespace {

constexpr std::size_t enough_levels = 200;
constexpr double pi = 3.14159265358979323846;

void average_pairs(Levels& levels) noexcept {
  std::size_t kept = 0;
  for (std::size_t i = 0; i + 1 < levels.size; i += 2, ++kept) {
    levels.x[kept] = .5 * (levels.x[i] + levels.x[i + 1]);
    levels.y[kept] = .5 * (levels.y[i] + levels.y[i + 1]);
  }
  levels.size = kept;
}

// x arrives as seconds and leaves as a share of the recording, each point in the middle of what it stands
// for.
void scale_time(Levels& levels) noexcept {
  if (levels.size < 2) return;
  const double begin = levels.x[0];
  const double step = (levels.x[levels.size - 1] - begin) / static_cast<double>(levels.size - 1);
  levels.seconds = step * static_cast<double>(levels.size);
  for (std::size_t i = 0; i < levels.size; ++i)
    levels.x[i] = (levels.x[i] - begin + .5 * step) / levels.seconds;
}

double running_median(const Column& y, std::size_t i, std::size_t size) noexcept {
  std::array<double, 5> window{};
  std::size_t count = 0;
  for (std::size_t j = i < 2 ? 0 : i - 2; j <= std::min(size - 1, i + 2); ++j) window[count++] = y[j];
  return median(window.data(), count);
}

// Medians of the (at most) four neighbours on either side.
std::pair<double, double> sides(const Column& y, std::size_t i, std::size_t size) noexcept {
  std::array<double, 4> left{};
  std::array<double, 4> right{};
  const std::size_t lefts = std::min<std::size_t>(4, i);
  const std::size_t rights = std::min<std::size_t>(4, size - 1 - i);
  for (std::size_t j = 0; j < lefts; ++j) left[j] = y[i - 1 - j];
  for (std::size_t j = 0; j < rights; ++j) right[j] = y[i + 1 + j];
  return {median(left.data(), lefts), median(right.data(), rights)};
}

// The levels without their line and without what a moving mean over half the recording follows.
Column detrended(const Levels& levels) noexcept {
  LeastSquares line(levels.size);
  line.fit_line(levels.x, levels.y);
  const Column& left = line.residual();
  const std::size_t half = levels.size / 4;
  Column result{};
  for (std::size_t i = 0; i < levels.size; ++i) {
    const std::size_t from = i > half ? i - half : 0;
    const std::size_t to = std::min(levels.size - 1, i + half);
    double sum = 0;
    for (std::size_t j = from; j <= to; ++j) sum += left[j];
    result[i] = left[i] - sum / static_cast<double>(to - from + 1);
  }
  double mean = 0;
  for (std::size_t i = 0; i < levels.size; ++i) mean += result[i] / static_cast<double>(levels.size);
  for (std::size_t i = 0; i < levels.size; ++i) result[i] -= mean;
  return result;
}

// cos and sin of an angle that grows with i, by rotation.
void make_wave(double step, std::size_t size, Column& cosine, Column& sine) noexcept {
  const double c = std::cos(step);
  const double s = std::sin(step);
  double re = 1;
  double im = 0;
  for (std::size_t i = 0; i < size; ++i) {
    cosine[i] = re;
    sine[i] = im;
    const double next = re * c - im * s;
    im = re * s + im * c;
    re = next;
  }
}

// Columns of the first `harmonics` of a period, as far as the sampling can show them.
void add_cycle(LeastSquares& fit, double period, int harmonics, std::size_t size) noexcept {
  Column cosine{};
  Column sine{};
  for (int k = 1; k <= harmonics && k / period <= .45; ++k) {
    make_wave(2 * pi * k / period, size, cosine, sine);
    fit.add_column(cosine);
    fit.add_column(sine);
  }
}

// The strongest frequency of a Hann periodogram, in cycles per recording.
double strongest_frequency(const Column& y, std::size_t size) noexcept {
  const auto n = static_cast<double>(size);
  Column windowed{};
  for (std::size_t i = 0; i < size; ++i)
    windowed[i] = y[i] * (.5 - .5 * std::cos(2 * pi * (static_cast<double>(i) + .5) / n));
  double best = 0;
  double best_power = 0;
  Column cosine{};
  Column sine{};
  for (int quarters = 11; quarters <= static_cast<int>(n); ++quarters) {  // from 2.75 cycles to n / 4
    const double frequency = .25 * quarters;
    make_wave(2 * pi * frequency / n, size, cosine, sine);
    const double c = dot(windowed, cosine, size);
    const double s = dot(windowed, sine, size);
    if (c * c + s * s <= best_power) continue;
    best_power = c * c + s * s;
    best = frequency;
  }
  return best;
}

}  // namespace

double median(double* values, std::size_t size) noexcept {
  double* const middle = values + size / 2;
  std::nth_element(values, middle, values + size);
  return size % 2 == 1 ? *middle : .5 * (*middle + *std::max_element(values, middle));
}

void replace_outliers(Levels& levels) noexcept {
  if (levels.size < 9) return;
  const Column source = levels.y;
  Column distance{};
  for (std::size_t i = 0; i < levels.size; ++i)
    distance[i] = std::abs(source[i] - running_median(source, i, levels.size));
  const double limit = std::max(4 * 1.4826 * median(distance.data(), levels.size), 8.0);
  for (std::size_t i = 1; i + 1 < levels.size; ++i) {
    const auto [left, right] = sides(source, i, levels.size);
    const double above = std::min(source[i] - left, source[i] - right);
    const double below = std::min(left - source[i], right - source[i]);
    if (std::max(above, below) > limit) levels.y[i] = .5 * (left + right);
  }
}

Levels make_levels(const SeriesStore& store, double from, double unit) noexcept {
  Levels levels;
  for (std::size_t i = 0; i < store.complete(); ++i) {
    if (store[i].first < from) continue;
    levels.x[levels.size] = store[i].middle();
    levels.y[levels.size] = store[i].mean() / unit;
    ++levels.size;
  }
  if (levels.size > enough_levels) average_pairs(levels);
  scale_time(levels);
  replace_outliers(levels);
  return levels;
}

double find_period(const Levels& levels) noexcept {
  if (levels.size < 24) return 0;
  const auto n = static_cast<double>(levels.size);
  const Column y = detrended(levels);
  const double variance = dot(y, y, levels.size);
  const double strongest = strongest_frequency(y, levels.size);
  if (!(variance > 0) || strongest == 0) return 0;
  double best = 0;
  double best_share = .45;
  for (int step = -5; step <= 5; ++step) {
    const double frequency = strongest + .05 * step;
    LeastSquares fit(levels.size);
    add_cycle(fit, n / frequency, 3, levels.size);
    fit.solve(y);
    const double share = 1 - fit.residual_sum() / variance;
    if (share <= best_share) continue;
    best_share = share;
    best = frequency;
  }
  const double period = best >= 2.75 ? n / best : 0;
  return period >= 3.5 ? period : 0;
}

void remove_cycle(Levels& levels, double period) noexcept {
  LeastSquares fit(levels.size);
  fit.add_constant();
  fit.add_column(levels.x);
  add_cycle(fit, period, 5, levels.size);
  fit.solve(levels.y);
  for (std::size_t i = 0; i < levels.size; ++i)
    levels.y[i] = fit.residual()[i] + fit.coefficient(0) + fit.coefficient(1) * levels.x[i];
}

Levels without_start(const Levels& levels, double share) noexcept {
  const auto from = static_cast<std::size_t>(share * static_cast<double>(levels.size));
  const double begin = from == 0 ? 0 : levels.x[from] - .5 / static_cast<double>(levels.size);
  Levels rest;
  rest.size = levels.size - from;
  rest.seconds = levels.seconds * (1 - begin);
  for (std::size_t i = 0; i < rest.size; ++i) {
    rest.x[i] = (levels.x[from + i] - begin) / (1 - begin);
    rest.y[i] = levels.y[from + i];
  }
  return rest;
}

Levels lowest_of(const Levels& levels, std::size_t count) noexcept {
  Levels floors;
  floors.seconds = levels.seconds;
  for (std::size_t k = 0; k < count; ++k) {
    const auto* const begin = levels.y.data() + k * levels.size / count;
    const auto* const end = levels.y.data() + (k + 1) * levels.size / count;
    if (begin == end) continue;
    const auto lowest = static_cast<std::size_t>(std::min_element(begin, end) - levels.y.data());
    floors.x[floors.size] = levels.x[lowest];
    floors.y[floors.size] = levels.y[lowest];
    ++floors.size;
  }
  return floors;
}

}  // namespace procmem::detail
