#ifndef PROCMEM_DETAIL_WORDS_HPP
#define PROCMEM_DETAIL_WORDS_HPP

#include <cstdint>
#include <cstring>

#if defined(__GNUC__)
#define PROCMEM_ALWAYS_INLINE __attribute__((always_inline)) inline
#else
#define PROCMEM_ALWAYS_INLINE inline
#endif

/// Text looked at eight bytes at a time. Where the first byte of a word is not its lowest, nothing is found,
/// and the caller goes on byte by byte.
namespace procmem::detail {

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
inline constexpr bool first_byte_is_lowest = true;
#else
inline constexpr bool first_byte_is_lowest = false;
#endif

/// \param word not 0.
inline int count_trailing_zeros(std::uint64_t word) noexcept {
#if defined(__GNUC__)
  return __builtin_ctzll(word);
#else
  int zeros = 0;
  for (; (word & 1) == 0; word >>= 1U) ++zeros;
  return zeros;
#endif
}

inline constexpr std::uint64_t each_byte = 0x0101010101010101;

template <class Word>
PROCMEM_ALWAYS_INLINE Word load(const char* text) noexcept {
  Word word = 0;
  std::memcpy(&word, text, sizeof word);
  return word;
}

/// The lower half of each byte is a digit, the first byte's the highest: neighbours are joined to numbers of
/// two, four and eight digits.
PROCMEM_ALWAYS_INLINE std::int64_t join_digits(std::uint64_t ones) noexcept {
  const std::uint64_t twos = (ones * 10 + (ones >> 8U)) & 0x00FF00FF00FF00FF;
  const std::uint64_t fours = (twos * 100 + (twos >> 16U)) & 0x0000FFFF0000FFFF;
  return static_cast<std::int64_t>((fours * 10000 + (fours >> 32U)) & 0x00000000FFFFFFFF);
}

/// The eight columns into which the kernel prints a figure, "    4120", all at once. Nothing but blanks
/// followed by at least one digit is taken.
PROCMEM_ALWAYS_INLINE bool read_columns(const char* text, std::int64_t& value) noexcept {
  const std::uint64_t word =
      load<std::uint64_t>(text) ^ (each_byte * ' ');  // blanks are 0, digits 0x10 to 0x19
  if (!first_byte_is_lowest || word == 0) return false;
  const int first_digit = count_trailing_zeros(word) & ~7;  // its lowest bit
  const std::uint64_t ones = word ^ ((each_byte * 0x10) << first_digit);
  if (((ones | (ones + each_byte * (0x7F - 9))) & (each_byte * 0x80)) != 0) return false;  // one is above 9
  value = join_digits(ones);
  return true;
}

/// One to seven digits that something else follows. \return how many; 0 if there are none or more.
PROCMEM_ALWAYS_INLINE int read_digits(const char* text, std::int64_t& value) noexcept {
  const std::uint64_t word = load<std::uint64_t>(text) ^ (each_byte * '0');  // digits are 0 to 9
  const std::uint64_t others = (word | (word + each_byte * 6)) & (each_byte * 0xF0);
  if (!first_byte_is_lowest || others == 0 || (others & 0xFF) != 0) return 0;
  const int bits = count_trailing_zeros(others) & ~7;
  value = join_digits(word << (64 - bits));
  return bits / 8;
}

}  // namespace procmem::detail

#endif
