#include "support/trace.hpp"

#include <algorithm>
#include <stdexcept>

#include <doctest/doctest.h>

namespace {

const tests::Trace& find(const std::vector<tests::Trace>& traces, const std::string& name) {
  const auto found =
      std::find_if(traces.begin(), traces.end(), [&](const auto& trace) { return trace.name == name; });
  REQUIRE(found != traces.end());
  return *found;
}

}  // namespace

TEST_CASE("packed traces are those that were packed") {  // rows read off the original files
  const auto real = tests::load_traces("real");
  CHECK(real.size() == 37);
  const tests::Trace& churn = find(real, "cc_churn_1");
  CHECK(churn.seconds.size() == 1500);
  CHECK(churn.seconds[99] == 4.95);
  const std::pair<const char*, int> row[] = {
      {"VmRSS_kB", 22464}, {"VmSize_kB", 25060}, {"RssAnon_kB", 19604}, {"RssFile_kB", 2860},
      {"RssShmem_kB", 0},  {"VmData_kB", 19648}, {"VmSwap_kB", 0},      {"Threads", 1}};
  for (const auto& [column, value] : row) CHECK(churn.columns.at(column)[99] == value);

  const auto synthetic = tests::load_traces("synthetic");
  CHECK(synthetic.size() == 280);
  CHECK(find(synthetic, "flat_0").columns.at("VmRSS_kB")[99] == 168'048);
  CHECK(find(synthetic, "flat_0").limit == 155'763);

  const auto lasting = tests::load_traces("real-long");
  CHECK(lasting.size() == 84);
  const tests::Trace& go = find(lasting, "go_map_leak_18");
  CHECK(go.leaks());
  CHECK(go.slope == 7.812);
  CHECK(go.seconds.size() == 2521);
  CHECK(go.columns.at("RssAnon_kB")[99] == 6520);
  CHECK(go.judged()[99] == 6520);
  CHECK(go.samples()[99].status.vm_size == procmem::Bytes::from_kib(712'740));
}

TEST_CASE("a set that does not exist is an error") {
  CHECK_THROWS_AS(tests::load_traces("none"), std::runtime_error);
}
