#include "detail/statistics.hpp"

#include <doctest/doctest.h>

using namespace procmem::detail;

TEST_CASE("quantiles are those of the tables") {
  CHECK(normal_quantile(.975) == doctest::Approx(1.959964));
  CHECK(normal_quantile(.5) == doctest::Approx(0));
  CHECK(student_quantile(.975, 10) == doctest::Approx(2.228139));
  CHECK(student_quantile(.95, 3) == doctest::Approx(2.353363));
}

TEST_CASE("evidence is the power of ten of the chance") {
  CHECK(student_evidence(2.763769, 10) == doctest::Approx(2));  // 1 % one-sided
  CHECK(student_evidence(0, 5) == doctest::Approx(.30103));
  CHECK(student_evidence(1e9, 20) == 30);
  CHECK(student_evidence(-5, 5) < .01);
}
