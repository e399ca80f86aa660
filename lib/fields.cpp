#include <procmem/fields.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

namespace procmem {
namespace {

constexpr Field bytes_field(std::optional<Bytes> StatusSnapshot::*member, std::string_view key,
                            std::string_view name, std::string_view column, std::string_view meaning) {
  return {key, name, column, meaning, Field::Unit::bytes, member, nullptr, nullptr};
}

constexpr Field sample_field(std::optional<Bytes> Sample::*member, std::string_view key,
                             std::string_view name, std::string_view column, std::string_view meaning) {
  return {key, name, column, meaning, Field::Unit::bytes, nullptr, member, nullptr};
}

constexpr Field threads_field() {
  return {"Threads", "threads", "threads", "", Field::Unit::count, nullptr, nullptr, nullptr};
}

constexpr Field operations_field() {
  return {"Operations",       "operations", "operations", "counted by the program so far",
          Field::Unit::count, nullptr,      nullptr,      &Sample::operations};
}

std::optional<std::int64_t> count_of(const std::optional<Bytes>& bytes) noexcept {
  return bytes ? std::optional(bytes->count()) : std::nullopt;
}

using S = StatusSnapshot;
// VmRSS and VmSize first, since they are what one looks for; the rest as the kernel prints it.
constexpr std::array table = {
    bytes_field(&S::vm_rss, "VmRSS", "vm_rss", "vm_rss_bytes", "resident memory; RES in top"),
    bytes_field(&S::vm_size, "VmSize", "vm_size", "vm_size_bytes", "all mapped address space; VIRT in top"),
    bytes_field(&S::vm_peak, "VmPeak", "vm_peak", "vm_peak_bytes", "largest VmSize so far"),
    bytes_field(&S::vm_lck, "VmLck", "vm_lck", "vm_lck_bytes", "locked by mlock"),
    bytes_field(&S::vm_pin, "VmPin", "vm_pin", "vm_pin_bytes", "pinned for I/O"),
    bytes_field(&S::vm_hwm, "VmHWM", "vm_hwm", "vm_hwm_bytes",
                "largest VmRSS so far, as the kernel has noticed"),
    bytes_field(&S::rss_anon, "RssAnon", "rss_anon", "rss_anon_bytes",
                "resident anonymous memory: heap, stacks"),
    bytes_field(&S::rss_file, "RssFile", "rss_file", "rss_file_bytes", "resident file mappings"),
    bytes_field(&S::rss_shmem, "RssShmem", "rss_shmem", "rss_shmem_bytes", "resident shared memory"),
    bytes_field(&S::vm_data, "VmData", "vm_data", "vm_data_bytes", "private writable mappings"),
    bytes_field(&S::vm_stk, "VmStk", "vm_stk", "vm_stk_bytes", "stack of the first thread"),
    bytes_field(&S::vm_exe, "VmExe", "vm_exe", "vm_exe_bytes", "code of the program"),
    bytes_field(&S::vm_lib, "VmLib", "vm_lib", "vm_lib_bytes", "code of shared libraries"),
    bytes_field(&S::vm_pte, "VmPTE", "vm_pte", "vm_pte_bytes", "page tables"),
    bytes_field(&S::vm_pmd, "VmPMD", "vm_pmd", "vm_pmd_bytes", "second-level page tables"),
    bytes_field(&S::vm_swap, "VmSwap", "vm_swap", "vm_swap_bytes", "anonymous memory in swap"),
    bytes_field(&S::hugetlb_pages, "HugetlbPages", "hugetlb_pages", "hugetlb_pages_bytes",
                "huge pages, which are not in VmRSS"),
    threads_field(),
    sample_field(&Sample::pss, "Pss", "pss", "pss_bytes", "resident, each page divided by its users"),
    sample_field(&Sample::private_memory, "Private", "private", "private_bytes",
                 "resident and of no other process"),
    sample_field(&Sample::swap_pss, "SwapPss", "swap_pss", "swap_pss_bytes",
                 "in swap, each page divided by its users"),
    sample_field(&Sample::heap_in_use, "HeapInUse", "heap_in_use", "heap_in_use_bytes",
                 "allocated and not freed"),
    sample_field(&Sample::heap_retained, "HeapRetained", "heap_retained", "heap_retained_bytes",
                 "freed, and kept by the allocator"),
    operations_field(),
};
constexpr std::size_t pss_count = 3;
constexpr std::size_t heap_count = 2;
constexpr std::size_t operations_count = 1;
constexpr std::size_t status_count = table.size() - pss_count - heap_count - operations_count;

}  // namespace

std::optional<std::int64_t> Field::get(const StatusSnapshot& status) const noexcept {
  if (of_status != nullptr) return count_of(status.*of_status);
  if (of_sample != nullptr || of_counter != nullptr) return std::nullopt;
  return status.threads;
}

std::optional<std::int64_t> Field::get(const Sample& sample) const noexcept {
  if (of_counter != nullptr)
    return sample.*of_counter ? std::optional(static_cast<std::int64_t>(*(sample.*of_counter)))
                              : std::nullopt;
  return of_sample != nullptr ? count_of(sample.*of_sample) : get(sample.status);
}

void Field::set(StatusSnapshot& status, std::int64_t value) const noexcept {
  if (of_status != nullptr)
    status.*of_status = Bytes(value);
  else if (of_sample == nullptr && of_counter == nullptr)
    status.threads = static_cast<int>(value);
}

void Field::set(Sample& sample, std::int64_t value) const noexcept {
  if (of_counter != nullptr)
    sample.*of_counter = static_cast<std::uint64_t>(value);
  else if (of_sample != nullptr)
    sample.*of_sample = Bytes(value);
  else
    set(sample.status, value);
}

std::int64_t Field::largest() const noexcept {
  const bool is_threads = of_status == nullptr && of_sample == nullptr && of_counter == nullptr;
  return is_threads ? std::numeric_limits<int>::max() : std::numeric_limits<std::int64_t>::max();
}

FieldTable fields() noexcept {
  return {table.data(), status_count};
}

FieldTable pss_fields() noexcept {
  return {table.data() + status_count, pss_count};
}

FieldTable heap_fields() noexcept {
  return {table.data() + status_count + pss_count, heap_count};
}

FieldTable sample_fields() noexcept {
  return {table.data(), table.size()};
}

const Field* find_field(std::string_view name) noexcept {
  const auto* const found = std::find_if(table.begin(), table.end(), [name](const Field& field) {
    return name == field.key || name == field.name || name == field.column;
  });
  return found == table.end() ? nullptr : found;
}

FieldList parse_field_list(std::string_view names) {
  FieldList list;
  if (names == "all") {
    for (const Field& field : fields()) list.push_back(&field);
    return list;
  }
  for (std::size_t begin = 0; begin <= names.size();) {
    const std::size_t end = std::min(names.find(',', begin), names.size());
    const std::string_view name = names.substr(begin, end - begin);
    const Field* const field = find_field(name);
    if (field == nullptr) throw std::invalid_argument("unknown field '" + std::string(name) + "'");
    if (std::find(list.begin(), list.end(), field) != list.end())
      throw std::invalid_argument("field '" + std::string(name) + "' is given twice");
    list.push_back(field);
    begin = end + 1;
  }
  return list;
}

}  // namespace procmem
