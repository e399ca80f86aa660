#include <procmem/background_sampler.hpp>

#include <csignal>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
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
  void detach() noexcept;
  bool on_own_thread() const noexcept { return thread && pthread_equal(*thread, pthread_self()) != 0; }
  void start_thread(const std::shared_ptr<Impl>& self);

  asio::io_context io{1};
  std::mutex mutex;  // guards `work` and `thread`, against stop() in a callback
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>>
      work;                         // between start() and stop()
  std::optional<pthread_t> thread;  // until joined
  std::optional<Sampler> sampler;
};

void BackgroundSampler::Impl::start(const std::shared_ptr<Impl>& self) {
  const std::lock_guard<std::mutex> lock(mutex);
  if (!work) {
    const bool own_thread = on_own_thread();  // after stop() in the same callback: the thread simply goes on
    // A thread that was stopped by its own callback could not be joined then. It ends as long as it has no
    // work.
    if (thread && !own_thread) pthread_join(*std::exchange(thread, std::nullopt), nullptr);
    work.emplace(io.get_executor());
    if (!own_thread) start_thread(self);
  }
  sampler->start();
}

void BackgroundSampler::Impl::start_thread(const std::shared_ptr<Impl>& self) {
  io.restart();
  // The thread shares the ownership, so that it survives being destroyed in its own callback.
  auto shared = std::make_unique<std::shared_ptr<Impl>>(self);
  const auto body = [](void* argument) -> void* {
    const std::unique_ptr<std::shared_ptr<Impl>> owned(static_cast<std::shared_ptr<Impl>*>(argument));
    pthread_setname_np(pthread_self(), "procmem");
    (*owned)->io.run();
    return nullptr;
  };
  try {
    thread = start_small_thread(body, shared.get());
  } catch (const std::system_error&) {
    work.reset();  // nobody would do it
    throw;
  }
  static_cast<void>(shared.release());
}

void BackgroundSampler::Impl::stop() noexcept {
  sampler->stop();
  std::optional<pthread_t> finished;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    work.reset();
    if (!on_own_thread()) finished.swap(thread);
  }
  if (finished) pthread_join(*finished, nullptr);
}

/// Destroyed inside its own callback: the thread ends by itself, and the last of what it needs with it.
void BackgroundSampler::Impl::detach() noexcept {
  sampler.reset();
  if (thread) pthread_detach(*thread);
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
  if (impl_->on_own_thread()) impl_->detach();
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
  impl_->start(impl_);
}
void BackgroundSampler::stop() noexcept {
  impl_->stop();
}
SamplerStats BackgroundSampler::stats() const {
  return impl_->sampler->stats();
}

}  // namespace procmem
