// A test harness's use: run the work, sample this process beside it, and judge what it left behind.
#include <procmem/growth.hpp>
#include <procmem/process.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

namespace {

// [judge]
procmem::GrowthReport growth_of(const std::function<void()>& work, int rounds) {
  const procmem::Process self = procmem::Process::self();
  std::vector<procmem::GrowthPoint> points;
  for (int round = 0; round < rounds; ++round) {
    work();
    const auto anonymous = procmem::read_status(self).rss_anon.value_or(procmem::Bytes());
    points.push_back({std::chrono::steady_clock::now(), anonymous.count()});
  }
  return procmem::analyze_growth(points);
}
// [judge] end

}  // namespace

int main() try {
  std::vector<std::string> kept;
  const auto leaks = [&kept] { kept.emplace_back(50'000, 'x'); };
  const auto clean = [] { const std::string scratch(50'000, 'x'); };
  for (const auto& work : {std::function<void()>(leaks), std::function<void()>(clean)}) {
    growth_of(work, 50);  // the warm-up
    std::cout << verdict_name(growth_of(work, 300).verdict) << '\n';
  }
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
