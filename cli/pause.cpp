#include "pause.hpp"

#include <algorithm>
#include <array>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace cli {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

Pause::Pause() {
  ::sigemptyset(&signals_);
  ::sigaddset(&signals_, SIGINT);
  ::sigaddset(&signals_, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &signals_, nullptr);
  descriptor_ = ::signalfd(-1, &signals_, SFD_CLOEXEC | SFD_NONBLOCK);
}

/// A signal that came after the last waiting has nothing more to end.
Pause::~Pause() {
  signalfd_siginfo late{};
  while (descriptor_ >= 0 && ::read(descriptor_, &late, sizeof(late)) > 0) continue;
  restore();
}

/// Without a descriptor nothing is waited for: the signals end the program as ever.
void Pause::restore() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  ::sigprocmask(SIG_UNBLOCK, &signals_, nullptr);
}

nanoseconds Pause::wait(nanoseconds duration, int exit_descriptor,
                        const std::function<void(nanoseconds)>& progress) {
  constexpr milliseconds step(1000);
  const auto start = steady_clock::now();
  if (descriptor_ < 0) restore();
  for (nanoseconds waited{0}; waited < duration && !interrupted_; waited = steady_clock::now() - start) {
    progress(waited);
    const auto left = std::chrono::ceil<milliseconds>(duration - waited);
    std::array<pollfd, 2> events = {{{descriptor_, POLLIN, 0}, {exit_descriptor, POLLIN, 0}}};
    ::poll(events.data(), events.size(), static_cast<int>(std::min(left, step).count()));
    if (events[1].revents != 0) break;
    signalfd_siginfo received{};
    if (events[0].revents == 0) continue;
    interrupted_ = ::read(descriptor_, &received, sizeof(received)) > 0;
    restore();
  }
  return steady_clock::now() - start;
}

}  // namespace cli
