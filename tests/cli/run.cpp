#include "run.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <simdjson.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;

namespace {

constexpr auto patience = 20s;

/// In the child: becomes procmem-cli.
[[noreturn]] void become(const std::vector<std::string>& arguments, const std::string& directory, int out,
                         int err) {
  ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  if (!directory.empty() && ::chdir(directory.c_str()) != 0) ::_exit(99);
  const char* const program = std::getenv("PROCMEM_CLI");
  if (program == nullptr) ::_exit(98);
  std::vector<char*> words = {const_cast<char*>(program)};
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  ::execv(program, words.data());
  ::_exit(97);
}

}  // namespace

Running::Running(const std::vector<std::string>& arguments, const std::string& directory) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  REQUIRE(::pipe2(out.data(), O_CLOEXEC) == 0);
  REQUIRE(::pipe2(err.data(), O_CLOEXEC) == 0);
  pid_ = ::fork();
  REQUIRE(pid_ >= 0);
  if (pid_ == 0) become(arguments, directory, out[1], err[1]);
  ::close(out[1]);
  ::close(err[1]);
  out_ = out[0];
  err_ = err[0];
}

Running::~Running() {
  if (outcome_.status < 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  for (const int descriptor : {out_, err_})
    if (descriptor >= 0) ::close(descriptor);
}

void Running::signal(int signal) const {
  ::kill(pid_, signal);
}

/// Takes what has been printed meanwhile; a stream that has ended is closed.
void Running::pump(int milliseconds) {
  std::array<pollfd, 2> streams = {{{out_, POLLIN, 0}, {err_, POLLIN, 0}}};
  if (::poll(streams.data(), streams.size(), milliseconds) <= 0) return;
  for (const pollfd& stream : streams) {
    if ((stream.revents & (POLLIN | POLLHUP)) == 0) continue;
    std::array<char, 65536> buffer{};
    const ssize_t n = ::read(stream.fd, buffer.data(), buffer.size());
    int& descriptor = stream.fd == out_ ? out_ : err_;
    std::string& text = stream.fd == out_ ? outcome_.out : outcome_.err;
    if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
    if (n == 0) {
      ::close(descriptor);
      descriptor = -1;
    }
  }
}

void Running::wait_for(const std::string& text) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while ((outcome_.out + outcome_.err).find(text) == std::string::npos) {
    REQUIRE_MESSAGE(std::chrono::steady_clock::now() < until, "never printed: " << text << "\n"
                                                                                << outcome_.err);
    pump(50);
  }
}

Outcome Running::finish() {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (out_ >= 0 || err_ >= 0) {
    REQUIRE_MESSAGE(std::chrono::steady_clock::now() < until, "never ended:\n" << outcome_.err);
    pump(50);
  }
  int status = 0;
  REQUIRE(::waitpid(pid_, &status, 0) == pid_);
  outcome_.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return outcome_;
}

Outcome run(const std::vector<std::string>& arguments, const std::string& directory) {
  return Running(arguments, directory).finish();
}

void wait_until(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    REQUIRE(std::chrono::steady_clock::now() < until);
    ::usleep(1000);
  }
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

bool is_json(const std::string& text) {
  simdjson::dom::parser parser;
  return parser.parse(text).error() == simdjson::SUCCESS;
}
