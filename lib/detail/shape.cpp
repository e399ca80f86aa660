#include "detail/shape.hpp"

#include <algorithm>
#include <cmath>

namespace procmem::detail {
namespace {

double value_at(const Term& term, const Levels& levels, std::size_t i) noexcept {
  const double x = levels.x[i];
  const double from = term.from == 0 ? 0 : levels.x[term.from];
  switch (term.kind) {
    case Term::Kind::step:
      return i >= term.from ? 1 : 0;
    case Term::Kind::line:
      return x;
    case Term::Kind::hinge:
      return std::max(0.0, x - from);
    case Term::Kind::ramp:
      return std::clamp(x - from, 0.0, levels.x[term.to] - from);
    case Term::Kind::exponential:
      return 1 - std::exp(-x / term.scale);
    case Term::Kind::logarithm:
      return std::log1p(term.scale * x);
  }
  return 0;
}

std::string_view main_name(Term::Kind kind, bool from_start) noexcept {
  switch (kind) {
    case Term::Kind::line:
      return "line";
    case Term::Kind::hinge:
      return "late line";
    case Term::Kind::ramp:
      return from_start ? "ramp" : "late ramp";
    case Term::Kind::exponential:
      return "exponential approach";
    case Term::Kind::logarithm:
      return "logarithm";
    case Term::Kind::step:
      break;
  }
  return "1 step";
}

std::string_view line_with(Term::Kind kind, std::size_t terms) noexcept {
  switch (kind) {
    case Term::Kind::step:
      return terms == 2 ? "line and 1 step" : terms == 3 ? "line and 2 steps" : "line and 3 steps";
    case Term::Kind::ramp:
      return "line and ramp";
    case Term::Kind::exponential:
      return "line and exponential approach";
    default:
      return "line that steepens";
  }
}

}  // namespace

Column column_of(const Term& term, const Levels& levels) noexcept {
  Column column;
  for (std::size_t i = 0; i < levels.size; ++i) column[i] = value_at(term, levels, i);
  return column;
}

std::string_view shape_name(const Shape& shape) noexcept {
  if (shape.size == 0) return "constant";
  const Term& first = shape.terms[0];
  if (first.kind == Term::Kind::step) {
    constexpr std::array<std::string_view, 5> names = {"constant", "1 step", "2 steps", "3 steps", "4 steps"};
    return names[std::min<std::size_t>(shape.size, 4)];
  }
  if (first.kind == Term::Kind::line && shape.size > 1) return line_with(shape.terms[1].kind, shape.size);
  if (shape.size == 1) return main_name(first.kind, first.from == 0);
  switch (first.kind) {
    case Term::Kind::ramp:
      return first.from == 0 ? "ramp and 1 step" : "late ramp and 1 step";
    case Term::Kind::exponential:
      return "exponential approach and 1 step";
    default:
      return "logarithm and 1 step";
  }
}

}  // namespace procmem::detail
