#ifndef PROCMEM_TESTS_CLI_RUN_HPP
#define PROCMEM_TESTS_CLI_RUN_HPP

#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

/// What a run of procmem-cli left behind.
struct Outcome {
  int status = -1;  ///< as a shell shows it: 128 + the signal if one ended it
  std::string out;
  std::string err;
};

/// procmem-cli while it runs.
class Running {
 public:
  explicit Running(const std::vector<std::string>& arguments, const std::string& directory = "");
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running();

  pid_t pid() const noexcept { return pid_; }
  void signal(int signal) const;
  /// Until standard output and error together hold this text; fails the test after 20 seconds.
  void wait_for(const std::string& text);
  Outcome finish();

 private:
  void pump(int milliseconds);

  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  Outcome outcome_;
};

/// Runs procmem-cli to its end.
Outcome run(const std::vector<std::string>& arguments, const std::string& directory = "");

/// Waits for something outside; fails the test after 20 seconds.
void wait_until(const std::function<bool()>& condition);

/// How many lines a text has.
std::size_t lines(const std::string& text);

/// Whether a text is one valid JSON value.
bool is_json(const std::string& text);

#endif
