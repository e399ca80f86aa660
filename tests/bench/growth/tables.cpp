#include "bench/growth/tables.hpp"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bench {
namespace {

void print_share(const char* what, const Share& share) {
  if (share.whole > 0) std::printf("  %s: %d of %d (%.3f)\n", what, share.part, share.whole, share.ratio());
}

void print_strengths(const Details& details) {
  bool any = false;
  for (const Bucket& bucket : details.by_strength) {
    if (bucket.found.whole == 0) continue;
    std::printf(any ? "; " : "  leaks found, by growth against everything else: ");
    any = true;
    if (std::isinf(bucket.below))
      std::printf(">= %g: ", bucket.from);
    else
      std::printf("%g to %g: ", bucket.from, bucket.below);
    std::printf("%d of %d", bucket.found.part, bucket.found.whole);
  }
  if (any) std::printf("\n");
}

void print_details(const Details& d) {
  print_strengths(d);
  print_share("the rate's interval holds the true rate", d.rate);
  print_share("the rate's interval holds what the program was made to leak", d.made_to_leak);
  print_share("the interval of the time to the limit holds the true one", d.time);
  if (d.time.whole > 0)
    std::printf("  the time to the limit is off by %.1f %% (median)\n", 100 * d.time_error);
  print_share("leaks above the smallest detectable rate found", d.above_detectable);
  print_share("clean ones suspected", d.clean_suspected);
  std::printf("  a report of all kinds takes %.2f ms (median), %.2f ms at most\n", d.milliseconds,
              d.most_milliseconds);
}

void print_online(const Online& o) {
  print_share("online: clean ones called leaking at any time", o.alarmed);
  print_share("online: in the second half", o.alarmed_in_second_half);
  print_share("online: leaks detected", o.detected);
  std::printf("  online: median delay, as a share of what is left at the onset: %.2f\n", o.median_delay);
}

std::ostream& operator<<(std::ostream& out, const Share& share) {
  return out << R"({"part":)" << share.part << R"(,"whole":)" << share.whole << '}';
}

void put_methods(std::ostream& out, const SetResult& result) {
  const char* comma = "";
  for (const auto& [name, s] : result.methods) {
    out << comma << R"({"method":")" << name << R"(","precision":)" << s.precision() << R"(,"recall":)"
        << s.recall() << R"(,"f1":)" << s.f1() << R"(,"false_alarm_rate":)" << s.false_alarm_rate()
        << R"(,"hits":)" << s.hits << R"(,"misses":)" << s.misses << R"(,"false_alarms":)" << s.false_alarms
        << R"(,"passes":)" << s.passes << '}';
    comma = ",";
  }
}

void put_strengths(std::ostream& out, const Details& details) {
  const char* comma = "";
  for (const Bucket& bucket : details.by_strength) {
    out << comma << R"({"from":)" << bucket.from << R"(,"found":)" << bucket.found << '}';
    comma = ",";
  }
}

}  // namespace

void print(const SetResult& result) {
  std::printf("\n%-20s %9s %9s %9s %12s %6s %6s\n", result.set.c_str(), "precision", "recall", "F1",
              "false alarms", "of", "leaks");
  for (const auto& [name, s] : result.methods)
    std::printf("%-20.*s %9.3f %9.3f %9.3f %12.3f %6d %6d\n", static_cast<int>(name.size()), name.data(),
                s.precision(), s.recall(), s.f1(), s.false_alarm_rate(), s.false_alarms + s.passes,
                s.hits + s.misses);
  print_details(result.details);
  if (result.online) print_online(*result.online);
}

std::string to_json(const SetResult& result) {
  const Details& d = result.details;
  std::ostringstream out;
  out << R"({"set":")" << result.set << R"(","methods":[)";
  put_methods(out, result);
  out << R"(],"found_by_strength":[)";
  put_strengths(out, d);
  out << R"(],"rate_covered":)" << d.rate << R"(,"made_to_leak_covered":)" << d.made_to_leak
      << R"(,"time_to_limit_covered":)" << d.time << R"(,"time_to_limit_error":)" << d.time_error
      << R"(,"above_detectable":)" << d.above_detectable << R"(,"clean_suspected":)" << d.clean_suspected
      << R"(,"milliseconds":)" << d.milliseconds << R"(,"most_milliseconds":)" << d.most_milliseconds;
  if (const auto& o = result.online)
    out << R"(,"online":{"alarmed":)" << o->alarmed << R"(,"alarmed_in_second_half":)"
        << o->alarmed_in_second_half << R"(,"detected":)" << o->detected << R"(,"median_delay":)"
        << o->median_delay << '}';
  out << '}';
  return out.str();
}

void write_csv(const std::string& path, const std::vector<Outcome>& outcomes) {
  std::ofstream file(path);
  file << "set,trace,family,label,ambiguous,true_slope_kB_per_s,snr,verdict,metric,rate_kB_per_s,low,high,"
          "milliseconds\n";
  const auto optional = [&](const std::optional<double>& value) {
    file << ',';
    if (value) file << *value;
  };
  for (const Outcome& o : outcomes) {
    const tests::Trace& trace = *o.trace;
    file << trace.set << ',' << trace.name << ',' << trace.family << ',' << trace.label << ','
         << trace.ambiguous;
    optional(trace.slope);
    optional(trace.snr);
    file << ',' << verdict_name(o.report.verdict) << ',' << o.report.metric;
    const auto& rate = o.report.rate;
    const double unit = 1024 * 3600;
    optional(rate ? std::optional(rate->per_hour / unit) : std::nullopt);
    optional(rate ? std::optional(rate->low / unit) : std::nullopt);
    optional(rate ? std::optional(rate->high / unit) : std::nullopt);
    file << ',' << o.milliseconds << '\n';
  }
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace bench
