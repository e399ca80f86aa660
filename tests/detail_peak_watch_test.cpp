#include "detail/peak_watch.hpp"

#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "support/scratch.hpp"

using namespace procmem;
using detail::PeakWatch;
using detail::WatchedSpan;

namespace {

/// A process that is a folder of files.
struct MadeUp {
  Scratch folder;
  std::string path = folder / "self";
  PeakWatch watch{path.c_str()};

  MadeUp() { boost::filesystem::create_directory(path); }

  void tell(std::int64_t rss, std::int64_t hwm) const {
    std::ofstream(path + "/status") << "Name:\tx\nState:\tR (running)\nVmSize:\t 900 kB\nVmHWM:\t " << hwm
                                    << " kB\nVmRSS:\t " << rss << " kB\nThreads:\t1\n";
  }
  void let_reset() const { std::ofstream(path + "/clear_refs").flush(); }
};

}  // namespace

TEST_CASE("where VmHWM may be reset, five is written and the peak is the kernel's") {
  MadeUp process;
  process.let_reset();
  process.tell(100, 500);
  WatchedSpan span;
  PeakWatch& watch = process.watch;
  watch.begin(span);
  CHECK(content(process.path + "/clear_refs") == "5");
  process.tell(120, 300);
  watch.end(span);
  CHECK(span.first.rss == Bytes::from_kib(100));
  CHECK(span.last.rss == Bytes::from_kib(120));
  CHECK(span.peak.peak() == Bytes::from_kib(300));
  CHECK(span.peak.exact());
  CHECK(watch.idle());
}

TEST_CASE("where it may not, the peak is what was observed, and is called so") {
  MadeUp process;
  process.tell(100, 500);
  WatchedSpan span;
  process.watch.begin(span);
  CHECK(!process.watch.idle());
  process.watch.observe(Bytes::from_kib(250));
  process.tell(120, 500);
  process.watch.end(span);
  CHECK(span.peak.peak() == Bytes::from_kib(250));
  CHECK(!span.peak.exact());
}

TEST_CASE("spans end in any order") {
  MadeUp process;
  process.let_reset();
  process.tell(100, 500);
  WatchedSpan a;
  WatchedSpan b;
  WatchedSpan c;
  process.watch.begin(a);
  process.tell(100, 400);
  process.watch.begin(b);
  process.tell(100, 300);
  process.watch.begin(c);
  process.tell(100, 200);
  process.watch.end(b);
  process.watch.end(a);
  process.tell(100, 350);
  process.watch.end(c);
  CHECK(process.watch.idle());
  CHECK(a.peak.peak() == Bytes::from_kib(400));
  CHECK(b.peak.peak() == Bytes::from_kib(300));
  CHECK(c.peak.peak() == Bytes::from_kib(350));
  CHECK((a.peak.exact() && b.peak.exact() && c.peak.exact()));
}

TEST_CASE("where nothing can be read there are no figures") {
  PeakWatch watch("/nowhere");
  WatchedSpan span;
  watch.begin(span);
  watch.end(span);
  CHECK(!span.first.rss);
  CHECK(!span.peak.peak());
  CHECK(!span.peak.exact());
}
