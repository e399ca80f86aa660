#ifndef PROCMEM_BYTES_HPP
#define PROCMEM_BYTES_HPP

#include <cstdint>
#include <string>

#include <procmem/export.hpp>

namespace procmem {

/// An amount of memory, or a difference between two amounts.
/// Units: bytes. Signed, because growth is a difference.
/// Errors: arithmetic does not check for overflow; a parsed value always fits (the parsers refuse what does
/// not).
class Bytes {
 public:
  constexpr Bytes() noexcept = default;
  constexpr explicit Bytes(std::int64_t count) noexcept : count_(count) {}

  /// The kernel's "kB" is 1024 bytes. \param kib at most (2^63-1)/1024 in magnitude.
  static constexpr Bytes from_kib(std::int64_t kib) noexcept { return Bytes(kib * 1024); }

  constexpr std::int64_t count() const noexcept { return count_; }

  constexpr Bytes& operator+=(Bytes other) noexcept {
    count_ += other.count_;
    return *this;
  }
  constexpr Bytes& operator-=(Bytes other) noexcept {
    count_ -= other.count_;
    return *this;
  }
  friend constexpr Bytes operator+(Bytes a, Bytes b) noexcept { return a += b; }
  friend constexpr Bytes operator-(Bytes a, Bytes b) noexcept { return a -= b; }
  friend constexpr Bytes operator-(Bytes a) noexcept { return Bytes(-a.count_); }

  friend constexpr bool operator==(Bytes a, Bytes b) noexcept { return a.count_ == b.count_; }
  friend constexpr bool operator!=(Bytes a, Bytes b) noexcept { return a.count_ != b.count_; }
  friend constexpr bool operator<(Bytes a, Bytes b) noexcept { return a.count_ < b.count_; }
  friend constexpr bool operator>(Bytes a, Bytes b) noexcept { return a.count_ > b.count_; }
  friend constexpr bool operator<=(Bytes a, Bytes b) noexcept { return a.count_ <= b.count_; }
  friend constexpr bool operator>=(Bytes a, Bytes b) noexcept { return a.count_ >= b.count_; }

 private:
  std::int64_t count_ = 0;
};

/// Text for people: "512 B", "4.02 MiB", "-1.50 GiB". Binary units, two decimals, always a decimal point
/// whatever the locale says.
PROCMEM_EXPORT std::string format_bytes(Bytes amount);

}  // namespace procmem

#endif
