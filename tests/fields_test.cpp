#include <procmem/fields.hpp>

#include <limits>
#include <set>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

using namespace procmem;

TEST_CASE("every field has names by the rule, and gets what it sets") {
  std::set<std::string_view> names;
  StatusSnapshot snapshot;
  std::int64_t value = 1000;
  for (const Field& field : fields()) {
    CAPTURE(field.key);
    CHECK(!field.get(snapshot));
    field.set(snapshot, ++value);
    CHECK(field.get(snapshot) == value);
    names.insert(field.name);
    const std::string unit = field.unit == Field::Unit::bytes ? "_bytes" : "";
    CHECK(field.column == std::string(field.name) + unit);
  }
  CHECK(names.size() == fields().size());
  // Setting one must not have set another.
  value = 1000;
  for (const Field& field : fields()) CHECK(field.get(snapshot) == ++value);
}

TEST_CASE("a sample has fields that a status does not") {
  Sample sample;
  StatusSnapshot status;
  std::int64_t value = 1000;
  for (const Field& field : sample_fields()) {
    CAPTURE(field.key);
    CHECK(!field.get(sample));
    field.set(sample, ++value);
    CHECK(field.get(sample) == value);
  }
  value = 1000;
  for (const Field& field : sample_fields()) CHECK(field.get(sample) == ++value);
  const std::size_t beside = pss_fields().size() + heap_fields().size();
  REQUIRE(sample_fields().size() == fields().size() + beside + 1);
  const Field* const operations = find_field("operations");
  REQUIRE(operations != nullptr);
  CHECK(operations->unit == Field::Unit::count);
  operations->set(status, 5);
  CHECK(!operations->get(status));
  operations->set(sample, 1LL << 40);
  CHECK(sample.operations == 1ULL << 40);
  CHECK(operations->largest() > 1LL << 40);
  CHECK(find_field("threads")->largest() == std::numeric_limits<int>::max());
  for (std::size_t i = fields().size(); i < fields().size() + beside; ++i) {
    const Field& field = sample_fields()[i];
    field.set(status, 5);
    CHECK(!field.get(status));
    CHECK(find_field(field.name) == &field);
    CHECK(field.column == std::string(field.name) + "_bytes");
  }
  CHECK(status == StatusSnapshot());
  CHECK(sample.pss == Bytes(1000 + static_cast<std::int64_t>(fields().size()) + 1));
  CHECK(sample.heap_retained == Bytes(value - 1));  // the last but operations
  CHECK(heap_fields()[0].name == "heap_in_use");
  CHECK(pss_fields()[0].name == "pss");
}

TEST_CASE("VmRSS and VmSize come first") {
  CHECK(fields()[0].key == "VmRSS");
  CHECK(fields()[1].key == "VmSize");
}

TEST_CASE("a field is found by any of its three names, in the case they are written in") {
  const Field* const rss = find_field("VmRSS");
  REQUIRE(rss != nullptr);
  CHECK(find_field("vm_rss") == rss);
  CHECK(find_field("vm_rss_bytes") == rss);
  CHECK(find_field("VMRSS") == nullptr);
  CHECK(find_field("") == nullptr);
}

TEST_CASE("a list keeps the order in which it was typed") {
  const FieldList list = parse_field_list("VmSize,vm_rss,Threads");
  REQUIRE(list.size() == 3);
  CHECK(list[0]->key == "VmSize");
  CHECK(list[1]->key == "VmRSS");
  CHECK(list[2]->key == "Threads");
  CHECK(parse_field_list("all").size() == fields().size());
}

TEST_CASE("an unknown or repeated field is named") {
  CHECK_THROWS_WITH_AS(parse_field_list("VmRSS,VmFoo"), "unknown field 'VmFoo'", std::invalid_argument);
  CHECK_THROWS_WITH_AS(parse_field_list("VmRSS,vm_rss"), "field 'vm_rss' is given twice",
                       std::invalid_argument);
  CHECK_THROWS_AS(parse_field_list(""), std::invalid_argument);
  CHECK_THROWS_AS(parse_field_list("VmRSS,"), std::invalid_argument);
}
