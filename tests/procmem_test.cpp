// The umbrella header alone gives everything.
#include <procmem/procmem.hpp>

#include <doctest/doctest.h>

TEST_CASE("the umbrella header brings the whole public face") {
  procmem::SamplerOptions options;
  procmem::BackgroundSampler sampler(options);
  sampler.watch(procmem::Process::self());
  CHECK(procmem::read_status(procmem::Process::self()).vm_rss);
  CHECK(procmem::fields().size() >= 18);
  CHECK(procmem::format_for_path("x.csv") == procmem::RecordFormat::csv);
}
