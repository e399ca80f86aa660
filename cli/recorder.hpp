#ifndef PROCMEM_CLI_RECORDER_HPP
#define PROCMEM_CLI_RECORDER_HPP

#include <procmem/sampler.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <procmem/process.hpp>

#include "child.hpp"
#include "console.hpp"
#include "mark_fifo.hpp"
#include "marks.hpp"
#include "options.hpp"
#include "output.hpp"
#include "summary.hpp"
#include "tally.hpp"

namespace cli {

/// The loop of `record`: finds the target, samples it, heeds signals, and knows when it is over.
/// Lifetime: what is passed must outlive it.
class Recorder {
 public:
  /// \param output null: samples go only to the sinks that are added.
  Recorder(const RecordOptions& options, const Output* output, Console& console);

  /// Before run().
  void add_sink(std::shared_ptr<procmem::Sink> sink) { sampler_.add_sink(std::move(sink)); }

  /// Returns when the recording is over, and the command, if there is one, has ended.
  /// Errors: Failure.
  void run();

  /// What a screen waits on beside the recording; run() returns when it waits no more.
  boost::asio::io_context& context() noexcept { return context_; }
  void interrupt();  ///< as SIGTERM does
  bool is_over() const noexcept { return ending_.has_value(); }

  Ending ending() const noexcept { return *ending_; }
  const Tally& tally() const noexcept { return tally_; }
  procmem::SamplerStats stats() const { return sampler_.stats(); }
  const Marks& marks() const noexcept { return marks_; }
  std::uint64_t marks_dropped() const noexcept;
  std::optional<int> command_status() const noexcept;  ///< nothing where there is no command

 private:
  void find_target();
  void find_successor();
  void look_again(void (Recorder::*look)());
  std::vector<procmem::Process> open_all(const std::vector<int>& pids, bool may_fail);
  void start(std::vector<procmem::Process> processes);
  void announce(const procmem::Process& first, std::size_t count);

  void on_sample(const procmem::Sample& sample);
  void on_event(const procmem::Event& event);
  void on_joined(const procmem::Event& event);
  void on_ended(const procmem::Event& event);
  void on_sink_failed(const procmem::Event& event);

  void finish(Ending ending);
  void await_successor();
  void await_command();
  void let_go();
  void await_signals();
  void await_hangup();
  void pass_on(int signal);
  void watch_output();
  void restore_signals_at_first();
  void draw_progress();

  const RecordOptions& options_;
  const Output* output_;
  Console& console_;
  boost::asio::io_context context_{1};
  boost::asio::signal_set signals_{context_};
  boost::asio::signal_set hangup_{context_};
  boost::asio::signal_set child_signals_{context_};
  boost::asio::steady_timer look_timer_{context_};
  boost::asio::steady_timer deadline_{context_};
  boost::asio::steady_timer progress_timer_{context_};
  procmem::Sampler sampler_;
  std::optional<MarkFifo> fifo_;
  std::optional<Child> child_;
  Tally tally_;
  Marks marks_;
  std::set<int> roots_;                 // the recording goes on until the last of them has ended
  std::uint64_t root_start_ticks_ = 0;  // of the newest root
  std::optional<std::chrono::steady_clock::time_point> begun_;
  std::optional<Ending> ending_;
  std::uint64_t told_lost_ = 0;  // samples that the output had lost when it was looked at last
  bool losing_ = false;
};

}  // namespace cli

#endif
