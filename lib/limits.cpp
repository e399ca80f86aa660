#include <procmem/limits.hpp>

namespace procmem {

// Placeholder while it is written.
std::vector<MemoryLimit> read_memory_limits(const Process&, std::error_code& error) {
  error.clear();
  return {MemoryLimit{Bytes(std::int64_t{1} << 34), find_field("vm_rss"), "MemTotal"}};
}
std::vector<MemoryLimit> read_memory_limits(const Process& process) {
  std::error_code error;
  return read_memory_limits(process, error);
}
MemoryLimit read_memory_limit(const Process& process, std::error_code& error) {
  return read_memory_limits(process, error).front();
}
MemoryLimit read_memory_limit(const Process& process) {
  return read_memory_limits(process).front();
}

}  // namespace procmem
