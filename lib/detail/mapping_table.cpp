#include "detail/mapping_table.hpp"

#include <algorithm>
#include <limits>

namespace procmem::detail {
namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();

std::int64_t size_of(const Mapping& mapping) noexcept {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(mapping.end - mapping.begin, most));
}

}  // namespace

std::int64_t saturating_sum(std::int64_t a, std::int64_t b) noexcept {
  return a > most - b ? most : a + b;
}

Amounts& Amounts::operator+=(const Amounts& other) noexcept {
  size = saturating_sum(size, other.size);
  for (std::size_t i = 0; i < figures.size(); ++i) figures[i] = saturating_sum(figures[i], other.figures[i]);
  return *this;
}

bool same_amounts(const Amounts& a, const Amounts& b) noexcept {
  return a.size == b.size && std::equal(a.figures.begin(), a.figures.end() - 1, b.figures.begin());
}

RegionFigures region_figures(const Amounts& amounts, const KnownFigures& known) noexcept {
  RegionFigures result;
  result.size = Bytes(amounts.size);
  for (std::size_t i = 0; i < figure_rows.size(); ++i) {
    if (!known[i]) continue;
    std::optional<Bytes>& target = result.*figure_rows[i].target;
    target = Bytes(saturating_sum(target.value_or(Bytes(0)).count(), amounts.figures[i]));
  }
  return result;
}

MappingTable::MappingTable() {
  known_.fill(true);
  number_of("");
}

void MappingTable::add(const Mapping& mapping) {
  MappingEntry entry;
  entry.begin = mapping.begin;
  entry.end = mapping.end;
  entry.name = number_of(mapping.name);
  entry.readable = mapping.readable;
  entry.writable = mapping.writable;
  entry.executable = mapping.executable;
  entry.shared = mapping.shared;
  entry.amounts.size = size_of(mapping);
  KnownFigures known = known_;
  for (std::size_t i = 0; i < figure_rows.size(); ++i) {
    const std::optional<Bytes>& figure = mapping.figures.*figure_rows[i].source;
    known[i] = known[i] && figure;
    entry.amounts.figures[i] = figure.value_or(Bytes(0)).count();
  }
  entries_.push_back(entry);
  known_ = known;
}

std::uint32_t MappingTable::number_of(const std::string& name) {
  const auto found = numbers_.find(name);
  if (found != numbers_.end()) return found->second;
  const auto number = static_cast<std::uint32_t>(names_.size());
  names_.push_back(name);
  numbers_.emplace(names_.back(), number);
  return number;
}

}  // namespace procmem::detail
