#ifndef PROCMEM_DETAIL_PROCESS_DIRECTORY_HPP
#define PROCMEM_DETAIL_PROCESS_DIRECTORY_HPP

#include <functional>
#include <string>
#include <system_error>

#include <procmem/process.hpp>

namespace procmem::detail {

/// The kept descriptor of /proc/PID, relative to which all of the process's files are opened. It stays owned
/// by the process. Errors: Errc::forked.
int process_directory(const Process& process, std::error_code& error) noexcept;

/// Shows `visit` the directory of each thread ("task/812"), relative to the process's own, until it returns
/// true. \return whether it did.
bool any_thread(int process_directory, const std::function<bool(const std::string& thread)>& visit);

/// read_status() in place. \param snapshot empty before.
void read_status_into(StatusSnapshot& snapshot, const Process& process, std::error_code& error);

}  // namespace procmem::detail

#endif
