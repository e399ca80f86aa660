#ifndef PROCMEM_TESTING_READING_HPP
#define PROCMEM_TESTING_READING_HPP

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <procmem/process.hpp>
#include <procmem/testing/growth_guard.hpp>

namespace procmem::testing {

/// Why nothing can be measured in this process, if so.
std::optional<std::string> reason_to_skip();

/// Reads the calling process's figures, each time from the same starting point: free memory has gone back to
/// the system, and the calling thread's cache of free blocks, which malloc counts as in use, is full.
/// Allocates nothing that it does not free.
class Reader {
 public:
  Reader();

  /// Errors: Error if /proc/self/status cannot be read.
  GuardRound read(std::size_t calls) const;

  /// What cannot be read here, and why.
  std::vector<std::string> remarks() const;

 private:
  Process self_;
  bool sanitized_;
};

}  // namespace procmem::testing

#endif
