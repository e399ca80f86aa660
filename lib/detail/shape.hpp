#ifndef PROCMEM_DETAIL_SHAPE_HPP
#define PROCMEM_DETAIL_SHAPE_HPP

#include <array>
#include <cstddef>
#include <string_view>

#include "detail/levels.hpp"

namespace procmem::detail {

/// One part of a shape over x in 0…1. `from` and `to` are points of the series.
struct Term {
  enum class Kind {
    step,         ///< 1 from the point `from` on
    line,         ///< x
    hinge,        ///< grows from the point `from` on
    ramp,         ///< grows from the point `from` (0: the beginning) to the point `to`, and is level then
    exponential,  ///< 1 - exp(-x / scale)
    logarithm     ///< ln(1 + scale x)
  };
  Kind kind = Kind::line;
  std::size_t from = 0, to = 0;
  double scale = 0;
};

/// The term's value at each point.
Column column_of(const Term& term, const Levels& levels) noexcept;

/// A sum of terms, with AR(1) noise of the coefficient `alpha`.
struct Shape {
  static constexpr std::size_t max_terms = 5;
  std::array<Term, max_terms> terms;
  std::size_t size = 0;
  double alpha = 0;

  void add(const Term& term) noexcept { terms[size++] = term; }
};

/// "constant", "2 steps", "line and ramp", …
std::string_view shape_name(const Shape& shape) noexcept;

}  // namespace procmem::detail

#endif
