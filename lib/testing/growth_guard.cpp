#include <procmem/testing/growth_guard.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "testing/guard_judge.hpp"
#include "testing/reading.hpp"

namespace procmem::testing {

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t planned_rounds = 24;  // for which the time has to last
constexpr Seconds worthwhile{0.002};        // a round should not be shorter than what its reading takes
constexpr Seconds a_while{0.002};           // in which the clock need not be looked at
constexpr Seconds least_cost{1e-9};         // of a call
constexpr double most_calls = 1e9;          // in a round
constexpr std::size_t known_calls = 32;     // in a round, after which it is known what one takes

// Enough to be seen, and not to exhaust the machine: bytes, and what counts as much.
constexpr double round_growth = 2 << 20;
constexpr double weight_of_thread = 128 << 10;
constexpr double weight_of_mapping = 16 << 10;

void check(const std::function<void()>& body, const GuardOptions& options) {
  const auto require = [](bool good, const char* what) {
    if (!good) throw std::invalid_argument(std::string("procmem::testing::watch_growth: ") + what);
  };
  require(static_cast<bool>(body), "there is no body");
  require(options.false_alarms > 0 && options.false_alarms < 1, "false_alarms is not between 0 and 1");
  require(options.time.count() > 0, "time is not positive");
  require(options.tolerated >= 0, "tolerated is negative");
  require(options.sensitivity > 0, "sensitivity is not positive");
}

/// How long something takes.
class Cost {
 public:
  void add(Seconds one) {
    before_ = std::exchange(last_, one);
    cheapest_ = std::min(cheapest_, one);
  }

  /// Of the last two, so that being held up once does not count, and a busy machine does.
  Seconds lately() const { return std::min(last_, before_); }
  Seconds cheapest() const { return cheapest_; }

 private:
  static constexpr Seconds unknown{1e9};
  Seconds last_ = unknown;
  Seconds before_ = unknown;
  Seconds cheapest_ = unknown;
};

class Guard {
 public:
  Guard(const std::function<void()>& body, const GuardOptions& options)
      : body_(body), options_(options), begun_(Clock::now()), deadline_(begun_ + options.time) {
    report_.rounds.reserve(options.max_rounds + 1);
  }

  GuardReport run() {
    warm_up();
    report_.rounds.push_back(reader_.read(0));
    while (report_.rounds.size() <= options_.max_rounds && run_round() && !is_decided()) continue;
    finish();
    return std::move(report_);
  }

 private:
  /// Calls until the count is reached or the time is over, and reads. The clock is looked at after
  /// pieces that take a while.
  GuardRound round(std::size_t count) {
    const auto begun = Clock::now();
    auto now = begun;
    std::size_t done = 0;
    for (std::size_t piece = 1; done < count && (done == 0 || now < deadline_);) {
      for (const std::size_t end = std::min(count, done + piece); done < end; ++done) body_();
      const auto before = std::exchange(now, Clock::now());
      piece = now - before < a_while ? piece * 2 : std::max<std::size_t>(1, piece / 2);
    }
    const GuardRound round = reader_.read(done);
    cost_.add(std::max(Seconds(now - begun) / static_cast<double>(done), least_cost));
    reading_.add(Clock::now() - now);
    return round;
  }

  double left() const { return Seconds(deadline_ - Clock::now()).count(); }

  /// Doubles the calls until it is known what one takes and leaves; two rounds must agree that it is much. A
  /// call may have been held up, by its own first use or by other processes: the cheapest one tells.
  void warm_up() {
    if (options_.warm_up != 0) report_.warm_up_calls = round(options_.warm_up).calls;
    const double time = Seconds(options_.time).count();
    GuardRound before = reader_.read(0);
    double last_growth = 0;
    for (std::size_t calls = 0;;) {
      const GuardRound after = round(std::max<std::size_t>(1, calls));
      calls += after.calls;
      report_.warm_up_calls += after.calls;
      const double growth = grown(before, after);
      per_call_ = std::min(last_growth * 2, growth) / static_cast<double>(after.calls);
      const bool much = last_growth * 2 > round_growth && growth > round_growth;
      const bool known =
          after.calls >= known_calls && cost_.lately() * static_cast<double>(after.calls) >= worthwhile;
      const bool slow = calls > 1 && (cost_.cheapest() * static_cast<double>(calls)).count() >= 0.05 * time;
      if (much || known || slow || Seconds(Clock::now() - begun_).count() >= 0.25 * time) return;
      last_growth = growth;
      before = after;
    }
  }

  static double grown(const GuardRound& before, const GuardRound& after) {
    const auto bytes = [](std::optional<Bytes> a, std::optional<Bytes> b) {
      return a && b ? static_cast<double>((*b - *a).count()) : 0.0;
    };
    const auto number = [](std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
      return a && b ? static_cast<double>(*b - *a) : 0.0;
    };
    return std::max({bytes(before.heap, after.heap), bytes(before.resident, after.resident),
                     number(before.mappings, after.mappings) * weight_of_mapping,
                     number(before.threads, after.threads) * weight_of_thread});
  }

  /// How much longer a round is than the first: by half when the planned ones are over, and then twofold each
  /// eight rounds.
  double length(std::size_t round) const {
    if (round < planned_rounds) return 1 + static_cast<double>(round) / planned_rounds;
    return 1.5 * std::pow(2, std::min<std::size_t>(20, round / 8 - 2));
  }

  /// A round's share of the time that is left, if the planned ones are to have their time, without its
  /// reading.
  double share(std::size_t round) const {
    if (round >= planned_rounds) return left();
    double lengths = 0;
    for (std::size_t i = round; i < planned_rounds; ++i) lengths += length(i);
    return left() * length(round) / lengths - reading_.lately().count();
  }

  /// As many as `sensitivity` asks for, as there is time for, and as memory allows.
  std::size_t next_count() const {
    const std::size_t round = report_.rounds.size() - 1;
    const double wanted =
        std::max(worthwhile / cost_.lately(), std::ceil(page / options_.sensitivity)) * length(round);
    const double least = worthwhile / cost_.cheapest();  // no fewer, whatever their reading takes
    const double affordable = std::max(least, share(round) / cost_.lately().count());
    const double harmless = per_call_ > 0 ? 1.5 * round_growth / per_call_ : most_calls;
    return static_cast<std::size_t>(std::clamp(std::min({wanted, affordable, harmless}), 1.0, most_calls));
  }

  bool run_round() {
    const std::size_t count = next_count();
    if (cost_.lately().count() * static_cast<double>(count) + reading_.lately().count() > left())
      return false;
    report_.rounds.push_back(round(count));
    return true;
  }

  /// Keeps nothing that it allocates, which the next reading would see.
  bool is_decided() const {
    const GuardReport report = judge_rounds(report_.rounds, options_);
    return report.verdict == GuardVerdict::growing || is_clear(report, options_);
  }

  void finish() {
    report_.remarks = reader_.remarks();
    judge(report_, options_);
    report_.elapsed = Clock::now() - begun_;
  }

  const std::function<void()>& body_;
  const GuardOptions& options_;
  Clock::time_point begun_;
  Clock::time_point deadline_;
  Reader reader_;
  GuardReport report_;
  Cost cost_;            // of one call
  Cost reading_;         // of what comes after a round
  double per_call_ = 0;  // bytes, as the warm-up saw it
};

}  // namespace

GuardReport watch_growth(const std::function<void()>& body, const GuardOptions& options) {
  check(body, options);
  if (const auto reason = reason_to_skip()) {
    GuardReport report;
    report.remarks.push_back(*reason);
    return report;
  }
  return Guard(body, options).run();
}

}  // namespace procmem::testing
