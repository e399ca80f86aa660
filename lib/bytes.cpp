#include <procmem/bytes.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace procmem {

std::string format_bytes(Bytes amount) {
  constexpr std::array<const char*, 7> units = {" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"};
  auto value = static_cast<double>(amount.count());
  std::size_t unit = 0;
  // 1023.995 would be printed as 1024.00: such a value belongs to the next unit.
  while (std::abs(value) >= (unit == 0 ? 1024.0 : 1023.995) && unit + 1 < units.size()) {
    value /= 1024;
    ++unit;
  }
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed,
                                 unit == 0 ? 0 : 2);
  return std::string(text.data(), end.ptr) + units[unit];
}

}  // namespace procmem
