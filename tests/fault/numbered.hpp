#ifndef PROCMEM_TESTS_FAULT_NUMBERED_HPP
#define PROCMEM_TESTS_FAULT_NUMBERED_HPP

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <procmem/sample.hpp>

/// A sample that holds its number, in all its figures, so that none can be taken for another.
inline procmem::Sample numbered_sample(std::int64_t number) {
  procmem::Sample sample;
  sample.pid = 812;
  sample.status.name = "numbered";
  sample.status.vm_rss = procmem::Bytes::from_kib(number);
  sample.status.vm_size = procmem::Bytes::from_kib(3 * number + 1);
  return sample;
}

/// What has become of each sample as its writer was told, one byte for each number from 0, in a file that is
/// mapped: so a note needs no system call, and what kills the writer cannot take it back.
class Notes {
 public:
  static constexpr char tried = '?';
  static constexpr char acknowledged = 'a';
  static constexpr char lost = 'l';

  /// \param more so many numbers are added.
  explicit Notes(const std::string& path, std::int64_t more = 0) {
    do file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    while (file_ < 0 && errno == EINTR);
    struct stat status {};
    if (file_ < 0 || ::fstat(file_, &status) != 0) std::abort();
    size_ = status.st_size + more;
    if (more != 0 && ::ftruncate(file_, size_) != 0) std::abort();
    if (size_ == 0) return;
    void* const memory =
        ::mmap(nullptr, static_cast<std::size_t>(size_), PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
    if (memory == MAP_FAILED) std::abort();
    notes_ = static_cast<volatile char*>(memory);
  }
  Notes(const Notes&) = delete;
  Notes& operator=(const Notes&) = delete;
  ~Notes() {
    if (size_ != 0) ::munmap(const_cast<char*>(notes_), static_cast<std::size_t>(size_));
    ::close(file_);
  }

  std::int64_t size() const noexcept { return size_; }
  char at(std::int64_t number) const noexcept { return notes_[number]; }
  void set(std::int64_t number, char note) noexcept { notes_[number] = note; }

 private:
  int file_ = -1;
  std::int64_t size_ = 0;
  volatile char* notes_ = nullptr;
};

#endif
