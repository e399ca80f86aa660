#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include <procmem/growth.hpp>

namespace procmem {
namespace {

constexpr double largest = 9e18;  // what still fits into Bytes

std::int64_t whole(double value) noexcept {
  return std::llround(std::clamp(value, -largest, largest));
}

std::string tenths(double value) {
  const std::int64_t count = std::llround(std::abs(value) * 10);
  return (value < 0 && count > 0 ? "-" : "") + std::to_string(count / 10) + '.' + std::to_string(count % 10);
}

std::string amount(double value, Field::Unit unit) {
  return unit == Field::Unit::bytes ? format_bytes(Bytes(whole(value))) : tenths(value);
}

/// "1.20 MiB/h (95 %: 0.90 MiB/h to 1.50 MiB/h)"
std::string rate_text(const GrowthRate& rate, Field::Unit unit, double confidence) {
  const double sign = rate.per_hour < 0 ? -1 : 1;  // "shrinking by" says it already
  const double near = sign > 0 ? rate.low : -rate.high;
  const double far = sign > 0 ? rate.high : -rate.low;
  return amount(sign * rate.per_hour, unit) + "/h (" + std::to_string(std::lround(confidence * 100)) +
         " %: " + amount(near, unit) + " to " + amount(far, unit) + ')';
}

/// A fraction of a byte counts where an operation leaves little behind: "16.3 B", "4.02 KiB".
std::string small_amount(double value, Field::Unit unit) {
  const bool fine = unit == Field::Unit::bytes && std::abs(value) < 1024;
  return fine ? tenths(value) + " B" : amount(value, unit);
}

/// "; 16.3 B per operation (95 %: 15.9 B to 16.8 B)"
std::string operations_text(const GrowthReport& report) {
  if (!report.operations || !report.operations->rate) return "";
  const OperationRate& rate = *report.operations->rate;
  return "; " + small_amount(rate.per_operation, report.unit) + " per operation (" +
         std::to_string(std::lround(report.confidence * 100)) + " %: " + small_amount(rate.low, report.unit) +
         " to " + small_amount(rate.high, report.unit) + ')';
}

/// Two units are enough for a span: "3 h 10 min".
std::string span_text(std::chrono::duration<double> span) {
  if (span.count() < 1) return "less than 1 s";
  if (span.count() > 1e9) return "decades";
  const std::int64_t seconds = std::llround(span.count());
  const auto two = [](std::int64_t large, const char* name, std::int64_t small, const char* small_name) {
    std::string text = std::to_string(large) + ' ' + name;
    return small == 0 ? text : text + ' ' + std::to_string(small) + ' ' + small_name;
  };
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) return two(seconds / 60, "min", seconds % 60, "s");
  if (seconds < 172800) return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
  return two(seconds / 86400, "d", seconds % 86400 / 3600, "h");
}

const KindGrowth* leaking_kind(const GrowthReport& report, std::string_view name) noexcept {
  for (const KindGrowth& kind : report.kinds)
    if (kind.field != nullptr && kind.field->name == name && kind.verdict == Verdict::leaking) return &kind;
  return nullptr;
}

/// Which kind of memory it is that grows, in words; empty where none stands out.
std::string kinds_text(const GrowthReport& report) {
  struct Word {
    std::string_view name, text;
  };
  constexpr std::array<Word, 6> words = {{{"rss_anon", "anonymous memory"},
                                          {"rss_shmem", "shared memory"},
                                          {"rss_file", "file pages"},
                                          {"vm_swap", "swap"},
                                          {"threads", "threads"},
                                          {"vm_size", "address space"}}};
  std::string text;
  for (const Word& word : words)
    if (word.name != report.metric && leaking_kind(report, word.name) != nullptr)
      text += (text.empty() ? "" : ", ") + std::string(word.text);
  return text.empty() ? text : "; what grows: " + text;
}

/// What the allocator says of it; empty where it was not asked.
std::string heap_text(const GrowthReport& report) {
  return report.heap ? "; " + explain(*report.heap) : "";
}

std::string limit_text(const GrowthReport& report) {
  if (!report.time_to_limit || !report.limit) return "";
  const TimeToLimit& time = *report.time_to_limit;
  return "; the limit of " + format_bytes(*report.limit) + " is reached in " + span_text(time.expected) +
         " (" + span_text(time.low) + " to " + (time.high ? span_text(*time.high) : "never") + ')';
}

std::string stable_text(const GrowthReport& report) {
  std::string text = "Stable";
  if (report.smallest_detectable)
    text += ": no leak above " + amount(*report.smallest_detectable, report.unit) + "/h";
  return text;
}

std::string too_little_text(const GrowthReport& report) {
  std::string text = "Not enough data: " + std::to_string(report.samples) +
                     (report.samples == 1 ? " sample" : " samples") + " in " + span_text(report.duration);
  if (report.record_further) return text + "; record for " + span_text(*report.record_further) + " more";
  return text + "; 24 are the least";
}

}  // namespace

std::string_view verdict_name(Verdict verdict) noexcept {
  constexpr std::array<std::string_view, 6> names = {"not_enough_data", "stable",    "suspected",
                                                     "leaking",         "shrinking", "at_limit"};
  return names[static_cast<std::size_t>(verdict)];
}

std::string explain(const GrowthReport& report) {
  const auto rate = [&] {
    return report.rate ? rate_text(*report.rate, report.unit, report.confidence)
                       : std::string("an unknown rate");
  };
  const std::string in = report.metric.empty() ? "" : " in " + std::string(report.metric);
  switch (report.verdict) {
    case Verdict::leaking:
      return "Leaking " + rate() + in + operations_text(report) + heap_text(report) + kinds_text(report) +
             limit_text(report) + '.';
    case Verdict::suspected:
      return "Suspected of leaking " + rate() + in + operations_text(report) + heap_text(report) +
             kinds_text(report) + limit_text(report) + "; a longer recording will tell.";
    case Verdict::shrinking:
      return "Shrinking by " + rate() + in + '.';
    case Verdict::stable:
      return stable_text(report) + in + kinds_text(report) + '.';
    case Verdict::at_limit:
      return "At the limit: " + amount(static_cast<double>(report.last), report.unit) + in + " of " +
             (report.limit ? format_bytes(*report.limit) : "?") + "; growth could not show.";
    case Verdict::not_enough_data:
      break;
  }
  return too_little_text(report) + '.';
}

}  // namespace procmem
