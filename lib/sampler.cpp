#include <procmem/sampler.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "detail/handler_slot.hpp"
#include "detail/session.hpp"

namespace procmem {

namespace asio = boost::asio;
using boost::system::error_code;
using detail::Command;

namespace {

using Clock = std::chrono::steady_clock;

/// The host's own handlers have to wait no longer than for a slice of a tick, one of a look over all
/// processes, and one reading more of each.
constexpr std::chrono::microseconds longest_slice{400};

}  // namespace

/// The Asio shell around the session. There is one timer and never more than one wait on it outstanding; only
/// its handler, run(), lets the session work, so sinks are called one at a time without a strand, on
/// whatever executor and however many threads. Everything else (commands, the end of a process, stop) leaves
/// word under the mutex and wakes the timer.
struct Sampler::Impl : std::enable_shared_from_this<Impl> {
  Impl(const asio::any_io_executor& executor, const SamplerOptions& options)
      : session_(
            {options.interval, options.sum, options.command_line, options.source, longest_slice,
             options.heap},
            [this](detail::Target& target) { wait_for_exit(target); }, options.pss_every),
        timer_(executor) {
    marks()->connect([this] {
      const Lock lock(mutex_);
      wake();
    });
  }

  void start();
  void stop() noexcept;
  void close() noexcept;
  void order(Command command);
  void count(std::uint64_t n) noexcept { session_.count(n); }
  const std::shared_ptr<detail::MarkBox>& marks() const noexcept { return session_.marks(); }
  SamplerStats stats();

 private:
  using Lock = std::unique_lock<std::mutex>;

  struct TimerHandler {
    using allocator_type = detail::SlotAllocator<void>;
    std::shared_ptr<Impl> impl;
    detail::HandlerSlot* slot;  // apart from impl: Asio asks the handler that it has moved from, if it fails
    allocator_type get_allocator() const noexcept { return allocator_type(*slot); }
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
  bool has_work() const noexcept;
  void try_to_arm(Clock::time_point when) noexcept;
  void arm(Clock::time_point when);
  bool is_inside() const noexcept { return inside_ == std::this_thread::get_id(); }
  void enter(Lock& lock);
  void leave(Lock& lock) noexcept;
  template <class Work>
  void unlocked(Lock& lock, Work work) noexcept;
  void tell_ending(Lock& lock) noexcept;
  SamplerStats count() const noexcept;

  void wait_for_exit(detail::Target& target) noexcept;
  void note_exit(int pid) noexcept;

  std::mutex mutex_;
  std::condition_variable outside_;
  // Guarded by the mutex:
  bool running_ = false;          // between start() and stop()
  bool waiting_ = false;          // a wait on the timer is outstanding, or its handler not yet inside
  bool ending_ = false;           // stop() was called inside: the ending is to be told on the way out
  bool closed_ = false;           // it is being destroyed: once the ending is told, all is let go
  std::thread::id inside_;        // who is in the engine
  std::deque<Command> commands_;  // not yet obeyed
  std::vector<int> exits_;        // pids whose pidfd has told their end
  SamplerStats counted_;          // as of when the engine was left

  detail::Session session_;  // only inside

  detail::HandlerSlot slot_;
  asio::steady_timer timer_;  // guarded by the mutex
};

void Sampler::Impl::start() {
  const Lock lock(mutex_);
  if (closed_) return;
  const bool was_running = std::exchange(running_, true);
  try {
    wake();
  } catch (const std::bad_alloc&) {
    running_ = was_running;
    throw;
  }
}

void Sampler::Impl::stop() noexcept {
  Lock lock(mutex_);
  const bool was_running = std::exchange(running_, false);
  if (waiting_) timer_.cancel();
  if (is_inside()) {
    ending_ = ending_ || was_running;
    return;
  }
  enter(lock);
  tell_ending(lock);
  leave(lock);
  if (running_ && !waiting_) try_to_arm(Clock::now());  // started meanwhile, perhaps by a sink
}

void Sampler::Impl::close() noexcept {
  marks()->disconnect();
  Lock lock(mutex_);
  closed_ = true;
  lock.unlock();
  stop();
  lock.lock();
  if (!is_inside()) return;
  ending_ = false;
  unlocked(lock, [this] { session_.finish(); });
  session_.close();
}

void Sampler::Impl::order(Command command) {
  const Lock lock(mutex_);
  commands_.push_back(std::move(command));
  try {
    wake();
  } catch (const std::bad_alloc&) {
    commands_.pop_back();
    throw;
  }
}

SamplerStats Sampler::Impl::stats() {
  const Lock lock(mutex_);
  return is_inside() ? count() : counted_;
}

SamplerStats Sampler::Impl::count() const noexcept {
  const detail::Engine& engine = session_.engine();
  return {engine.ticks(),       engine.samples(),
          engine.missed(),      engine.read_errors() + session_.out_of_memory(),
          engine.failures(),    engine.pss().rounds(),
          engine.pss().reads(), engine.pss().errors(),
          session_.pss_time(),  session_.marks()->dropped()};
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
  timer_.async_wait(TimerHandler{shared_from_this(), &slot_});
  waiting_ = true;
}

/// The mutex is held. For where nobody can be told; without memory for a wait, the next call of a member or
/// the end of a process tries again.
void Sampler::Impl::try_to_arm(Clock::time_point when) noexcept {
  try {
    arm(when);
  } catch (const std::bad_alloc&) {
    waiting_ = false;
  }
}

void Sampler::Impl::enter(Lock& lock) {
  outside_.wait(lock, [this] { return inside_ == std::thread::id(); });
  inside_ = std::this_thread::get_id();
}

/// The mutex is held.
void Sampler::Impl::leave(Lock& lock) noexcept {
  if (closed_ && !session_.begun()) {
    // Unlocked, because what is destroyed is the user's, and may do anything.
    unlocked(lock, [this] { session_.clear(); });
    session_.take(commands_, exits_);
    unlocked(lock, [this] { session_.clear(); });
  }
  counted_ = count();
  inside_ = std::thread::id();
  outside_.notify_all();
}

template <class Work>
void Sampler::Impl::unlocked(Lock& lock, Work work) noexcept {
  lock.unlock();
  work();
  lock.lock();
}

/// Inside, the mutex held. A sink that is told the ending may start and stop it once more.
void Sampler::Impl::tell_ending(Lock& lock) noexcept {
  do {
    ending_ = false;
    unlocked(lock, [this] { session_.finish(); });
  } while (ending_);
}

void Sampler::Impl::run() {
  Lock lock(mutex_);
  if (!running_ || is_inside()) {  // inside: a sink polls the executor; the timer is armed when it returns
    waiting_ = false;
    return;
  }
  enter(lock);
  waiting_ = false;  // and not before, so that meanwhile nobody arms the timer a second time
  do {
    session_.take(commands_, exits_);
    if (running_) unlocked(lock, [this] { session_.work(); });
    if (ending_) {
      unlocked(lock, [this] { session_.complete_tick(); });
      tell_ending(lock);
    }
  } while (running_ && !session_.starved() && has_work());
  leave(lock);
  if (!running_) return;
  if (const auto deadline = session_.next_deadline()) try_to_arm(*deadline);
}

/// The mutex is held. Whether something came in while it was inside.
bool Sampler::Impl::has_work() const noexcept {
  return !session_.begun() || !commands_.empty() || !exits_.empty() || !marks()->empty();
}

/// Where it cannot wait, the next tick notices the end.
void Sampler::Impl::wait_for_exit(detail::Target& target) noexcept {
  const int pidfd = target.process.exit_descriptor();
  if (pidfd < 0) return;
  try {
    {
      const Lock lock(mutex_);  // room for one note per target, so that noting an exit allocates nothing
      const std::size_t targets = session_.engine().targets().size();
      exits_.reserve(targets);
      session_.reserve_exits(targets);
    }
    auto wait = std::make_shared<ExitWait>(timer_.get_executor());
    wait->descriptor.assign(pidfd);
    wait->descriptor.async_wait(
        asio::posix::descriptor_base::wait_read,
        [weak = weak_from_this(), pid = target.process.pid()](const error_code& cancelled) {
          if (cancelled) return;
          if (const auto impl = weak.lock()) impl->note_exit(pid);
        });
    target.exit_wait = std::move(wait);
  } catch (const std::exception&) {
    target.exit_wait.reset();
  }
}

void Sampler::Impl::note_exit(int pid) noexcept {
  const Lock lock(mutex_);
  try {
    exits_.push_back(pid);
    wake();
  } catch (const std::bad_alloc&) {
    return;  // the next tick notices the end
  }
}

Sampler::Sampler(asio::any_io_executor executor, SamplerOptions options) {
  if (options.interval <= std::chrono::nanoseconds::zero())
    throw std::invalid_argument("procmem::Sampler: the interval must be more than 0");
  if (options.pss_every && *options.pss_every <= std::chrono::nanoseconds::zero())
    throw std::invalid_argument("procmem::Sampler: the time between two readings of PSS must be more than 0");
  impl_ = std::make_shared<Impl>(executor, options);
}

Sampler::Sampler(Sampler&&) noexcept = default;

Sampler& Sampler::operator=(Sampler&& other) noexcept {
  if (this == &other) return *this;
  const std::shared_ptr<Impl> old = std::exchange(impl_, std::move(other.impl_));
  if (old) old->close();
  return *this;
}

Sampler::~Sampler() {
  if (impl_) impl_->close();
}

void Sampler::watch(Process process) {
  impl_->order(std::move(process));
}
void Sampler::unwatch(int pid) {
  impl_->order(detail::Unwatch{pid});
}
void Sampler::discover(Selector selector, std::chrono::nanoseconds every) {
  if (every <= std::chrono::nanoseconds::zero())
    throw std::invalid_argument("procmem::Sampler: the time between two discoveries must be more than 0");
  impl_->order(detail::Discover{std::move(selector), every});
}
void Sampler::add_sink(std::shared_ptr<Sink> sink) {
  if (!sink) throw std::invalid_argument("procmem::Sampler: the sink is null");
  impl_->order(std::move(sink));
}
void Sampler::add_sink(SampleCallback on_sample, EventCallback on_event) {
  add_sink(make_callback_sink(std::move(on_sample), std::move(on_event)));
}
void Sampler::mark(std::string_view text) {
  impl_->marks()->put(detail::MarkBox::make(text));
}
void Sampler::count(std::uint64_t n) noexcept {
  impl_->count(n);
}
const std::shared_ptr<detail::MarkBox>& Sampler::marks() const noexcept {
  return impl_->marks();
}
void Sampler::start() {
  impl_->start();
}
void Sampler::stop() noexcept {
  const std::shared_ptr<Impl> alive = impl_;  // a sink that is told the ending may destroy the sampler
  alive->stop();
}
SamplerStats Sampler::stats() const {
  return impl_->stats();
}

}  // namespace procmem
