#ifndef PROCMEM_BENCH_BASELINES_HPP
#define PROCMEM_BENCH_BASELINES_HPP

#include <string_view>
#include <vector>

namespace bench {

/// A series as the usual methods take it: an amount over time.
struct Series {
  std::vector<double> t;  ///< seconds
  std::vector<double> y;  ///< KiB
};

/// A usual way of calling a series leaking.
struct Baseline {
  std::string_view name;
  bool (*leaks)(const Series& series);
};

/// Mann-Kendall, Hamed-Rao, Yue-Wang, Theil-Sen, OLS by p and by R², deriv as in Prometheus, and "80 % of 12
/// blocks grow".
const std::vector<Baseline>& baselines();

/// The parts, for their tests.
double mann_kendall_s(const std::vector<double>& y);
double mann_kendall_variance(const std::vector<double>& y);  ///< with ties
double hamed_rao_correction(const Series& series);           ///< of that variance: Hamed and Rao (1998)
double yue_wang_correction(const Series& series);            ///< of that variance: Yue and Wang (2004)
double theil_sen_slope(const Series& series);
struct Line {
  double slope = 0, intercept = 0, r2 = 0, t_ratio = 0;
};
Line least_squares(const Series& series);

}  // namespace bench

#endif
