#ifndef PROCMEM_TESTS_CHILD_HPP
#define PROCMEM_TESTS_CHILD_HPP

#include <csignal>
#include <functional>

#include <sys/types.h>

/// A forked process for tests: runs `body`, tells that it is ready, and sleeps until killed. Killed and
/// reaped with the object.
class Child {
 public:
  explicit Child(const std::function<void()>& body = [] {});
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  int pid() const noexcept { return pid_; }
  void kill(int signal = SIGKILL);  ///< and wait until it is a zombie, unreaped
  void reap();                      ///< after it has ended

 private:
  pid_t pid_;
  bool reaped_ = false;
};

/// Whether the calling process may do what only root may.
bool is_root();

#endif
