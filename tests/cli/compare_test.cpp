#include <string>

#include <doctest/doctest.h>

#include "cli/command.hpp"
#include "cli/curve.hpp"
#include "cli/json_of.hpp"

TEST_CASE("a new leak shows in the sentence, the figures and the status") {
  const Recordings pair;
  const Result worse = cli({"compare", pair.level, pair.leaky});
  CHECK(worse.status == 1);
  CHECK(worse.out.find("grows faster by +") == std::string("The new one ").size());
  const Result better = cli({"compare", pair.leaky, pair.level});
  CHECK(better.status == 0);
  CHECK(better.out.find("grows more slowly") != std::string::npos);
  const Result same = cli({"compare", pair.level, pair.level});
  CHECK(same.status == 0);
  CHECK(same.out.find("No difference") == 0);
}

TEST_CASE("an increase that is allowed passes, and one that would not have shown cannot be told") {
  const Recordings pair;
  CHECK(cli({"compare", pair.level, pair.leaky, "--max-rate-increase", "300MiB/h"}).status == 0);
  CHECK(cli({"compare", pair.level, pair.leaky, "--max-rate-increase", "10KiB/h"}).status == 1);
  CHECK(cli({"compare", pair.few, pair.level}).status == 5);
  CHECK(cli({"compare", pair.few, pair.level}).out.find("Cannot tell") == 0);
}

TEST_CASE("the JSON of a comparison has both reports and the differences") {
  const Recordings pair;
  const Json json(cli({"compare", "--json", pair.level, pair.leaky}).out);
  CHECK(json.number("/procmem") == 1);
  CHECK(json.text("/verdict") == "faster");
  CHECK(json.text("/gate") == "fails");
  CHECK(json.text("/old/verdict") == "stable");
  CHECK(json.text("/new/verdict") == "leaking");
  const double rate = 512 * 1024 * 60.0;
  CHECK(json.number("/rate_increase_low_bytes_per_hour") <= rate);
  CHECK(json.number("/rate_increase_high_bytes_per_hour") >= rate);
  CHECK(json.number("/peak_increase_bytes") == 599 * 512 * 1024.0);
  // The median of the last tenth is that of about the 570th of 600 samples.
  CHECK(json.number("/plateau_increase_bytes") > 560 * 512 * 1024.0);
  CHECK(json.number("/plateau_increase_bytes") < 580 * 512 * 1024.0);
  const Json unknown(cli({"compare", "--json", pair.few, pair.level}).out);
  CHECK(unknown.text("/verdict") == "not_enough_data");
  CHECK(unknown.is_null("/rate_increase_bytes_per_hour"));
}

TEST_CASE("a comparison that cannot be made is refused with one line") {
  const Recordings pair;
  for (const auto& [arguments, status] :
       {std::pair<std::vector<std::string>, int>{{"compare"}, 2},
        {{"compare", pair.level}, 2},
        {{"compare", pair.level, pair.leaky, pair.few}, 2},
        {{"compare", pair.level, pair.leaky, "--max-rate-increase", "fast"}, 2},
        {{"compare", pair.level, pair.folder / "none"}, 6}}) {
    const Result result = cli(arguments);
    CHECK(result.status == status);
    CHECK(result.out.empty());
    CHECK(lines_of(result.err).size() == 1);
  }
}
