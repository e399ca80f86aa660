#include <procmem/record_format.hpp>

#include <doctest/doctest.h>

using namespace procmem;

TEST_CASE("every format has a name that gives it back") {
  for (const auto format : {RecordFormat::memlog, RecordFormat::csv, RecordFormat::jsonl})
    CHECK(parse_format_name(format_name(format)) == format);
  CHECK(!parse_format_name("xml"));
  CHECK(!parse_format_name("CSV"));
}

TEST_CASE("a path's ending says the format") {
  CHECK(format_for_path("a.csv") == RecordFormat::csv);
  CHECK(format_for_path("dir.csv/a.jsonl") == RecordFormat::jsonl);
  CHECK(format_for_path("a.ndjson") == RecordFormat::jsonl);
  CHECK(format_for_path("proc_memlog.txt") == RecordFormat::memlog);
  CHECK(format_for_path("") == RecordFormat::memlog);
}
