#ifndef PROCMEM_CLI_WATCH_MODEL_HPP
#define PROCMEM_CLI_WATCH_MODEL_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <procmem/fields.hpp>
#include <procmem/growth.hpp>
#include <procmem/sink.hpp>

#include "history.hpp"

namespace cli {

/// What is known of one curve: a process from when it was joined, or since its last exec.
struct Watched {
  std::uint64_t number = 0;  ///< in the order in which they began; never used twice
  int pid = 0;               ///< 0 is the sum
  procmem::ProcessName name;
  std::vector<History> histories;       ///< of the chosen fields
  std::optional<procmem::Sample> last;  ///< nothing before the first sample
  std::chrono::steady_clock::time_point begin;
  std::uint64_t samples = 0, gaps = 0;
  std::optional<std::int64_t> first, peak;  ///< of the first chosen field
  std::string ended;                        ///< the event that ended it; empty: it goes on

  bool judged = false;           ///< whether there is a report
  procmem::GrowthReport report;  ///< the latest; while it goes on up to a 24th of its samples behind
  std::optional<procmem::Bytes> limit;
  std::string limit_source;
  const procmem::Field* limited = nullptr;  ///< which figure runs into it; null: what is judged

  std::optional<std::int64_t> now() const;     ///< of the first chosen field
  std::optional<std::int64_t> growth() const;  ///< of it, since the first sample

  const procmem::Field* field = nullptr;          ///< the first chosen one
  std::optional<procmem::GrowthTracker> tracker;  ///< while it goes on, and not too many are judged
};

/// All that a live view shows of what is recorded, in bounded memory: of the curves that have ended the
/// latest are kept, and of those that go on so many are judged as cost little.
class WatchModel final : public procmem::Sink {
 public:
  static constexpr std::size_t most_judged = 64;
  static constexpr std::size_t most_ended = 64;

  /// \param fields those that are charted; not empty.
  explicit WatchModel(procmem::FieldList fields) : fields_(std::move(fields)) {}

  /// \param on_change called when there is something new; empty: nobody is.
  void listen(std::function<void()> on_change) { on_change_ = std::move(on_change); }

  void on_start(const procmem::RecordHeader& header) override;
  void on_sample(const procmem::Sample& sample) override;
  void on_event(const procmem::Event& event) override;

  const procmem::FieldList& fields() const noexcept { return fields_; }

  /// Those that go on, by pid, then those that have ended, the latest first. Valid until the next call.
  std::vector<const Watched*> all() const;
  const Watched* find(std::uint64_t number) const;
  const Watched* successor_of(const Watched& ended) const;  ///< of the same pid, after an exec; null: none

 private:
  Watched& begin(int pid, const procmem::ProcessName& name);
  Watched& at(int pid, const procmem::ProcessName& name);
  void end(int pid, const std::string& why);
  void end_all(const std::string& why);
  void set_limit(Watched& watched) const;

  procmem::FieldList fields_;
  std::function<void()> on_change_;
  procmem::RecordHeader header_;
  std::map<int, Watched> open_;  // by pid
  std::deque<Watched> ended_;    // the latest first
  std::uint64_t begun_ = 0;
  std::size_t judged_ = 0;  // of those that go on
};

}  // namespace cli

#endif
