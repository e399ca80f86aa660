#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include <procmem/testing/growth_guard.hpp>

namespace procmem::testing {

namespace {

constexpr std::size_t most_rounds = 24;  // in the table: the last ones

/// Few digits, a decimal point whatever the locale says, no exponent.
std::string number(double value) {
  constexpr double least = 1e-9;
  const double size = std::abs(value);
  const int small = 1 - static_cast<int>(std::floor(std::log10(std::max(size, least))));  // two digits
  const int decimals = size >= 1000 || size < least ? 0 : size >= 1 ? 2 : small;
  char text[64];
  const auto end = std::to_chars(text, text + sizeof(text), value, std::chars_format::fixed, decimals).ptr;
  std::string digits(text, end);
  if (decimals != 0) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return digits;
}

const char* unit_of(GrowthKind kind) noexcept {
  switch (kind) {
    case GrowthKind::mappings:
      return "mappings";
    case GrowthKind::threads:
      return "threads";
    default:
      return "bytes";
  }
}

bool heap_is_known(const GuardReport& report) {
  return report.rounds.empty() || report.rounds.front().heap;
}

std::string name_of(const GuardReport& report, GrowthKind kind) {
  if (kind != GrowthKind::mapped) return kind_name(kind);
  return heap_is_known(report) ? "mapped memory, which the heap does not explain"
                               : "resident memory, mapped or of the heap";
}

std::string headline(const GuardReport& report) {
  switch (report.verdict) {
    case GuardVerdict::clean:
      return "memory does not grow with the calls";
    case GuardVerdict::undecided:
      return "cannot tell whether memory grows with the calls";
    case GuardVerdict::skipped:
      return "memory growth was not looked at";
    case GuardVerdict::growing:
      break;
  }
  std::string text = "memory grows with the calls:";
  for (const KindGrowth& growth : report.kinds)
    if (growth.growing)
      text += "\n  " + number(growth.per_call) + ' ' + unit_of(growth.kind) +
              " per call (95 %: " + number(growth.low) + " to " + number(growth.high) + "), " +
              name_of(report, growth.kind);
  return text;
}

std::string detectable(const GuardReport& report) {
  std::string text;
  for (const KindGrowth& growth : report.kinds) {
    if (!growth.detectable || (growth.kind != GrowthKind::heap && growth.kind != GrowthKind::mapped))
      continue;
    text += (text.empty() ? "" : ", ") + number(*growth.detectable) + " bytes per call of " +
            (growth.kind == GrowthKind::heap ? "heap"
             : heap_is_known(report)         ? "mapped memory"
                                             : "resident memory");
  }
  return text.empty() ? "nothing" : text;
}

std::string effort(const GuardReport& report) {
  std::size_t calls = 0;
  for (const GuardRound& round : report.rounds) calls += round.calls;
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(report.elapsed);
  return std::to_string(calls) + " calls in " + std::to_string(report.rounds.size() - 1) + " rounds, after " +
         std::to_string(report.warm_up_calls) + " to warm up, in " + std::to_string(elapsed.count()) + " ms";
}

using Figure = std::optional<std::int64_t> (*)(const GuardRound&);

std::optional<std::int64_t> count(std::optional<Bytes> amount) {
  return amount ? std::optional(amount->count()) : std::nullopt;
}

struct Column {
  const char* head;
  int width;
  Figure figure;
};

constexpr Column columns[] = {
    {"heap in use", 14, [](const GuardRound& round) { return count(round.heap); }},
    {"resident", 14, [](const GuardRound& round) { return count(round.resident); }},
    {"address space", 15, [](const GuardRound& round) { return count(round.address_space); }},
    {"mappings", 10, [](const GuardRound& round) { return round.mappings; }},
    {"threads", 9, [](const GuardRound& round) { return round.threads; }}};

std::string padded(const std::string& text, int width) {
  return std::string(std::max<std::size_t>(text.size(), static_cast<std::size_t>(width)) - text.size(), ' ') +
         text;
}

std::string difference(const Column& column, const GuardRound& before, const GuardRound& after) {
  const auto a = column.figure(before);
  const auto b = column.figure(after);
  if (!a || !b) return "-";
  return (*b > *a ? "+" : "") + std::to_string(*b - *a);
}

/// What each round added.
std::string table(const std::vector<GuardRound>& rounds) {
  std::string text = "  round     calls";
  for (const Column& column : columns) text += padded(column.head, column.width);
  const std::size_t first = rounds.size() > most_rounds + 1 ? rounds.size() - most_rounds : 1;
  for (std::size_t i = first; i < rounds.size(); ++i) {
    text += '\n' + padded(std::to_string(i), 7) + padded(std::to_string(rounds[i].calls), 10);
    for (const Column& column : columns)
      text += padded(difference(column, rounds[i - 1], rounds[i]), column.width);
  }
  return text;
}

}  // namespace

std::string describe(const GuardReport& report) {
  std::string text = headline(report);
  for (const std::string& remark : report.remarks) text += "\n  " + remark;
  if (report.rounds.size() < 2) return text;
  text += "\n  what would have shown: " + detectable(report);
  text += "\n  chance of a false alarm: 1 in " + number(1 / report.false_alarms) + " at most";
  text += "\n  " + effort(report);
  return text + '\n' + table(report.rounds);
}

}  // namespace procmem::testing
