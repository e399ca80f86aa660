#include <procmem/limits.hpp>

#include <procmem/error.hpp>
#include <procmem/process.hpp>

#include "detail/limit_reader.hpp"
#include "detail/process_directory.hpp"
#include "detail/status_parser.hpp"

namespace procmem {
namespace {

std::vector<MemoryLimit> read_limits_or_fault(const Process& process, detail::FileFault& fault) {
  detail::LimitSource source;
  source.process_path = "/proc/" + std::to_string(process.pid());
  source.process_directory = detail::process_directory(process, fault.fault.code);
  if (!fault.fault.code) return detail::read_limits_from(source, fault);
  fault.file = source.process_path;
  return {};
}

}  // namespace

std::vector<MemoryLimit> read_memory_limits(const Process& process, std::error_code& error) {
  detail::FileFault fault;
  std::vector<MemoryLimit> limits = read_limits_or_fault(process, fault);
  error = fault.fault.code;
  return limits;
}

std::vector<MemoryLimit> read_memory_limits(const Process& process) {
  detail::FileFault fault;
  std::vector<MemoryLimit> limits = read_limits_or_fault(process, fault);
  if (fault.fault.code) detail::throw_fault(fault.fault, fault.file);
  return limits;
}

MemoryLimit read_memory_limit(const Process& process, std::error_code& error) {
  const std::vector<MemoryLimit> limits = read_memory_limits(process, error);
  if (error) return {};
  const StatusSnapshot status = read_status(process, error);
  return error ? MemoryLimit() : detail::tightest_limit(limits, status);
}

MemoryLimit read_memory_limit(const Process& process) {
  const std::vector<MemoryLimit> limits = read_memory_limits(process);
  return detail::tightest_limit(limits, read_status(process));
}

}  // namespace procmem
