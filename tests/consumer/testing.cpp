// What a test suite that uses procmem::testing does, without a framework.
#include <procmem/testing/growth_guard.hpp>

#include <cstdio>
#include <string>
#include <vector>

int main() {
  std::vector<std::string> kept;
  const auto leaking = procmem::testing::watch_growth([&kept] { kept.emplace_back(100, 'x'); });
  const auto clean = procmem::testing::watch_growth([] { const std::string scratch(100, 'x'); });
  std::printf("%s\n", procmem::testing::describe(leaking).c_str());
  return leaking.passed() || !clean.passed() ? 1 : 0;
}
