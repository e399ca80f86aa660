#ifndef PROCMEM_TESTS_CLI_COMMAND_HPP
#define PROCMEM_TESTS_CLI_COMMAND_HPP

#include <chrono>
#include <csignal>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

/// What a program left behind.
struct Result {
  int status = -1;  ///< 128 and the signal's number if it was killed
  std::string out;
  std::string err;
};

/// A directory of its own for a test, removed with all that is in it.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  std::string operator/(const std::string& name) const { return path_ + '/' + name; }
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

/// Where and as whom a program runs.
struct Place {
  std::string directory;    ///< where it runs; empty: here
  std::string output_file;  ///< what its standard output is; empty: a file that is read afterwards
  int output = -1;          ///< or a descriptor
  uid_t user = 0;           ///< whose process it is, if not root's
};

/// A running program whose standard output and error go to files. Killed with the object.
class Command {
 public:
  explicit Command(std::vector<std::string> words, const Place& place = {});
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  ~Command();

  pid_t pid() const noexcept { return pid_; }
  void send(int signal) const { ::kill(pid_, signal); }
  std::string out() const;  ///< so far
  std::string err() const;

  /// Waits for its end; fails the test after ten seconds.
  Result wait();

 private:
  Folder folder_;
  pid_t pid_ = 0;
};

/// The words of a procmem-cli command line.
std::vector<std::string> cli_words(std::vector<std::string> arguments);

/// Runs procmem-cli to its end.
Result cli(std::vector<std::string> arguments, const Place& place = {});

/// Waits until it holds, and fails the test if it does not within ten seconds.
void until(const std::function<bool()>& condition);

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& content);
std::vector<std::string> lines_of(const std::string& text);
std::size_t count_of(const std::string& text, const std::string& part);

#endif
