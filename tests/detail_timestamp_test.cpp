#include "detail/timestamp.hpp"

#include <cstdlib>
#include <ctime>

#include <doctest/doctest.h>

using namespace procmem::detail;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

std::string utc(WallTime time) {
  std::string text;
  TimeWriter().append_utc(text, time);
  return text;
}

/// Runs with a time zone of its own.
struct Zone {
  explicit Zone(const char* name) {
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  ~Zone() {
    ::unsetenv("TZ");
    ::tzset();
  }
};

}  // namespace

TEST_CASE("UTC is written with six decimals") {
  CHECK(utc(WallTime(0s)) == "1970-01-01T00:00:00.000000Z");
  CHECK(utc(WallTime(1795436998s + 123456us)) == "2026-11-23T12:29:58.123456Z");
  CHECK(utc(WallTime(951782399s)) == "2000-02-28T23:59:59.000000Z");
  CHECK(utc(WallTime(-1us)) == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("the cache of the second does not carry over") {
  TimeWriter writer;
  std::string text;
  for (const auto time : {1795436998s, 1795436999s, 1795436998s})
    writer.append_utc(text += ' ', WallTime(time));
  CHECK(text == " 2026-11-23T12:29:58.000000Z 2026-11-23T12:29:59.000000Z 2026-11-23T12:29:58.000000Z");
}

TEST_CASE("what is written is read back, over centuries and leap days") {
  for (long long second = -5000000000; second < 9000000000; second += 86399LL * 37) {
    const WallTime time = WallTime(seconds(second) + 7us);
    CHECK(parse_utc(utc(time)) == time);
  }
  CHECK(parse_utc("2024-02-29T00:00:00Z") == WallTime(1709164800s));
}

TEST_CASE("offsets and fractions of any length are read") {
  const WallTime noon = *parse_utc("2026-11-23T12:00:00Z");
  CHECK(parse_utc("2026-11-23T13:00:00+01:00") == noon);
  CHECK(parse_utc("2026-11-23T06:30:00-05:30") == noon);
  CHECK(parse_utc("2026-11-23T12:00:00.5Z") == noon + 500ms);
  CHECK(parse_utc("2026-11-23T12:00:00.000000001Z") == noon + 1ns);
}

TEST_CASE("a time is read if 64 bits of nanoseconds hold it, whatever year its offset leads into") {
  for (const char* const time : {"1678-01-01T00:00:00+23:59", "2261-12-31T23:59:60-23:59",
                                 "1677-09-22T00:00:00Z", "2262-04-11T00:00:00Z"}) {
    CAPTURE(time);
    const auto read = parse_utc(time);
    REQUIRE(read);
    CHECK(parse_utc(utc(*read)) == read);
  }
  for (const char* const beyond :
       {"1677-09-21T00:00:00Z", "2262-04-12T00:00:00Z", "1677-09-22T00:00:00+23:59",
        "2262-04-11T12:00:00-23:59", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"})
    CHECK_MESSAGE(!parse_utc(beyond), beyond);
  CHECK(!parse_local("2262-04-13-00:00:00"));
}

TEST_CASE("what is not exactly a time is none") {
  for (const char* const bad :
       {"", "2026-11-23", "2026-11-23T12:00:00", "2026-11-23 12:00:00Z", "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z", "2026-11-31T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T12:60:00Z",
        "2026-11-23T12:00:00.Z", "2026-11-23T12:00:00.1234567890Z", "2026-11-23T12:00:00Zx",
        "2026-11-23T12:00:00+1:00", "+026-11-23T12:00:00Z", "2026-00-10T00:00:00Z", "9999-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z", "2026-01-00T00:00:00Z"})
    CHECK_MESSAGE(!parse_utc(bad), bad);
}

TEST_CASE("the classic script's stamp is local time") {
  const Zone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  std::string text;
  TimeWriter().append_local(text, *parse_utc("2026-11-23T12:29:58.9Z"));
  CHECK(text == "2026-11-23-13:29:58");
  CHECK(parse_local("2026-11-23-13:29:58") == parse_utc("2026-11-23T12:29:58Z"));
  CHECK(parse_local("2026-07-01-13:29:58") == parse_utc("2026-07-01T11:29:58Z"));
  CHECK(!parse_local("2026-11-23-13:29:58 "));
  CHECK(!parse_local("2026-11-23T13:29:58"));
  CHECK(!parse_local("2026-11-23-13:29"));
}
