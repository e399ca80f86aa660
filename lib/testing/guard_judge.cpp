#include "testing/guard_judge.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "testing/evidence.hpp"

namespace procmem::testing {

namespace {

using Figure = std::optional<double>;

Figure count(std::optional<Bytes> amount) {
  return amount ? Figure(static_cast<double>(amount->count())) : Figure();
}
Figure count(std::optional<std::int64_t> number) {
  return number ? Figure(static_cast<double>(*number)) : Figure();
}

/// The part of an amount that the heap does not hold; all of it where the heap cannot be read.
Figure outside_heap(std::optional<Bytes> amount, const GuardRound& round) {
  if (!amount) return std::nullopt;
  return count(*amount - round.heap.value_or(Bytes()) - round.retained.value_or(Bytes()));
}

/// What is known of a kind of growth.
struct Trait {
  GrowthKind kind;
  bool bytes;
  const char* name;
  double quantum;  ///< the least that a reading can change by
  Figure (*figure)(const GuardRound&);
};

constexpr double smallest_block = 32;

// Mapped memory is judged by all that is resident, because the heap's share of it is not known exactly: a
// block in use need not be resident, and a free one may be. settle_resident() finds out whose the growth is.
const Trait traits[] = {
    {GrowthKind::heap, true, "heap in use", smallest_block,
     [](const GuardRound& round) { return count(round.heap); }},
    {GrowthKind::mapped, true, "mapped memory", page,
     [](const GuardRound& round) { return count(round.resident); }},
    {GrowthKind::address_space, true, "address space", page,
     [](const GuardRound& round) { return outside_heap(round.address_space, round); }},
    {GrowthKind::mappings, false, "mappings", 1,
     [](const GuardRound& round) { return count(round.mappings); }},
    {GrowthKind::threads, false, "threads", 1, [](const GuardRound& round) { return count(round.threads); }}};

const Trait& trait_of(GrowthKind kind) noexcept {
  return traits[static_cast<std::size_t>(kind)];
}

/// Empty if a round lacks the figure.
std::vector<Step> steps_of(const std::vector<GuardRound>& rounds, Figure (*figure)(const GuardRound&)) {
  std::vector<Step> steps;
  for (std::size_t i = 1; i < rounds.size(); ++i) {
    const Figure before = figure(rounds[i - 1]);
    const Figure after = figure(rounds[i]);
    if (!before || !after) return {};
    steps.push_back({static_cast<double>(rounds[i].calls), *after - *before});
  }
  return steps;
}

double sum_of(const std::vector<Step>& steps) noexcept {
  double sum = 0;
  for (const Step& step : steps) sum += step.growth;
  return sum;
}

std::vector<Step> beyond(std::vector<Step> steps, double tolerated) {
  for (Step& step : steps) step.growth -= tolerated * step.calls;
  return steps;
}

/// Each kind has the same share of the chance of a false alarm.
double needed_evidence(const GuardOptions& options) noexcept {
  return static_cast<double>(std::size(traits)) / options.false_alarms;
}

void set_rate(KindGrowth& growth, const std::vector<Step>& steps, double quantum) {
  const Rate rate = rate_of(steps, quantum);
  growth.per_call = rate.per_call;
  growth.low = rate.low;
  growth.high = rate.high;
}

/// What malloc's caches of free blocks for other threads may hold, and count as in use. The calling thread's
/// is kept full. glibc: up to 7, since 2.42 up to 16, blocks of each of 64 sizes from 32 to 1040 bytes.
double cached_by_threads(const std::vector<GuardRound>& rounds) noexcept {
  constexpr double cache = 16 * 64 * 536;
  std::int64_t most = 1;
  for (const GuardRound& round : rounds) most = std::max(most, round.threads.value_or(1));
  return cache * static_cast<double>(most - 1);
}

double calls_of(const std::vector<GuardRound>& rounds) noexcept {
  double calls = 0;
  for (const GuardRound& round : rounds) calls += static_cast<double>(round.calls);
  return calls;
}

/// Why a kind that is not said to grow is not clean either.
enum class Doubt { none, unproven, cached, dying_out };

Doubt judge_kind(GuardReport& report, const Trait& trait, const GuardOptions& options) {
  constexpr double remarkable = 100;
  const std::vector<Step> steps = steps_of(report.rounds, trait.figure);
  if (steps.empty()) return Doubt::none;
  const double needed = needed_evidence(options);
  const std::vector<Step> excess = trait.bytes ? beyond(steps, options.tolerated) : steps;
  const double cached = trait.kind == GrowthKind::heap ? cached_by_threads(report.rounds) : 0;
  KindGrowth growth;
  growth.kind = trait.kind;
  growth.evidence = evidence_of_growth(excess);
  const bool lasting = goes_on(excess);
  const bool beyond_caches = sum_of(excess) > cached;
  growth.growing = growth.evidence >= needed && lasting && beyond_caches;
  growth.detectable = smallest_detectable(excess, trait.quantum, needed);
  if (growth.detectable) growth.detectable = std::max(*growth.detectable, cached / calls_of(report.rounds));
  set_rate(growth, steps, trait.bytes ? page : trait.quantum);
  report.kinds.push_back(growth);
  if (growth.growing || growth.evidence < remarkable) return Doubt::none;
  if (lasting && !beyond_caches) return Doubt::cached;
  if (growth.evidence >= needed) return Doubt::dying_out;
  return lasting ? Doubt::unproven : Doubt::none;
}

KindGrowth* find(GuardReport& report, GrowthKind kind) noexcept {
  for (KindGrowth& growth : report.kinds)
    if (growth.kind == kind) return &growth;
  return nullptr;
}

double grown(const GuardReport& report, Figure (*figure)(const GuardRound&)) {
  return figure(report.rounds.back()).value_or(0) - figure(report.rounds.front()).value_or(0);
}

/// Resident memory grows: is it mapped, the heap's, or only retained?
void settle_resident(GuardReport& report) {
  KindGrowth* const mapped = find(report, GrowthKind::mapped);
  KindGrowth* const heap = find(report, GrowthKind::heap);
  if (mapped == nullptr || !mapped->growing || heap == nullptr) return;
  const double all = grown(report, trait_of(GrowthKind::mapped).figure);
  const double in_use = std::max(0.0, grown(report, trait_of(GrowthKind::heap).figure));
  const double retained =
      std::max(0.0, grown(report, [](const GuardRound& round) { return count(round.retained); }));
  if (all - in_use - retained >= all / 2) {
    set_rate(
        *mapped,
        steps_of(report.rounds, [](const GuardRound& round) { return outside_heap(round.resident, round); }),
        page);
    return;
  }
  mapped->growing = false;
  if (heap->growing) return;
  if (in_use < retained) {
    report.remarks.emplace_back("resident memory grows by what malloc retains: fragmentation, no leak");
    return;
  }
  if (in_use <= cached_by_threads(report.rounds)) return;
  // Growth in few large steps, as of a vector that is only ever appended to: what is touched grows in all.
  heap->growing = true;
  heap->per_call = mapped->per_call;
  heap->low = mapped->low;
  heap->high = mapped->high;
}

bool is_blind(const KindGrowth& growth) noexcept {
  return !growth.detectable && trait_of(growth.kind).bytes;
}

}  // namespace

const char* kind_name(GrowthKind kind) noexcept {
  return trait_of(kind).name;
}

void judge(GuardReport& report, const GuardOptions& options) {
  report.kinds.clear();
  report.false_alarms = options.false_alarms;
  Doubt doubt = Doubt::none;
  for (const Trait& trait : traits) doubt = std::max(doubt, judge_kind(report, trait, options));
  settle_resident(report);
  const auto any = [&](auto&& test) { return std::any_of(report.kinds.begin(), report.kinds.end(), test); };
  if (any([](const KindGrowth& growth) { return growth.growing; })) {
    report.verdict = GuardVerdict::growing;
  } else if (report.kinds.empty() || any(is_blind)) {
    report.verdict = GuardVerdict::undecided;
    report.remarks.emplace_back("too few rounds to see a leak of any size: give it more time");
  } else if (doubt == Doubt::dying_out) {
    report.verdict = GuardVerdict::undecided;
    report.remarks.emplace_back("the growth is dying out: warm up longer, or give it more time");
  } else if (doubt == Doubt::cached) {
    report.verdict = GuardVerdict::undecided;
    report.remarks.emplace_back(
        "it grew by no more than what malloc may keep for the other threads: more calls would tell");
  } else if (doubt == Doubt::unproven) {
    report.verdict = GuardVerdict::undecided;
    report.remarks.emplace_back("it grew in most rounds, which does not prove it yet: give it more time");
  } else {
    report.verdict = GuardVerdict::clean;
  }
}

bool is_clear(const GuardReport& report, const GuardOptions& options) {
  constexpr double quiet = 4;
  if (report.verdict != GuardVerdict::clean) return false;
  return std::all_of(report.kinds.begin(), report.kinds.end(), [&](const KindGrowth& growth) {
    if (growth.evidence > quiet && goes_on(steps_of(report.rounds, trait_of(growth.kind).figure)))
      return false;
    const bool seen = growth.kind == GrowthKind::heap || growth.kind == GrowthKind::mapped;
    return !seen || *growth.detectable <= options.sensitivity;
  });
}

GuardReport judge_rounds(std::vector<GuardRound> rounds, const GuardOptions& options) {
  for (std::size_t i = 1; i < rounds.size(); ++i)
    if (rounds[i].calls == 0)
      throw std::invalid_argument("procmem::testing::judge_rounds: a round has no calls");
  GuardReport report;
  report.rounds = std::move(rounds);
  judge(report, options);
  return report;
}

}  // namespace procmem::testing
