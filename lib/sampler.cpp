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
      : interval(options.interval), engine(options.interval, options.sum), timer(executor) {}

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
    allocator_type get_allocator() const noexcept { return allocator_type(impl->slot); }
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

  const std::chrono::nanoseconds interval;

  std::mutex mutex;
  std::condition_variable outside;
  // Guarded by the mutex:
  bool running = false;           // between start() and stop()
  bool waiting = false;           // a wait on the timer is outstanding
  bool ending = false;            // stop() was called inside: the ending is to be told on the way out
  bool closed = false;            // destroyed inside: nothing is to be told any more
  std::thread::id inside;         // who is in the engine
  std::vector<Command> commands;  // not yet obeyed
  std::vector<int> exits;         // pids whose pidfd has told their end
  SamplerStats counted;           // as of when the engine was left
  std::uint64_t out_of_memory = 0;

  // Only inside:
  bool begun = false;  // sinks have had their on_start(), and not yet their ending
  std::vector<Command> batch;
  std::vector<int> exit_batch;
  detail::Engine engine;
  std::optional<Schedule> schedule;  // while there is something to sample
  std::optional<Discovery> discovery;

  detail::HandlerSlot slot;
  asio::steady_timer timer;  // guarded by the mutex
};

void Sampler::Impl::start() {
  const Lock lock(mutex);
  if (std::exchange(running, true)) return;
  wake();
}

void Sampler::Impl::stop() noexcept {
  Lock lock(mutex);
  const bool was_running = std::exchange(running, false);
  if (waiting) timer.cancel();
  if (inside == std::this_thread::get_id()) {
    ending = ending || was_running;
    return;
  }
  enter(lock);
  unlocked(lock, [this] { finish(); });
  leave();
}

void Sampler::Impl::close() noexcept {
  stop();
  Lock lock(mutex);
  if (inside == std::this_thread::get_id()) {
    closed = true;
    ending = false;
    unlocked(lock, [this] { finish(); });
    engine.close();
    return;
  }
  enter(lock);
  engine.clear();
  leave();
}

void Sampler::Impl::order(Command command) {
  const Lock lock(mutex);
  commands.push_back(std::move(command));
  wake();
}

SamplerStats Sampler::Impl::stats() {
  const Lock lock(mutex);
  return inside == std::this_thread::get_id() ? count() : counted;
}

SamplerStats Sampler::Impl::count() const noexcept {
  return {engine.ticks(), engine.samples(), engine.missed(), engine.read_errors() + out_of_memory,
          engine.failures()};
}

/// The mutex is held.
void Sampler::Impl::wake() {
  if (!running || inside != std::thread::id()) return;  // who is inside looks again before leaving
  if (waiting)
    timer.cancel();
  else
    arm(Clock::now());
}

/// The mutex is held.
void Sampler::Impl::arm(Clock::time_point when) {
  timer.expires_at(when);
  timer.async_wait(TimerHandler{shared_from_this()});
  waiting = true;
}

void Sampler::Impl::enter(Lock& lock) {
  outside.wait(lock, [this] { return inside == std::thread::id(); });
  inside = std::this_thread::get_id();
}

/// The mutex is held.
void Sampler::Impl::leave() noexcept {
  counted = count();
  inside = std::thread::id();
  outside.notify_all();
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
  if (failed) ++out_of_memory;
}

void Sampler::Impl::run() {
  Lock lock(mutex);
  waiting = false;
  if (!running) return;
  enter(lock);
  do {
    batch.swap(commands);
    exit_batch.swap(exits);
    if (running) unlocked(lock, [this] { work(); });
    if (std::exchange(ending, false)) unlocked(lock, [this] { finish(); });
  } while (running && (!begun || !commands.empty() || !exits.empty()));
  if (closed) engine.clear();
  leave();
  if (!running) return;
  if (const auto deadline = next_deadline()) arm(*deadline);
}

/// Does what is to be done now.
void Sampler::Impl::work() {
  for (Command& command : batch) obey(command);
  batch.clear();
  for (const int pid : exit_batch) engine.check_ended(pid);
  exit_batch.clear();
  if (!begun) {
    begun = true;
    engine.begin(Instant::now());
    for (const auto& target : engine.targets()) wait_for_exit(*target);
  }
  take_due();
}

void Sampler::Impl::finish() {
  if (!std::exchange(begun, false)) return;
  for (const auto& target : engine.targets()) target->exit_wait.reset();
  schedule.reset();
  engine.finish(Instant::now());
}

void Sampler::Impl::obey(Command& command) {
  if (auto* const process = std::get_if<Process>(&command)) {
    if (detail::Target* const target = engine.join(std::move(*process)); target != nullptr && begun)
      wait_for_exit(*target);
  } else if (const auto* const unwatch = std::get_if<Unwatch>(&command)) {
    engine.leave(unwatch->pid);
  } else if (auto* const discover = std::get_if<Discover>(&command)) {
    discovery = Discovery{std::move(discover->selector), Schedule(Clock::now(), discover->every)};
  } else {
    engine.add_sink(std::move(std::get<std::shared_ptr<Sink>>(command)));
  }
}

void Sampler::Impl::take_due() {
  if (const auto now = Clock::now(); discovery && discovery->schedule.due(now)) {
    discovery->schedule.take(now);
    engine.discover(discovery->selector, [this](detail::Target& target) { wait_for_exit(target); });
  }
  if (engine.idle()) return schedule.reset();
  const auto now = Clock::now();
  if (!schedule) schedule.emplace(now, interval);
  if (schedule->due(now)) engine.tick(schedule->take(now));
  if (engine.idle()) schedule.reset();
}

std::optional<Clock::time_point> Sampler::Impl::next_deadline() const noexcept {
  if (!schedule && !discovery) return std::nullopt;
  if (!discovery) return schedule->next();
  const auto pass = discovery->schedule.next();
  return schedule ? std::min(schedule->next(), pass) : pass;
}

void Sampler::Impl::wait_for_exit(detail::Target& target) {
  const int pidfd = target.process.exit_descriptor();
  if (pidfd < 0) return;
  {
    const Lock lock(mutex);  // room for one note per target, so that noting an exit cannot fail
    exits.reserve(engine.targets().size());
    exit_batch.reserve(engine.targets().size());
  }
  auto wait = std::make_shared<ExitWait>(timer.get_executor());
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
  const Lock lock(mutex);
  exits.push_back(pid);
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
