#ifndef PROCMEM_DETAIL_PROCESS_DIRECTORY_HPP
#define PROCMEM_DETAIL_PROCESS_DIRECTORY_HPP

#include <system_error>

#include <procmem/process.hpp>

namespace procmem::detail {

/// The kept descriptor of /proc/PID, relative to which all of the process's files are opened. It stays owned
/// by the process. Errors: Errc::forked.
int process_directory(const Process& process, std::error_code& error) noexcept;

}  // namespace procmem::detail

#endif
