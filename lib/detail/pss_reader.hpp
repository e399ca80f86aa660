#ifndef PROCMEM_DETAIL_PSS_READER_HPP
#define PROCMEM_DETAIL_PSS_READER_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <procmem/sample.hpp>

#include "detail/target.hpp"

namespace procmem::detail {

/// Reads smaps_rollup of all targets, round after round, one at each step. When a round is complete their sum
/// is known: no page is in it twice.
class PssReader {
 public:
  using Targets = std::vector<std::unique_ptr<Target>>;

  void begin_round() noexcept;
  void end_round() noexcept { in_round_ = false; }
  bool in_round() const noexcept { return in_round_; }

  /// Reads the next target, if there is one. What cannot be read is counted, and the sum is not known then;
  /// who has no memory has nothing to add.
  void step(const Targets& targets);

  PssFigures& total() noexcept { return total_; }
  std::uint64_t rounds() const noexcept { return rounds_; }  ///< completed
  std::uint64_t reads() const noexcept { return reads_; }    ///< those that failed, too
  std::uint64_t errors() const noexcept { return errors_; }  ///< of them

 private:
  Target* next(const Targets& targets) noexcept;
  void read(Target& target);
  void sum(const Targets& targets) noexcept;

  bool in_round_ = false;
  std::uint64_t round_ = 0;
  std::size_t next_ = 0;  // from here on it is looked for a target that is not read yet
  PssFigures total_;
  std::uint64_t rounds_ = 0;
  std::uint64_t reads_ = 0;
  std::uint64_t errors_ = 0;
};

/// Gives figures that no sample has had to this one.
void hand_over(PssFigures& figures, Sample& sample) noexcept;

}  // namespace procmem::detail

#endif
