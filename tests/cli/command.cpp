#include "command.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>
#include <utility>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/filesystem/operations.hpp>

namespace {

constexpr auto patience = std::chrono::seconds(10);

void redirect(int descriptor, const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (file < 0 || ::dup2(file, descriptor) < 0) ::_exit(99);
}

[[noreturn]] void become(std::vector<std::string>& words, const Place& place, const Folder& folder) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (place.output >= 0)
    ::dup2(place.output, STDOUT_FILENO);
  else
    redirect(STDOUT_FILENO, place.output_file.empty() ? folder / "out" : place.output_file);
  redirect(STDERR_FILENO, folder / "err");
  if (!place.directory.empty() && ::chdir(place.directory.c_str()) != 0) ::_exit(99);
  if (place.user != 0 && ::setuid(place.user) != 0) ::_exit(99);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(98);
}

}  // namespace

Folder::Folder() {
  std::string name =
      boost::filesystem::temp_directory_path().string() + "/procmem-cli-test-" + std::string(6, 'X');
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

Folder::~Folder() {
  boost::system::error_code ignored;
  boost::filesystem::remove_all(path_, ignored);
}

Command::Command(std::vector<std::string> words, const Place& place) {
  pid_ = ::fork();
  REQUIRE(pid_ >= 0);
  if (pid_ == 0) become(words, place, folder_);
}

Command::~Command() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

std::string Command::out() const {
  return read_file(folder_ / "out");
}
std::string Command::err() const {
  return read_file(folder_ / "err");
}

Result Command::wait() {
  int status = 0;
  until([&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; });
  pid_ = 0;
  return {WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), out(), err()};
}

std::vector<std::string> cli_words(std::vector<std::string> arguments) {
  const char* const other = std::getenv("PROCMEM_CLI");
  arguments.insert(arguments.begin(), other != nullptr ? other : PROCMEM_CLI);
  return arguments;
}

Result cli(std::vector<std::string> arguments, const Place& place) {
  return Command(cli_words(std::move(arguments)), place).wait();
}

void until(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    REQUIRE_MESSAGE(std::chrono::steady_clock::now() < deadline, "waited in vain");
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}
