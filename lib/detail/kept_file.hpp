#ifndef PROCMEM_DETAIL_KEPT_FILE_HPP
#define PROCMEM_DETAIL_KEPT_FILE_HPP

#include <atomic>
#include <system_error>
#include <utility>

#include "detail/posix_io.hpp"

namespace procmem::detail {

/// Counts the descriptors that are kept between readings, of all processes together. Those that one can do
/// without are kept only while there are fewer than half of RLIMIT_NOFILE: the rest is for more processes, of
/// which each needs one, and for the host. Threads: any.
namespace descriptor_budget {

void refresh() noexcept;      ///< looks at RLIMIT_NOFILE anew
bool take() noexcept;         ///< \return whether one more may be kept; it is counted then
void take_anyway() noexcept;  ///< counts one that is needed
void give_back() noexcept;

}  // namespace descriptor_budget

/// A descriptor that counts in the budget.
class KeptFd {
 public:
  KeptFd() noexcept = default;
  /// \param descriptor one that has been counted; if it is none after all, the count is taken back.
  explicit KeptFd(UniqueFd descriptor) noexcept : descriptor_(std::move(descriptor)) {
    if (!valid()) descriptor_budget::give_back();
  }
  KeptFd(KeptFd&&) noexcept = default;
  KeptFd& operator=(KeptFd&& other) noexcept {
    reset();
    descriptor_ = std::move(other.descriptor_);
    return *this;
  }
  ~KeptFd() { reset(); }

  int get() const noexcept { return descriptor_.get(); }
  bool valid() const noexcept { return descriptor_.valid(); }
  void reset() noexcept {
    if (valid()) descriptor_budget::give_back();
    descriptor_.reset();
  }

 private:
  UniqueFd descriptor_;
};

/// A file that is read again and again. Its descriptor is kept from the first reading on if the budget
/// allows, and opened for each reading otherwise. Who is first keeps it: with more files than descriptors,
/// read in turn, giving up the least recently used one would have none at hand ever. Threads: lease() from
/// any.
class KeptFile {
 public:
  /// \param name in the directory that lease() is given; static.
  explicit KeptFile(const char* name) noexcept : name_(name) {}
  KeptFile(const KeptFile&) = delete;
  KeptFile& operator=(const KeptFile&) = delete;
  ~KeptFile() { let_go(); }

  /// A descriptor for one reading.
  class Lease {
   public:
    explicit Lease(int kept) noexcept : descriptor_(kept) {}
    explicit Lease(UniqueFd own) noexcept : own_(std::move(own)), descriptor_(own_.get()) {}
    int get() const noexcept { return descriptor_; }

   private:
    UniqueFd own_;
    int descriptor_;
  };

  /// Errors: errno of openat(2).
  Lease lease(int directory, std::error_code& error) const noexcept {
    error.clear();
    const int kept = kept_.load(std::memory_order_acquire);
    return kept >= 0 ? Lease(kept) : open(directory, kept, error);
  }

  /// From now on it is opened for each reading. Not while others read.
  void let_go() noexcept;

 private:
  Lease open(int directory, int kept, std::error_code& error) const noexcept;

  static constexpr int not_yet = -1;
  static constexpr int never = -2;

  const char* name_;
  mutable std::atomic<int> kept_{not_yet};
};

}  // namespace procmem::detail

#endif
