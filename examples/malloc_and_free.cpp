// What malloc, writing and free do to a program's address space and to its resident memory: the table of
// docs/memory.md.
#include <procmem/process.hpp>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <vector>

#include <malloc.h>

namespace {

void show(const char* step) {
  static const procmem::Process self = procmem::Process::self();
  const procmem::StatusSnapshot status = procmem::read_status(self);
  std::cout << "| " << step << " | " << format_bytes(*status.vm_size) << " | " << format_bytes(*status.vm_rss)
            << " | " << format_bytes(*status.rss_anon) << " |\n";
}

char* allocate_and_write(std::size_t size) {
  auto* const block = static_cast<char*>(std::malloc(size));
  if (block != nullptr) std::memset(block, 'x', size);
  return block;
}

}  // namespace

int main() {
  std::vector<char*> blocks(2000000, nullptr);
  std::cout << "| | VmSize | VmRSS | RssAnon |\n|---|---|---|---|\n";
  show("at the start");
  constexpr std::size_t large = std::size_t{64} << 20U;
  char* volatile block = static_cast<char*>(std::malloc(large));
  show("after `malloc` of 64 MiB");
  if (block != nullptr) std::memset(block, 'x', large);
  show("after writing to all of it");
  std::free(block);
  show("after `free`");
  for (char*& small : blocks) small = allocate_and_write(100);
  show("after writing to 2,000,000 blocks of 100 bytes");
  for (std::size_t i = 0; i + 1 < blocks.size(); ++i) std::free(blocks[i]);
  show("after `free` of all of them but the last");
  malloc_trim(0);
  show("after `malloc_trim(0)`");
  std::free(blocks.back());
}
