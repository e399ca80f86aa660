#ifndef PROCMEM_FIELDS_HPP
#define PROCMEM_FIELDS_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <procmem/export.hpp>
#include <procmem/sample.hpp>

namespace procmem {

/// One figure of a sample that can be recorded, charted and judged.
struct PROCMEM_EXPORT Field {
  enum class Unit { bytes, count };

  std::string_view key;      ///< the kernel's, where it has one: "VmRSS"
  std::string_view name;     ///< the member's: "vm_rss"
  std::string_view column;   ///< in recordings, with the unit: "vm_rss_bytes"
  std::string_view meaning;  ///< in a few words
  Unit unit;

  /// Where it is: one of these, or none for Threads.
  std::optional<Bytes> StatusSnapshot::*of_status;
  std::optional<Bytes> Sample::*of_sample;
  std::optional<std::uint64_t> Sample::*of_counter;

  /// Bytes or a plain count; nothing where it is absent, and for a field that status does not have.
  std::optional<std::int64_t> get(const StatusSnapshot& status) const noexcept;
  std::optional<std::int64_t> get(const Sample& sample) const noexcept;
  /// No effect on a status that does not have the field.
  void set(StatusSnapshot& status, std::int64_t value) const noexcept;
  void set(Sample& sample, std::int64_t value) const noexcept;
  std::int64_t largest() const noexcept;  ///< that it can hold
};

/// A view of fields, in the order in which recordings hold them. Lifetime: static.
struct FieldTable {
  const Field* first;
  std::size_t count;
  const Field* begin() const noexcept { return first; }
  const Field* end() const noexcept { return first + count; }
  std::size_t size() const noexcept { return count; }
  const Field& operator[](std::size_t i) const noexcept { return first[i]; }
};
PROCMEM_EXPORT FieldTable fields() noexcept;       ///< those of StatusSnapshot
PROCMEM_EXPORT FieldTable pss_fields() noexcept;   ///< those that SamplerOptions::pss_every adds to a sample
PROCMEM_EXPORT FieldTable heap_fields() noexcept;  ///< those that SamplerOptions::heap adds to one's own
PROCMEM_EXPORT FieldTable sample_fields() noexcept;  ///< fields(), pss_fields(), heap_fields(), operations

/// The field called so by the kernel (VmRSS), by its member (vm_rss) or by its column (vm_rss_bytes); null if
/// none is.
PROCMEM_EXPORT const Field* find_field(std::string_view name) noexcept;

/// A choice of fields, in the order in which they are to appear.
using FieldList = std::vector<const Field*>;

/// "all", which is fields(), or names as find_field() takes them, separated by commas.
/// Errors: std::invalid_argument names the one that is unknown or given twice.
PROCMEM_EXPORT FieldList parse_field_list(std::string_view names);

}  // namespace procmem

#endif
