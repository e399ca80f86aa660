#ifndef PROCMEM_DETAIL_SAMPLE_READER_HPP
#define PROCMEM_DETAIL_SAMPLE_READER_HPP

#include <system_error>

#include <procmem/process.hpp>
#include <procmem/sample.hpp>

#include "detail/exec_watch.hpp"

namespace procmem::detail {

/// Reads one process's samples, and notices an exec between two of them. From statm alone an exec cannot be
/// told, but without one neither VmSize falls nor the size of the code changes very often: where they do,
/// status is read as well and decides. The same for what has no memory, of which statm does not tell why.
class SampleReader {
 public:
  /// \param status empty before; filled in place, because copying it takes as long as reading its text does.
  /// \return whether the process runs another program than at the reading before. Errors: as read_status().
  bool read(const Process& process, SampleSource source, StatusSnapshot& status, std::error_code& error);

 private:
  bool read_whole(const Process& process, StatusSnapshot& status, std::error_code& error);

  ExecWatch exec_;
  ProcessName name_;     // as status last told it
  StatmSnapshot statm_;  // of the reading before
};

}  // namespace procmem::detail

#endif
