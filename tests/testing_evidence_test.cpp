#include "testing/evidence.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace procmem::testing;

namespace {

std::vector<Step> steps(const std::vector<double>& growth, double calls = 100) {
  std::vector<Step> all;
  for (const double one : growth) all.push_back({calls, one});
  return all;
}

std::vector<Step> steady(std::size_t rounds, double per_call, double calls = 100) {
  return steps(std::vector<double>(rounds, per_call * calls), calls);
}

}  // namespace

TEST_CASE("whoever bets on growth against chance wins x with a chance of 1/x at most, whenever he stops") {
  std::mt19937 random(1);
  constexpr int games = 20'000;
  int won_100 = 0;
  for (int game = 0; game < games; ++game) {
    std::size_t grown = 0;
    std::size_t shrunk = 0;
    double most = 0;
    for (int round = 0; round < 100; ++round) {
      ((random() & 1U) != 0 ? grown : shrunk) += 1;
      most = std::max(most, evidence_of_growth(grown, shrunk));
    }
    won_100 += most >= 100 ? 1 : 0;
  }
  CHECK(won_100 <= games / 100);
  CHECK(won_100 > games / 1000);  // or the bets are too small to find anything
}

TEST_CASE("seventeen rounds of growth alone are 1 in 50,000, and sixteen are not") {
  CHECK(evidence_of_growth(17, 0) >= 50'000);
  CHECK(evidence_of_growth(16, 0) < 50'000);
  CHECK(evidence_of_growth(24, 1) >= 50'000);
}

TEST_CASE("a round without change is no bet, and rounds that shrink lose") {
  CHECK(evidence_of_growth(steps(std::vector<double>(50, 0))) == doctest::Approx(1));
  CHECK(evidence_of_growth(steps({5, -5, 5, -5, 5, -5})) < 1);
  CHECK(evidence_of_growth(0, 2000) == doctest::Approx(0));
}

TEST_CASE("an exact leak has an exact rate, and its interval allows for what a reading hides") {
  const Rate rate = rate_of(steady(17, 32), 4096);
  CHECK(rate.per_call == doctest::Approx(32));
  CHECK(rate.low == doctest::Approx(32 - 4096 / 1700.0));
  CHECK(rate.high == doctest::Approx(32 + 4096 / 1700.0));
}

TEST_CASE("a rate survives one step that is set up once") {
  std::vector<Step> leak = steady(17, 32);
  leak[1].growth += 1'000'000;
  const Rate rate = rate_of(leak, 0);
  CHECK(rate.low == doctest::Approx(32));
  CHECK(rate.high == doctest::Approx(32));
  CHECK(rate.per_call == doctest::Approx(32));
}

TEST_CASE("the interval holds the true rate in 95 % of noisy series") {
  std::mt19937 random(2);
  std::normal_distribution<double> noise(0, 2000);
  constexpr int series = 2000;
  int held = 0;
  for (int i = 0; i < series; ++i) {
    std::vector<Step> leak = steady(17, 50);
    for (Step& step : leak) step.growth += noise(random);
    const Rate rate = rate_of(leak, 0);
    held += rate.low <= 50 && 50 <= rate.high ? 1 : 0;
  }
  CHECK(held >= 0.925 * series);  // 0.951 is expected, give or take 0.005
  CHECK(held < series);
}

TEST_CASE("growth goes on if its pace does, and not if it dies out") {
  CHECK(goes_on(steady(16, 1)));
  CHECK_FALSE(goes_on(steps({800, 400, 200, 100, 50, 25, 12, 6, 3, 1})));
  CHECK_FALSE(goes_on(steps({0, 0, 0, 0, 0, 0, 0, 5000})));  // a step is no pace
  std::vector<Step> late = steady(16, 1);
  late[0].growth = 1e6;
  CHECK(goes_on(late));
}

TEST_CASE("nothing is detectable in sixteen rounds, and one quantum a round in seventeen quiet ones") {
  constexpr double needed = 50'000;
  CHECK_FALSE(smallest_detectable(steady(16, 0), 32, needed));
  const auto least = smallest_detectable(steady(17, 0), 32, needed);
  REQUIRE(least);
  CHECK(*least == doctest::Approx(0.32));
}

TEST_CASE("a leak of the size that is called detectable is found in the same noise") {
  constexpr double needed = 50'000;
  std::mt19937 random(3);
  std::normal_distribution<double> noise(0, 3000);
  std::vector<Step> rounds = steady(30, 0);
  for (Step& step : rounds) step.growth = noise(random);
  const auto least = smallest_detectable(rounds, 4096, needed);
  REQUIRE(least);
  CHECK(*least > 10);
  CHECK(evidence_of_growth(rounds) < needed);
  for (Step& step : rounds) step.growth += 2 * *least * step.calls;
  CHECK(evidence_of_growth(rounds) >= needed);
}
