#include "detail/shape.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "support/series.hpp"

using namespace procmem::detail;

TEST_CASE("each term is what its name says") {
  const Levels levels = tests::make_levels(10, [](std::size_t) { return 0.0; });  // x = .05, .15, … .95
  const auto at = [&](const Term& term, std::size_t i) { return column_of(term, levels)[i]; };
  CHECK(at({Term::Kind::step, 4, 0, 0}, 3) == 0);
  CHECK(at({Term::Kind::step, 4, 0, 0}, 4) == 1);
  CHECK(at({Term::Kind::line, 0, 0, 0}, 9) == doctest::Approx(.95));
  CHECK(at({Term::Kind::hinge, 5, 0, 0}, 4) == 0);
  CHECK(at({Term::Kind::hinge, 5, 0, 0}, 9) == doctest::Approx(.4));
  CHECK(at({Term::Kind::ramp, 0, 5, 0}, 2) == doctest::Approx(.25));
  CHECK(at({Term::Kind::ramp, 0, 5, 0}, 9) == doctest::Approx(.55));
  CHECK(at({Term::Kind::ramp, 2, 5, 0}, 1) == 0);
  CHECK(at({Term::Kind::ramp, 2, 5, 0}, 9) == doctest::Approx(.3));
  CHECK(at({Term::Kind::exponential, 0, 0, .2}, 2) == doctest::Approx(1 - std::exp(-1.25)));
  CHECK(at({Term::Kind::logarithm, 0, 0, 20}, 2) == doctest::Approx(std::log(6)));
}

TEST_CASE("shapes are named for people") {
  Shape shape;
  CHECK(shape_name(shape) == "constant");
  shape.add({Term::Kind::step, 3, 0, 0});
  CHECK(shape_name(shape) == "1 step");
  shape.add({Term::Kind::step, 5, 0, 0});
  CHECK(shape_name(shape) == "2 steps");
  Shape line;
  line.add({Term::Kind::line, 0, 0, 0});
  CHECK(shape_name(line) == "line");
  line.add({Term::Kind::step, 5, 0, 0});
  line.add({Term::Kind::step, 9, 0, 0});
  CHECK(shape_name(line) == "line and 2 steps");
  Shape ramp;
  ramp.add({Term::Kind::ramp, 0, 9, 0});
  CHECK(shape_name(ramp) == "ramp");
  ramp.add({Term::Kind::step, 5, 0, 0});
  CHECK(shape_name(ramp) == "ramp and 1 step");
}
