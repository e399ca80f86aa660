#include "bench/growth/baselines.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>

namespace bench {
namespace {

constexpr double z05 = 1.959964;  // two-sided 5 %

double sign(double value) {
  return static_cast<double>((value > 0) - (value < 0));
}

// Z of S, with continuity correction.
double z_of(double s, double variance) {
  return variance > 0 ? (s - sign(s)) / std::sqrt(variance) : 0;
}

std::vector<double> slopes_of(const Series& series) {
  std::vector<double> slopes;
  for (std::size_t i = 0; i < series.t.size(); ++i)
    for (std::size_t j = i + 1; j < series.t.size(); ++j)
      if (series.t[j] > series.t[i])
        slopes.push_back((series.y[j] - series.y[i]) / (series.t[j] - series.t[i]));
  return slopes;
}

double middle(std::vector<double> values) {
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), half, values.end());
  return values.size() % 2 == 1 ? *half : .5 * (*half + *std::max_element(values.begin(), half));
}

double autocorrelation(const std::vector<double>& x, std::size_t lag) {
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
  double num = 0;
  double den = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    den += (x[i] - mean) * (x[i] - mean);
    if (i >= lag) num += (x[i] - mean) * (x[i - lag] - mean);
  }
  return den > 0 ? num / den : 0;
}

std::vector<double> detrended(const Series& series) {
  const double slope = theil_sen_slope(series);
  std::vector<double> rest = series.y;
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= slope * series.t[i];
  return rest;
}

std::vector<double> ranks(const std::vector<double>& y) {
  std::vector<std::size_t> order(y.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return y[a] < y[b]; });
  std::vector<double> result(y.size());
  for (std::size_t i = 0; i < order.size();) {  // ties share the mean of their ranks
    std::size_t j = i;
    while (j + 1 < order.size() && y[order[j + 1]] == y[order[i]]) ++j;
    for (std::size_t k = i; k <= j; ++k) result[order[k]] = .5 * static_cast<double>(i + j) + 1;
    i = j + 1;
  }
  return result;
}

bool mann_kendall(const Series& series) {
  return z_of(mann_kendall_s(series.y), mann_kendall_variance(series.y)) > z05;
}

bool hamed_rao(const Series& series) {
  const double variance = mann_kendall_variance(series.y) * std::max(.1, hamed_rao_correction(series));
  return z_of(mann_kendall_s(series.y), variance) > z05;
}

bool yue_wang(const Series& series) {
  const double variance = mann_kendall_variance(series.y) * std::max(.1, yue_wang_correction(series));
  return z_of(mann_kendall_s(series.y), variance) > z05;
}

// The 95 % interval of Sen's slope lies above 0.
bool theil_sen(const Series& series) {
  std::vector<double> slopes = slopes_of(series);
  if (slopes.empty()) return false;
  const double reach = z05 * std::sqrt(mann_kendall_variance(series.y));
  const double rank = (static_cast<double>(slopes.size()) - reach) / 2;
  if (rank < 0) return false;
  const auto low = slopes.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(slopes.begin(), low, slopes.end());
  return *low > 0;
}

bool ols_p(const Series& series) {
  return least_squares(series).t_ratio > z05;
}

bool ols_r2(const Series& series) {
  const Line line = least_squares(series);
  return line.slope > 0 && line.r2 >= .8;
}

// deriv() over the last third, alarmed where it would add more than a tenth within the length of the
// recording.
bool prometheus_deriv(const Series& series) {
  const auto begin = static_cast<std::ptrdiff_t>(series.t.size() * 2 / 3);
  const Series last{{series.t.begin() + begin, series.t.end()}, {series.y.begin() + begin, series.y.end()}};
  return least_squares(last).slope * (series.t.back() - series.t.front()) >
         .1 * series.y[static_cast<std::size_t>(begin)];
}

bool blocks_grow(const Series& series) {
  constexpr std::size_t blocks = 12;
  std::vector<double> means(blocks);
  for (std::size_t k = 0; k < blocks; ++k) {
    const std::size_t from = k * series.y.size() / blocks;
    const std::size_t to = (k + 1) * series.y.size() / blocks;
    means[k] = std::accumulate(series.y.begin() + static_cast<std::ptrdiff_t>(from),
                               series.y.begin() + static_cast<std::ptrdiff_t>(to), 0.0) /
               static_cast<double>(std::max<std::size_t>(1, to - from));
  }
  int rises = 0;
  for (std::size_t k = 1; k < blocks; ++k) rises += means[k] > means[k - 1] ? 1 : 0;
  return rises >= 9;  // of 11
}

}  // namespace

double mann_kendall_s(const std::vector<double>& y) {
  double s = 0;
  for (std::size_t i = 0; i < y.size(); ++i)
    for (std::size_t j = i + 1; j < y.size(); ++j) s += sign(y[j] - y[i]);
  return s;
}

double mann_kendall_variance(const std::vector<double>& y) {
  std::map<double, double> groups;
  for (const double value : y) groups[value] += 1;
  const auto term = [](double n) { return n * (n - 1) * (2 * n + 5); };
  double sum = term(static_cast<double>(y.size()));
  for (const auto& [value, count] : groups) sum -= term(count);
  return sum / 18;
}

// The significant autocorrelations of the detrended ranks.
double hamed_rao_correction(const Series& series) {
  const auto n = static_cast<double>(series.y.size());
  const std::vector<double> r = ranks(detrended(series));
  double sum = 0;
  for (std::size_t lag = 1; lag + 1 < series.y.size(); ++lag) {
    const double rho = autocorrelation(r, lag);
    if (std::abs(rho) <= z05 / std::sqrt(n)) continue;
    const double left = n - static_cast<double>(lag);
    sum += left * (left - 1) * (left - 2) * rho;
  }
  return 1 + 2 / (n * (n - 1) * (n - 2)) * sum;
}

// All autocorrelations of the detrended series.
double yue_wang_correction(const Series& series) {
  const auto n = static_cast<double>(series.y.size());
  const std::vector<double> rest = detrended(series);
  double sum = 0;
  for (std::size_t lag = 1; lag + 1 < rest.size(); ++lag)
    sum += (1 - static_cast<double>(lag) / n) * autocorrelation(rest, lag);
  return 1 + 2 * sum;
}

double theil_sen_slope(const Series& series) {
  const std::vector<double> slopes = slopes_of(series);
  return slopes.empty() ? 0 : middle(slopes);
}

Line least_squares(const Series& series) {
  const auto n = static_cast<double>(series.t.size());
  const double mt = std::accumulate(series.t.begin(), series.t.end(), 0.0) / n;
  const double my = std::accumulate(series.y.begin(), series.y.end(), 0.0) / n;
  double tt = 0;
  double ty = 0;
  double yy = 0;
  for (std::size_t i = 0; i < series.t.size(); ++i) {
    tt += (series.t[i] - mt) * (series.t[i] - mt);
    ty += (series.t[i] - mt) * (series.y[i] - my);
    yy += (series.y[i] - my) * (series.y[i] - my);
  }
  if (tt <= 0 || yy <= 0) return {};
  const double slope = ty / tt;
  const double rss = std::max(0.0, yy - slope * ty);
  const double error = std::sqrt(rss / (n - 2) / tt);
  return {slope, my - slope * mt, 1 - rss / yy, error > 0 ? slope / error : slope > 0 ? 1e9 : -1e9};
}

const std::vector<Baseline>& baselines() {
  static const std::vector<Baseline> all = {{"Mann-Kendall", mann_kendall},
                                            {"Hamed-Rao", hamed_rao},
                                            {"Yue-Wang", yue_wang},
                                            {"Theil-Sen", theil_sen},
                                            {"OLS p < .05", ols_p},
                                            {"OLS R2 >= .8", ols_r2},
                                            {"Prometheus deriv", prometheus_deriv},
                                            {"80 % of blocks", blocks_grow}};
  return all;
}

}  // namespace bench
