#ifndef PROCMEM_DETAIL_STATISTICS_HPP
#define PROCMEM_DETAIL_STATISTICS_HPP

namespace procmem::detail {

/// -log10 of the chance that Student's t with `freedom` degrees exceeds `t`; 30 at most.
double student_evidence(double t, double freedom) noexcept;

/// The t that is exceeded with a chance of 1 - `probability`.
double student_quantile(double probability, double freedom) noexcept;
double normal_quantile(double probability) noexcept;

}  // namespace procmem::detail

#endif
