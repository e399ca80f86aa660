#ifndef PROCMEM_DETAIL_DRIFT_TEST_HPP
#define PROCMEM_DETAIL_DRIFT_TEST_HPP

#include "detail/levels.hpp"

namespace procmem::detail {

/// A straight trend whose test keeps its size whether the noise returns to a mean or wanders like a random
/// walk.
struct Drift {
  double slope = 0;        ///< KiB per recording
  double slope_error = 1;  ///< its standard error
  double ratio() const noexcept { return slope / slope_error; }
};

/// Source: Perron and Yabu, Estimating deterministic trends with an integrated or stationary noise component
/// (2009), with a Bartlett long-run variance. \param levels at least 6 points.
Drift test_drift(const Levels& levels) noexcept;

}  // namespace procmem::detail

#endif
