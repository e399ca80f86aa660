#ifndef PROCMEM_CLI_MARKS_HPP
#define PROCMEM_CLI_MARKS_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <procmem/bytes.hpp>
#include <procmem/event.hpp>
#include <procmem/sample.hpp>

#include "json.hpp"

namespace cli {

/// A mark, or a phase.
struct Mark {
  std::string text;
  std::chrono::system_clock::time_point time;  ///< of a phase: when it began
  std::optional<procmem::Bytes> rss;           ///< of all processes, by their samples before it
  std::optional<procmem::Bytes> growth;        ///< of that, until the next mark or the end of the segment
  int pid = 0;                                 ///< of a phase
  std::uint64_t phase = 0;                     ///< its number; 0: it is a mark
  std::optional<procmem::PhaseResult> result;  ///< of a phase that has ended
};

/// The marks and phases of a recording, the first ones; the others are counted.
class Marks {
 public:
  static constexpr std::size_t most = 100;  ///< of each of the two

  void begin_segment();
  void on_sample(const procmem::Sample& sample);
  void on_event(const procmem::Event& event);

  const std::vector<Mark>& marks() const noexcept { return marks_; }
  const std::vector<Mark>& phases() const noexcept { return phases_; }  ///< in the order of their beginnings
  std::uint64_t marks_not_listed() const noexcept { return more_marks_; }
  std::uint64_t phases_not_listed() const noexcept { return more_phases_; }

 private:
  procmem::Bytes level() const;
  void add_mark(const procmem::Event& event);
  void end_phase(const procmem::Event& event);

  std::unordered_map<int, procmem::Bytes> rss_;  // of who is watched, by pid; 0 is the sum
  procmem::Bytes total_;                         // of rss_ without the sum
  std::optional<procmem::Bytes> level_;          // after the last sample
  std::vector<Mark> marks_, phases_;
  std::size_t early_ = 0;      // marks from here on came before the first tick was over,
  bool is_first_tick_ = true;  // and get the level at its end
  bool is_open_ = false;       // the last mark of marks_ is the last one of all
  std::uint64_t more_marks_ = 0, more_phases_ = 0;
};

/// For people; empty where there are none.
std::string format_marks(const Marks& marks);

/// The keys "marks" and "phases", each only where there are some. \param file of the recording they are in;
/// empty: it goes without saying.
class MarkList {
 public:
  void add(const Marks& marks, const std::string& file);
  void add_to(JsonObject& object) const;

 private:
  std::string marks_, phases_;
  std::uint64_t more_marks_ = 0, more_phases_ = 0;
};

}  // namespace cli

#endif
