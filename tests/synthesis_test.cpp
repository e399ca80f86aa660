#include "bench/growth/synthesis.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

#include <doctest/doctest.h>

#include "support/scratch.hpp"

namespace {

const tests::Trace& of_family(const std::vector<tests::Trace>& traces, const std::string& family) {
  const auto found =
      std::find_if(traces.begin(), traces.end(), [&](const auto& trace) { return trace.family == family; });
  REQUIRE(found != traces.end());
  return *found;
}

std::int64_t rise(const tests::Trace& trace, const char* column) {
  return trace.columns.at(column).back() - trace.columns.at(column).front();
}

}  // namespace

TEST_CASE("a seed gives the same traces again, and another gives others") {
  const auto traces = bench::synthesize(7, 1);
  const auto again = bench::synthesize(7, 1);
  const auto others = bench::synthesize(8, 1);
  REQUIRE(traces.size() == again.size());
  std::set<std::string> names;
  for (std::size_t i = 0; i < traces.size(); ++i) {
    names.insert(traces[i].name);
    CHECK(traces[i].columns == again[i].columns);
    CHECK(traces[i].columns != others[i].columns);
  }
  CHECK(names.size() == 35);
}

TEST_CASE("every leak has its rate, its onset and a limit above it, and nothing clean has") {
  for (const tests::Trace& trace : bench::synthesize(3, 2)) {
    CAPTURE(trace.name);
    CHECK(trace.slope.has_value() == trace.leaks());
    CHECK(trace.snr.has_value() == trace.leaks());
    CHECK((trace.onset > 0) == (trace.family == "leak_late"));
    if (!trace.leaks()) continue;
    CHECK(*trace.slope > 0);
    const auto levels = trace.judged();
    CHECK(*trace.limit > static_cast<double>(*std::max_element(levels.begin(), levels.end())));
  }
}

TEST_CASE("a family moves the kind of memory that it is about") {
  const auto traces = bench::synthesize(4, 1);
  CHECK(rise(of_family(traces, "page_cache"), "RssFile_kB") >= 190);
  CHECK(rise(of_family(traces, "leak_shmem"), "RssShmem_kB") >= 190);
  CHECK(rise(of_family(traces, "leak_threads"), "Threads") >= 10);
  CHECK(rise(of_family(traces, "leak_threads"), "VmSize_kB") >= 10 * 8192);
  CHECK(rise(of_family(traces, "leak_swapped"), "VmSwap_kB") > 0);
  CHECK(rise(of_family(traces, "line"), "RssFile_kB") == 0);
}

TEST_CASE("traces are written as the shared ones are") {
  const Scratch scratch;
  const std::string folder = scratch / ".";
  const auto traces = bench::synthesize(5, 1);
  bench::write_traces(traces, folder);
  std::ifstream manifest(folder + "/manifest.csv");
  std::string line;
  REQUIRE(std::getline(manifest, line));
  CHECK(line == "file,label,ambiguous,family,n,duration_s,true_slope_kB_per_s,onset_s,snr,limit_kB");
  REQUIRE(std::getline(manifest, line));
  CHECK(line.rfind("flat_0.csv,noleak,0,flat,", 0) == 0);

  std::ifstream file(folder + "/flat_0.csv");
  std::ostringstream expected;
  expected << traces[0].seconds[0];
  for (const char* column : {"VmRSS_kB", "VmSize_kB", "RssAnon_kB", "RssFile_kB", "RssShmem_kB", "VmData_kB",
                             "VmSwap_kB", "Threads"})
    expected << ',' << traces[0].columns.at(column)[0];
  REQUIRE(std::getline(file, line));
  CHECK(line == "elapsed_s,VmRSS_kB,VmSize_kB,RssAnon_kB,RssFile_kB,RssShmem_kB,VmData_kB,VmSwap_kB,Threads");
  REQUIRE(std::getline(file, line));
  CHECK(line == expected.str());
  CHECK_THROWS_AS(bench::write_traces(traces, folder + "/none"), std::runtime_error);
}
