#include "detail/pss_reader.hpp"

#include <utility>

#include <procmem/error.hpp>
#include <procmem/smaps.hpp>

namespace procmem::detail {
namespace {

bool has_no_memory(std::error_code error) noexcept {
  return error == Errc::process_exited || error == Errc::zombie || error == Errc::kernel_thread;
}

void add(std::optional<Bytes>& total, const std::optional<Bytes>& part) noexcept {
  if (total && part)
    *total += *part;
  else
    total.reset();
}

}  // namespace

void PssReader::begin_round() noexcept {
  in_round_ = true;
  ++round_;
  next_ = 0;
}

void PssReader::step(const Targets& targets) {
  if (Target* const target = next(targets)) return read(*target);
  in_round_ = false;
  ++rounds_;
  sum(targets);
}

/// Targets move towards the beginning when others have ended, so the end is reached only from the beginning.
Target* PssReader::next(const Targets& targets) noexcept {
  for (const bool from_the_beginning : {false, true}) {
    if (from_the_beginning) next_ = 0;
    for (; next_ < targets.size(); ++next_) {
      Target& target = *targets[next_];
      if (!target.ended && target.pss_round != round_) return &target;
    }
  }
  return nullptr;
}

void PssReader::read(Target& target) {
  target.pss_round = round_;
  target.pss = {};
  ++reads_;
  std::error_code error;
  const SmapsRollup rollup = read_smaps_rollup(target.process, error);
  if (error) {
    target.pss.complete = has_no_memory(error);
    if (!target.pss.complete) ++errors_;
    return;
  }
  target.pss = {rollup.pss, private_memory(rollup), rollup.swap_pss, true, true};
}

void PssReader::sum(const Targets& targets) noexcept {
  total_ = {Bytes(), Bytes(), Bytes(), true, true};
  for (const auto& target : targets) {
    if (target->ended) continue;
    const PssFigures& part = target->pss;
    if (!part.complete) {
      total_ = {};
      return;
    }
    if (!part.pss) continue;  // it has no memory
    add(total_.pss, part.pss);
    add(total_.private_memory, part.private_memory);
    add(total_.swap_pss, part.swap_pss);
  }
}

void hand_over(PssFigures& figures, Sample& sample) noexcept {
  if (!std::exchange(figures.fresh, false)) return;
  sample.pss = figures.pss;
  sample.private_memory = figures.private_memory;
  sample.swap_pss = figures.swap_pss;
}

}  // namespace procmem::detail
