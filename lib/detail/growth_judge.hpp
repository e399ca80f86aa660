#ifndef PROCMEM_DETAIL_GROWTH_JUDGE_HPP
#define PROCMEM_DETAIL_GROWTH_JUDGE_HPP

#include <optional>

#include <procmem/growth.hpp>

#include "detail/drift_test.hpp"
#include "detail/floors.hpp"
#include "detail/levels.hpp"
#include "detail/persistence.hpp"
#include "detail/series_store.hpp"
#include "detail/shape_contest.hpp"

namespace procmem::detail {

/// All that is known of one series before it is judged. Units: KiB, or what `unit` made of it.
struct Findings {
  Levels levels;                            ///< without the cycle, if there is one
  Evidence whole;                           ///< of the shapes
  std::optional<Evidence> without_eighth;   ///< the same without the first eighth, where the whole
  std::optional<Evidence> without_quarter;  ///< leaves it open; and without the first quarter
  Persistence persistence;
  double coverage = 0;  ///< of the levels, and of their floors
  Drift drift;
  Drift late_drift;  ///< of the last half
  Floors after_falls;
  Floors of_cycles;
};

/// Why a series is called growing.
struct Grounds {
  bool drift = false;          ///< a growing shape beats all bounded ones
  bool keeps_coming = false;   ///< growth goes on arriving, and does not slow down
  bool rising_floors = false;  ///< what collections or quiet phases leave rises
  explicit operator bool() const noexcept { return drift || keeps_coming || rising_floors; }
};

/// A slope and its standard error, per second.
struct Slope {
  double value = 0;
  double error = 0;
};

struct Judgement {
  Verdict verdict = Verdict::not_enough_data;
  Grounds grounds;
  Evidence evidence;
  std::optional<Slope> slope;        ///< of what grows or shrinks
  std::optional<double> detectable;  ///< per second: the slowest growth that would have shown
};

inline constexpr std::size_t fewest_levels = 24;

/// \param levels at least fewest_levels points. \param raw with the cycle in them.
Findings find_out(const Levels& raw, double period, ContestSpace& space) noexcept;

/// Weighs the findings. \param lenient for a suspicion only.
Grounds weigh(const Findings& findings, bool lenient) noexcept;

/// \param from in seconds: what came before is not judged. \param unit what counts as 1 KiB.
Judgement judge(const SeriesStore& store, double from, double unit, ContestSpace& space) noexcept;

}  // namespace procmem::detail

#endif
