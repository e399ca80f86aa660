#include <procmem/background_sampler.hpp>

#include <atomic>
#include <csignal>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include <pthread.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace procmem {
namespace {

namespace asio = boost::asio;

/// While it lives, the calling thread blocks all signals, and so does any thread it makes: the host's
/// handlers must not run on a stack of 256 KiB.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

/// std::thread has no say in the size of the stack, and 8 MiB of address space would show in what is
/// measured.
pthread_t start_small_thread(void* (*body)(void*), void* argument) {
  constexpr std::size_t stack_size = std::size_t{256} * 1024;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_t thread{};
  const AllSignalsBlocked blocked;
  const int failed = pthread_create(&thread, &attributes, body, argument);
  pthread_attr_destroy(&attributes);
  if (failed != 0)
    throw std::system_error(failed, std::generic_category(), "procmem::BackgroundSampler: thread");
  return thread;
}

}  // namespace

struct BackgroundSampler::Impl {
  explicit Impl(const SamplerOptions& options) : sampler(std::in_place, io.get_executor(), options) {}

  void start(const std::shared_ptr<Impl>& self);
  void stop() noexcept;
  void stop_from_outside() noexcept;
  void detach() noexcept;

  /// Whether the calling thread may be in a callback, so that it cannot wait for the end of one.
  bool in_callback() const noexcept {
    const std::thread::id caller = std::this_thread::get_id();
    return caller == runner || caller == stopper;
  }

  std::shared_ptr<Impl> run_in_turn();
  void join(pthread_t ending) noexcept;
  void begin_here();
  void start_thread(const std::shared_ptr<Impl>& self);

  asio::io_context io{1};
  std::atomic<std::thread::id> runner;   // the own thread
  std::atomic<std::thread::id> stopper;  // the thread in stop(), which tells the ending
  std::mutex turn;                       // start() and stop() outside callbacks: one after the other
  std::mutex mutex;                      // guards the rest; locked after `turn`
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>>
      work;                         // between start() and stop()
  bool stopping = false;            // the thread is about to be joined
  bool finished = true;             // the thread needs nothing any more
  std::optional<pthread_t> thread;  // until joined
  std::shared_ptr<Impl> used_by_thread;
  std::optional<Sampler> sampler;
};

/// A callback's start() while another thread stops the sampler is too late: otherwise that thread would wait
/// for ever.
void BackgroundSampler::Impl::start(const std::shared_ptr<Impl>& self) {
  std::unique_lock<std::mutex> my_turn(turn, std::defer_lock);
  const bool outside = !in_callback();
  if (outside) my_turn.lock();
  bool thread_is_needed = false;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    if (stopping) return;
    thread_is_needed = outside && finished && !work;
    if (!work) work.emplace(io.get_executor());  // a thread that is there sees that there is work again
    sampler->start();
  }
  if (!thread_is_needed) return;
  if (thread) join(*std::exchange(thread, std::nullopt));  // a callback had stopped it
  io.restart();
  begin_here();
  const std::lock_guard<std::mutex> lock(mutex);
  if (work) start_thread(self);  // otherwise a callback has stopped it
}

/// Whatever needs memory does so in the first handler. Allocated by the own thread it would cost the host an
/// arena of 64 MiB of address space.
void BackgroundSampler::Impl::begin_here() {
  runner = std::this_thread::get_id();
  io.poll_one();
  runner = std::thread::id();
}

/// The thread keeps alive what it uses, in a member: to give back memory costs a thread an arena, too.
void BackgroundSampler::Impl::start_thread(const std::shared_ptr<Impl>& self) {
  const auto body = [](void* argument) -> void* {
    pthread_setname_np(pthread_self(), "procmem");
    const std::shared_ptr<Impl> last = static_cast<Impl*>(argument)->run_in_turn();
    return nullptr;
  };
  try {
    thread = start_small_thread(body, this);
    used_by_thread = self;
    finished = false;
  } catch (...) {
    work.reset();  // nobody would do it
    sampler->stop();
    throw;
  }
}

/// Stopped and started again before it has noticed, the thread simply goes on. \return what nobody is left to
/// let go of but the thread.
std::shared_ptr<BackgroundSampler::Impl> BackgroundSampler::Impl::run_in_turn() {
  runner = std::this_thread::get_id();
  for (;;) {
    io.run();
    const std::lock_guard<std::mutex> lock(mutex);
    if (work) {
      io.restart();
      continue;
    }
    runner = std::thread::id();
    finished = true;
    return thread ? nullptr : std::move(used_by_thread);
  }
}

/// The thread has ended, or is just ending.
void BackgroundSampler::Impl::join(pthread_t ending) noexcept {
  pthread_join(ending, nullptr);
  used_by_thread.reset();
}

void BackgroundSampler::Impl::stop() noexcept {
  if (!in_callback()) return stop_from_outside();
  const std::lock_guard<std::mutex> lock(mutex);
  sampler->stop();
  work.reset();
}

void BackgroundSampler::Impl::stop_from_outside() noexcept {
  const std::lock_guard<std::mutex> my_turn(turn);
  {
    const std::lock_guard<std::mutex> lock(mutex);
    stopping = true;
  }
  stopper = std::this_thread::get_id();
  sampler->stop();
  stopper = std::thread::id();
  std::optional<pthread_t> ending;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    work.reset();
    ending.swap(thread);
  }
  if (ending) join(*ending);
  const std::lock_guard<std::mutex> lock(mutex);
  stopping = false;
}

/// Destroyed inside a callback: the thread ends by itself, and the last of what it needs with it.
void BackgroundSampler::Impl::detach() noexcept {
  sampler.reset();
  const std::lock_guard<std::mutex> lock(mutex);
  if (thread) pthread_detach(*std::exchange(thread, std::nullopt));
}

BackgroundSampler::BackgroundSampler(SamplerOptions options) : impl_(std::make_shared<Impl>(options)) {}
BackgroundSampler::BackgroundSampler(BackgroundSampler&&) noexcept = default;

BackgroundSampler& BackgroundSampler::operator=(BackgroundSampler&& other) noexcept {
  BackgroundSampler old(std::move(*this));
  impl_ = std::move(other.impl_);
  return *this;
}

BackgroundSampler::~BackgroundSampler() {
  if (!impl_) return;
  impl_->stop();
  if (impl_->in_callback()) impl_->detach();
}

void BackgroundSampler::watch(Process process) {
  impl_->sampler->watch(std::move(process));
}
void BackgroundSampler::unwatch(int pid) {
  impl_->sampler->unwatch(pid);
}
void BackgroundSampler::discover(Selector selector, std::chrono::nanoseconds every) {
  impl_->sampler->discover(std::move(selector), every);
}
void BackgroundSampler::add_sink(std::shared_ptr<Sink> sink) {
  impl_->sampler->add_sink(std::move(sink));
}
void BackgroundSampler::add_sink(SampleCallback on_sample, EventCallback on_event) {
  impl_->sampler->add_sink(std::move(on_sample), std::move(on_event));
}
void BackgroundSampler::start() {
  const std::shared_ptr<Impl> alive = impl_;
  alive->start(alive);
}
void BackgroundSampler::stop() noexcept {
  const std::shared_ptr<Impl> alive = impl_;  // a sink that is told the ending may destroy the sampler
  alive->stop();
}
void BackgroundSampler::mark(std::string_view text) {
  impl_->sampler->mark(text);
}
void BackgroundSampler::count(std::uint64_t n) noexcept {
  impl_->sampler->count(n);
}
const std::shared_ptr<detail::MarkBox>& BackgroundSampler::marks() const noexcept {
  return impl_->sampler->marks();
}
SamplerStats BackgroundSampler::stats() const {
  return impl_->sampler->stats();
}

}  // namespace procmem
