#include "detail/statistics.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace procmem::detail {
namespace {

namespace policies = boost::math::policies;

// No exceptions: out of range is infinite or not a number.
using Quiet = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>, policies::evaluation_error<policies::ignore_error>>;

}  // namespace

double student_evidence(double t, double freedom) noexcept {
  const boost::math::students_t_distribution<double, Quiet> student(freedom);
  return -std::log10(std::max(1e-30, cdf(complement(student, t))));
}

double student_quantile(double probability, double freedom) noexcept {
  return quantile(boost::math::students_t_distribution<double, Quiet>(freedom), probability);
}

double normal_quantile(double probability) noexcept {
  return quantile(boost::math::normal_distribution<double, Quiet>(0, 1), probability);
}

}  // namespace procmem::detail
