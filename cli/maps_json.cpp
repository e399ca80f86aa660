#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>

#include "json.hpp"
#include "maps_result.hpp"

namespace cli {
namespace {

using procmem::Bytes;
using procmem::GroupGrowth;
using procmem::RegionChange;
using procmem::RegionFigures;

std::optional<std::int64_t> count(const std::optional<Bytes>& amount) {
  return amount ? std::optional(amount->count()) : std::nullopt;
}

std::optional<double> seconds(const std::optional<std::chrono::nanoseconds>& time) {
  return time ? std::optional(std::chrono::duration<double>(*time).count()) : std::nullopt;
}

std::string hex(std::uint64_t address) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%llx", static_cast<unsigned long long>(address));
  return text.data();
}

std::string_view change_name(RegionChange change) {
  constexpr std::array<std::string_view, 7> names = {"appeared", "gone",   "grown", "shrunk",
                                                     "split",    "merged", "same"};
  return names[static_cast<std::size_t>(change)];
}

class JsonArray {
 public:
  void add(const JsonObject& object) { items_ += (items_.empty() ? "" : ",") + object.text(); }
  std::string text() const { return '[' + items_ + ']'; }

 private:
  std::string items_;
};

JsonObject figures_json(const RegionFigures& figures) {
  JsonObject object;
  object.add("size_bytes", figures.size.count())
      .add("rss_bytes", count(figures.rss))
      .add("pss_bytes", count(figures.pss))
      .add("private_dirty_bytes", count(figures.private_dirty))
      .add("swap_bytes", count(figures.swap))
      .add("anon_huge_pages_bytes", count(figures.anon_huge_pages))
      .add("hugetlb_bytes", count(figures.hugetlb));
  return object;
}

void add_subject(JsonObject& object, const MapsSubject& subject) {
  object.add("procmem", 1);
  if (subject.pid != 0) object.add("pid", subject.pid).add("name", std::string_view(subject.name));
}

template <class Growth>
void add_change(JsonObject& object, const Growth& growth) {
  object.add("growth_bytes", count(memory_growth(growth)))
      .add("size_growth_bytes", (growth.after.size - growth.before.size).count())
      .add_json("before", figures_json(growth.before).text())
      .add_json("after", figures_json(growth.after).text());
}

JsonObject group_json(const GroupGrowth& group, const MapsGrowth& of) {
  JsonObject object;
  object.add("kind", region_kind_name(group.kind))
      .add("name", std::string_view(group.name))
      .add("regions_before", std::uint64_t{group.regions_before})
      .add("regions_after", std::uint64_t{group.regions_after})
      .add_fraction("rate_bytes_per_hour", maps_rate(memory_growth(group), of), 1);
  if (of.idle_over) object.add("idle_bytes", count(group.idle));
  add_change(object, group);
  JsonArray regions;
  for (const procmem::RegionGrowth& region : group.regions) {
    JsonObject one;
    one.add("begin", std::string_view(hex(region.begin)))
        .add("end", std::string_view(hex(region.end)))
        .add("change", change_name(region.change()));
    add_change(one, region);
    regions.add(one);
  }
  object.add_json("changed_regions", regions.text());
  return object;
}

}  // namespace

std::string format_maps_json(const MapsTable& table) {
  JsonArray groups;
  for (const procmem::RegionGroup& group : table.groups) {
    JsonArray regions;
    for (const procmem::Region& region : group.regions)
      regions.add(figures_json(region.figures)
                      .add("begin", std::string_view(hex(region.begin)))
                      .add("end", std::string_view(hex(region.end))));
    JsonObject object = figures_json(group.figures);
    object.add("kind", region_kind_name(group.kind))
        .add("name", std::string_view(group.name))
        .add_json("regions", regions.text());
    groups.add(object);
  }
  JsonObject object;
  add_subject(object, table.subject);
  object.add("threads", table.threads)
      .add("mappings", std::uint64_t{table.mappings})
      .add_json("groups", groups.text());
  return object.text() + '\n';
}

std::string format_maps_json(const MapsGrowth& growth) {
  JsonArray groups;
  for (const GroupGrowth& group : growth.growth.groups) groups.add(group_json(group, growth));
  JsonObject object;
  add_subject(object, growth.subject);
  object.add_fraction("over_s", seconds(growth.over), 3)
      .add_fraction("idle_over_s", seconds(growth.idle_over), 3)
      .add("sentence", std::string_view(growth_sentence(growth.growth, growth.over)))
      .add("threads_before", growth.growth.threads_before)
      .add("threads_after", growth.growth.threads_after)
      .add_fraction("rate_bytes_per_hour", maps_rate(memory_growth(growth.growth), growth), 1);
  add_change(object, growth.growth);
  object.add_json("groups", groups.text());
  return object.text() + '\n';
}

}  // namespace cli
