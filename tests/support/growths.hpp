#ifndef PROCMEM_TESTS_GROWTHS_HPP
#define PROCMEM_TESTS_GROWTHS_HPP

#include <cstddef>
#include <string_view>

namespace tests {

/// A way in which a process can grow for good.
struct Growth {
  std::string_view name;

  /// Grows by about `size` bytes: resident, or of addresses where the name says that nothing is touched.
  /// \return how much it was. Ends the program where the system refuses it.
  std::size_t (*grow)(std::size_t size);
};

/// Null where there is none of this name.
const Growth* find_growth(std::string_view name) noexcept;

}  // namespace tests

#endif
