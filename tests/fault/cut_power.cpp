// Shuts a file system down as a power cut would: what is not on the disk yet, the journal included, never
// gets there.
#include <cstdint>
#include <cstdio>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int argc, char** argv) {
  constexpr unsigned long shut_down = _IOR('X', 125, std::uint32_t);  // EXT4_IOC_SHUTDOWN
  std::uint32_t without_flushing_the_journal = 2;                     // EXT4_GOING_FLAGS_NOLOGFLUSH
  const int directory = argc == 2 ? ::open(argv[1], O_RDONLY | O_DIRECTORY) : -1;
  if (directory >= 0 && ::ioctl(directory, shut_down, &without_flushing_the_journal) == 0) return 0;
  std::perror("cut_power");
  return 1;
}
