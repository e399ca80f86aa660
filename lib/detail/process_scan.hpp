#ifndef PROCMEM_DETAIL_PROCESS_SCAN_HPP
#define PROCMEM_DETAIL_PROCESS_SCAN_HPP

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

#include <procmem/discovery.hpp>

#include "detail/posix_io.hpp"

namespace procmem::detail {

/// One look over /proc in steps of some ten microseconds, so that who takes them can do something else in
/// between, however many processes there are.
class ProcessScan {
 public:
  /// What is known of a process already, so that nothing has to be read; null if nothing is.
  using Known = std::function<const ProcessEntry*(int pid)>;

  /// Errors: errno of open(2) on /proc.
  explicit ProcessScan(std::error_code& error);

  /// One process more. \return false once there is none. Errors: errno of getdents64(2); EMFILE or ENFILE
  /// where descriptors run out: a list without some of them would be a wrong one.
  bool step(const Known& known, std::error_code& error);

  /// All that were found, in ascending pid order.
  std::vector<ProcessEntry> take();

 private:
  // A piece of a hundred or so: the kernel looks up each as it hands it out, about a microsecond.
  static constexpr std::size_t piece_size = 4096;

  const char* next_name(std::error_code& error);
  void add(int pid, const char* name, std::error_code& error);

  UniqueFd proc_;
  alignas(8) std::array<char, piece_size> piece_{};
  std::size_t begin_ = 0, end_ = 0;  // what is left of the piece
  std::vector<ProcessEntry> entries_;
};

}  // namespace procmem::detail

#endif
