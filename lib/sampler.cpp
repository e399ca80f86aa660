#include <procmem/sampler.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "detail/engine.hpp"
#include "detail/handler_slot.hpp"

namespace procmem {

namespace asio = boost::asio;
using boost::system::error_code;
using detail::Instant;
using detail::Schedule;

namespace {

using Clock = std::chrono::steady_clock;

struct Unwatch {
  int pid;
};
struct Discover {
  Selector selector;
  std::chrono::nanoseconds every;
};
using Command = std::variant<Process, Unwatch, Discover, std::shared_ptr<Sink>>;

struct Discovery {
  Selector selector;
  Schedule schedule;
};

}  // namespace

/// The Asio shell around the engine. There is one timer and never more than one wait on it outstanding; only
/// its handler, run(), lets the engine sample, so sinks are called one at a time without a strand, on
/// whatever executor and however many threads. Everything else (commands, the end of a process, stop) leaves
/// word under the mutex and wakes the timer.
struct Sampler::Impl : std::enable_shared_from_this<Impl> {
  Impl(const asio::any_io_executor& executor, const SamplerOptions& options)
      : interval_(options.interval),
        engine_(options.interval, options.sum, options.command_line),
        timer_(executor) {}

  void start();
  void stop() noexcept;
  void close() noexcept;
  void order(Command command);
  SamplerStats stats();

 private:
  using Lock = std::unique_lock<std::mutex>;

  struct TimerHandler {
    using allocator_type = detail::SlotAllocator<void>;
    std::shared_ptr<Impl> impl;
    allocator_type get_allocator() const noexcept { return allocator_type(impl->slot_); }
    void operator()(const error_code& /*waking up cancels the wait*/) const { impl->run(); }
  };

  /// A wait on a process's pidfd, which stays the process's own.
  struct ExitWait {
    explicit ExitWait(const asio::any_io_executor& executor) : descriptor(executor) {}
    ~ExitWait() { descriptor.release(); }
    asio::posix::stream_descriptor descriptor;
  };

  void run();
  void wake();
  void arm(Clock::time_point when);
  void enter(Lock& lock);
  void leave() noexcept;
  template <class Work>
  void unlocked(Lock& lock, Work work);
  SamplerStats count() const noexcept;

  // Only inside:
  void work();
  void finish();
  void obey(Command& command);
  void take_due();
  void wait_for_exit(detail::Target& target);
  void note_exit(int pid);
  std::optional<Clock::time_point> next_deadline() const noexcept;

  const std::chrono::nanoseconds interval_;

  std::mutex mutex_;
  std::condition_variable outside_;
  // Guarded by the mutex:
  bool running_ = false;           // between start() and stop()
  bool waiting_ = false;           // a wait on the timer is outstanding
  bool ending_ = false;            // stop() was called inside: the ending is to be told on the way out
  bool closed_ = false;            // destroyed inside: nothing is to be told any more
  std::thread::id inside_;         // who is in the engine
  std::vector<Command> commands_;  // not yet obeyed
  std::vector<int> exits_;         // pids whose pidfd has told their end
  SamplerStats counted_;           // as of when the engine was left
  std::uint64_t out_of_memory_ = 0;

  // Only inside:
  bool begun_ = false;  // sinks have had their on_start(), and not yet their ending
  std::vector<Command> batch_;
  std::vector<int> exit_batch_;
  detail::Engine engine_;
  std::optional<Schedule> schedule_;  // while there is something to sample
  std::optional<Discovery> discovery_;

  detail::HandlerSlot slot_;
  asio::steady_timer timer_;  // guarded by the mutex
};

void Sampler::Impl::start() {
  const Lock lock(mutex_);
  if (std::exchange(running_, true)) return;
  wake();
}

void Sampler::Impl::stop() noexcept {
  Lock lock(mutex_);
  const bool was_running = std::exchange(running_, false);
  if (waiting_) timer_.cancel();
  if (inside_ == std::this_thread::get_id()) {
    ending_ = ending_ || was_running;
    return;
  }
  enter(lock);
  unlocked(lock, [this] { finish(); });
  leave();
}

void Sampler::Impl::close() noexcept {
  stop();
  Lock lock(mutex_);
  if (inside_ == std::this_thread::get_id()) {
    closed_ = true;
    ending_ = false;
    unlocked(lock, [this] { finish(); });
    engine_.close();
    return;
  }
  enter(lock);
  engine_.clear();
  leave();
}

void Sampler::Impl::order(Command command) {
  const Lock lock(mutex_);
  commands_.push_back(std::move(command));
  wake();
}

SamplerStats Sampler::Impl::stats() {
  const Lock lock(mutex_);
  return inside_ == std::this_thread::get_id() ? count() : counted_;
}

SamplerStats Sampler::Impl::count() const noexcept {
  return {engine_.ticks(), engine_.samples(), engine_.missed(), engine_.read_errors() + out_of_memory_,
          engine_.failures()};
}

/// The mutex is held.
void Sampler::Impl::wake() {
  if (!running_ || inside_ != std::thread::id()) return;  // who is inside looks again before leaving
  if (waiting_)
    timer_.cancel();
  else
    arm(Clock::now());
}

/// The mutex is held.
void Sampler::Impl::arm(Clock::time_point when) {
  timer_.expires_at(when);
  timer_.async_wait(TimerHandler{shared_from_this()});
  waiting_ = true;
}

void Sampler::Impl::enter(Lock& lock) {
  outside_.wait(lock, [this] { return inside_ == std::thread::id(); });
  inside_ = std::this_thread::get_id();
}

/// The mutex is held.
void Sampler::Impl::leave() noexcept {
  counted_ = count();
  inside_ = std::thread::id();
  outside_.notify_all();
}

template <class Work>
void Sampler::Impl::unlocked(Lock& lock, Work work) {
  lock.unlock();
  bool failed = false;
  try {
    work();
  } catch (const std::bad_alloc&) {
    failed =
        true;  // the host is out of memory: what could not be done is counted, and the next tick tries again
  }
  lock.lock();
  if (failed) ++out_of_memory_;
}

void Sampler::Impl::run() {
  Lock lock(mutex_);
  waiting_ = false;
  if (!running_) return;
  enter(lock);
  do {
    batch_.swap(commands_);
    exit_batch_.swap(exits_);
    if (running_) unlocked(lock, [this] { work(); });
    if (std::exchange(ending_, false)) unlocked(lock, [this] { finish(); });
  } while (running_ && (!begun_ || !commands_.empty() || !exits_.empty()));
  if (closed_) engine_.clear();
  leave();
  if (!running_) return;
  if (const auto deadline = next_deadline()) arm(*deadline);
}

/// Does what is to be done now.
void Sampler::Impl::work() {
  for (Command& command : batch_) obey(command);
  batch_.clear();
  for (const int pid : exit_batch_) engine_.check_ended(pid);
  exit_batch_.clear();
  if (!begun_) {
    begun_ = true;
    engine_.begin(Instant::now());
    for (const auto& target : engine_.targets()) wait_for_exit(*target);
  }
  take_due();
}

void Sampler::Impl::finish() {
  if (!std::exchange(begun_, false)) return;
  for (const auto& target : engine_.targets()) target->exit_wait.reset();
  schedule_.reset();
  engine_.finish(Instant::now());
}

void Sampler::Impl::obey(Command& command) {
  if (auto* const process = std::get_if<Process>(&command)) {
    if (detail::Target* const target = engine_.join(std::move(*process)); target != nullptr && begun_)
      wait_for_exit(*target);
  } else if (const auto* const unwatch = std::get_if<Unwatch>(&command)) {
    engine_.leave(unwatch->pid);
  } else if (auto* const discover = std::get_if<Discover>(&command)) {
    discovery_ = Discovery{std::move(discover->selector), Schedule(Clock::now(), discover->every)};
  } else {
    engine_.add_sink(std::move(std::get<std::shared_ptr<Sink>>(command)));
  }
}

void Sampler::Impl::take_due() {
  if (const auto now = Clock::now(); discovery_ && discovery_->schedule.due(now)) {
    discovery_->schedule.take(now);
    engine_.discover(discovery_->selector, [this](detail::Target& target) { wait_for_exit(target); });
  }
  if (engine_.idle()) return schedule_.reset();
  const auto now = Clock::now();
  if (!schedule_) schedule_.emplace(now, interval_);
  if (schedule_->due(now)) engine_.tick(schedule_->take(now));
  if (engine_.idle()) schedule_.reset();
}

std::optional<Clock::time_point> Sampler::Impl::next_deadline() const noexcept {
  if (!schedule_ && !discovery_) return std::nullopt;
  if (!discovery_) return schedule_->next();
  const auto pass = discovery_->schedule.next();
  return schedule_ ? std::min(schedule_->next(), pass) : pass;
}

void Sampler::Impl::wait_for_exit(detail::Target& target) {
  const int pidfd = target.process.exit_descriptor();
  if (pidfd < 0) return;
  {
    const Lock lock(mutex_);  // room for one note per target, so that noting an exit cannot fail
    exits_.reserve(engine_.targets().size());
    exit_batch_.reserve(engine_.targets().size());
  }
  auto wait = std::make_shared<ExitWait>(timer_.get_executor());
  error_code refused;
  wait->descriptor.assign(pidfd, refused);
  if (refused) return;  // then the next tick notices the end
  wait->descriptor.async_wait(
      asio::posix::descriptor_base::wait_read,
      [weak = weak_from_this(), pid = target.process.pid()](const error_code& cancelled) {
        if (cancelled) return;
        if (const auto impl = weak.lock()) impl->note_exit(pid);
      });
  target.exit_wait = std::move(wait);
}

void Sampler::Impl::note_exit(int pid) {
  const Lock lock(mutex_);
  exits_.push_back(pid);
  wake();
}

Sampler::Sampler(asio::any_io_executor executor, SamplerOptions options) {
  if (options.interval <= std::chrono::nanoseconds::zero())
    throw std::invalid_argument("procmem::Sampler: the interval must be more than 0");
  impl_ = std::make_shared<Impl>(executor, options);
}

Sampler::Sampler(Sampler&&) noexcept = default;

Sampler& Sampler::operator=(Sampler&& other) noexcept {
  if (this == &other) return *this;
  if (impl_) impl_->close();
  impl_ = std::move(other.impl_);
  return *this;
}

Sampler::~Sampler() {
  if (impl_) impl_->close();
}

void Sampler::watch(Process process) {
  impl_->order(std::move(process));
}
void Sampler::unwatch(int pid) {
  impl_->order(Unwatch{pid});
}
void Sampler::discover(Selector selector, std::chrono::nanoseconds every) {
  if (every <= std::chrono::nanoseconds::zero())
    throw std::invalid_argument("procmem::Sampler: the time between two discoveries must be more than 0");
  impl_->order(Discover{std::move(selector), every});
}
void Sampler::add_sink(std::shared_ptr<Sink> sink) {
  if (!sink) throw std::invalid_argument("procmem::Sampler: the sink is null");
  impl_->order(std::move(sink));
}
void Sampler::add_sink(SampleCallback on_sample, EventCallback on_event) {
  add_sink(make_callback_sink(std::move(on_sample), std::move(on_event)));
}
void Sampler::start() {
  impl_->start();
}
void Sampler::stop() noexcept {
  impl_->stop();
}
SamplerStats Sampler::stats() const {
  return impl_->stats();
}

}  // namespace procmem
