#ifndef PROCMEM_DETAIL_SMAPS_PARSER_HPP
#define PROCMEM_DETAIL_SMAPS_PARSER_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include <procmem/smaps.hpp>

#include "detail/smaps_keys.hpp"
#include "detail/status_parser.hpp"

namespace procmem::detail {

enum class MappingFile {
  maps,  ///< mappings alone
  smaps  ///< each with its figures; smaps_rollup is such a file of one mapping
};

/// Parses the text of a MappingFile in pieces of any size. It holds one mapping and one unfinished line, so
/// its memory is bounded, and warm it allocates nothing.
/// Lifetime: the callback is kept by reference.
class MappingParser {
 public:
  /// A path has a few KiB; a longer line is none of the kernel's.
  static constexpr std::size_t longest_line = 4U << 20U;

  MappingParser(MappingFile file, const MappingCallback& callback) noexcept;

  /// The next piece. A mapping is told when the next one begins. \return false after a fault.
  bool feed(std::string_view piece);

  /// The end of the text: tells the last mapping. \return false after a fault.
  bool finish();

  const ParseFault& fault() const noexcept { return fault_; }

 private:
  bool keep(std::string_view part);
  std::size_t take_expected(std::string_view text) noexcept;
  bool take_line(std::string_view line);
  bool take_header(std::string_view line);
  bool take_figure(std::string_view line);
  bool tell_mapping();
  bool fail(std::error_code code, std::size_t line, std::string_view key = {}) noexcept;
  std::size_t find_key(std::string_view line) noexcept;

  static constexpr std::size_t header = smaps_keys.size();  // stands for it among the keys

  MappingFile file_;
  const MappingCallback& callback_;
  std::string unfinished_;  // the beginning of a line
  Mapping mapping_;
  std::size_t line_ = 0;         // counts from 1
  std::size_t header_line_ = 0;  // 0: none yet
  ParseFault fault_;
  // All mappings of a text have the same keys in the same order: what came after a key once is tried first.
  std::array<std::uint8_t, smaps_keys.size() + 1> successor_{};
  std::size_t last_ = header;
};

/// parse_smaps_rollup() with the place of a fault.
SmapsRollup parse_smaps_rollup_text(std::string_view text, ParseFault& fault);

}  // namespace procmem::detail

#endif
