#ifndef PROCMEM_SMAPS_HPP
#define PROCMEM_SMAPS_HPP

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>

namespace procmem {

class Process;

/// The figures of /proc/PID/smaps_rollup, which are of all mappings together; in smaps each mapping has them.
/// Units: Bytes. What a kernel does not print is absent, never zero. Rss and Pss are without huge pages of
/// hugetlbfs. Source: proc(5), Documentation/filesystems/proc.rst of Linux; docs/fields.md.
struct SmapsRollup {
  std::optional<Bytes> rss;               ///< Rss; Linux 2.6.14. Resident.
  std::optional<Bytes> pss;               ///< Pss; Linux 2.6.25. Resident, each page divided by its users.
  std::optional<Bytes> pss_dirty;         ///< Pss_Dirty; Linux 6.0. The dirty part of Pss.
  std::optional<Bytes> pss_anon;          ///< Pss_Anon; Linux 5.3, smaps_rollup only.
  std::optional<Bytes> pss_file;          ///< Pss_File; Linux 5.3, smaps_rollup only.
  std::optional<Bytes> pss_shmem;         ///< Pss_Shmem; Linux 5.3, smaps_rollup only.
  std::optional<Bytes> shared_clean;      ///< Shared_Clean; Linux 2.6.14. Others map it, too; not written to.
  std::optional<Bytes> shared_dirty;      ///< Shared_Dirty; Linux 2.6.14. Others map it, too; written to.
  std::optional<Bytes> private_clean;     ///< Private_Clean; Linux 2.6.14. No one else maps it.
  std::optional<Bytes> private_dirty;     ///< Private_Dirty; Linux 2.6.14. No one else maps it; written to.
  std::optional<Bytes> referenced;        ///< Referenced; Linux 2.6.22. Touched since clear_refs was written.
  std::optional<Bytes> anonymous;         ///< Anonymous; Linux 2.6.37. Belongs to no file.
  std::optional<Bytes> ksm;               ///< KSM; Linux 6.6. Merged with equal pages.
  std::optional<Bytes> lazy_free;         ///< LazyFree; Linux 4.12. Given back by MADV_FREE, still there.
  std::optional<Bytes> anon_huge_pages;   ///< AnonHugePages; Linux 2.6.39. In transparent huge pages.
  std::optional<Bytes> shmem_pmd_mapped;  ///< ShmemPmdMapped; Linux 4.8. Shared memory in huge pages.
  std::optional<Bytes> file_pmd_mapped;   ///< FilePmdMapped; Linux 5.4. File pages in huge pages.
  std::optional<Bytes> shared_hugetlb;    ///< Shared_Hugetlb; Linux 4.4. Of hugetlbfs; not in Rss.
  std::optional<Bytes> private_hugetlb;   ///< Private_Hugetlb; Linux 4.4. Of hugetlbfs; not in Rss.
  std::optional<Bytes> swap;              ///< Swap; Linux 2.6.26. In swap.
  std::optional<Bytes> swap_pss;          ///< SwapPss; Linux 4.3. In swap, each page divided by its users.
  std::optional<Bytes> locked;            ///< Locked; Linux 2.6.38. The part of Pss locked by mlock(2).
};

PROCMEM_EXPORT bool operator==(const SmapsRollup& a, const SmapsRollup& b) noexcept;
inline bool operator!=(const SmapsRollup& a, const SmapsRollup& b) noexcept {
  return !(a == b);
}

/// What would be free if the process ended (the unique set size): Private_Clean, Private_Dirty and, of
/// kernels that tell it, Private_Hugetlb. Absent if one of the first two is, or if the sum does not fit
/// Bytes.
PROCMEM_EXPORT std::optional<Bytes> private_memory(const SmapsRollup& figures) noexcept;

/// One mapping, of /proc/PID/maps or smaps.
struct Mapping {
  std::uint64_t begin = 0;  ///< its first address
  std::uint64_t end = 0;    ///< the address behind its last
  bool readable = false;
  bool writable = false;
  bool executable = false;
  bool shared = false;             ///< MAP_SHARED; else private, copied when written to
  std::uint64_t offset = 0;        ///< in the file
  std::uint32_t device_major = 0;  ///< of the file; 0:0 without one
  std::uint32_t device_minor = 0;
  std::uint64_t inode = 0;  ///< of the file; 0 without one
  /// As the kernel prints it: a path, "[heap]", "[stack]", "[anon:…]", or nothing. " (deleted)" stands behind
  /// the path of a file without a name, and a line feed in a path is printed as \012; a path that really ends
  /// or reads so looks the same. It may hold any other byte: print it through printable().
  std::string name;

  std::optional<Bytes> size;              ///< smaps: Size; Linux 2.6.14. Of its addresses.
  std::optional<Bytes> kernel_page_size;  ///< smaps: KernelPageSize; Linux 2.6.29.
  std::optional<Bytes> mmu_page_size;     ///< smaps: MMUPageSize; Linux 2.6.29.
  SmapsRollup figures;                    ///< smaps: all others; absent from maps
};

PROCMEM_EXPORT bool operator==(const Mapping& a, const Mapping& b) noexcept;
inline bool operator!=(const Mapping& a, const Mapping& b) noexcept {
  return !(a == b);
}

/// Called with each mapping in turn; the mapping is gone after the call.
using MappingCallback = std::function<void(const Mapping&)>;

/// Parse the texts of /proc/PID/smaps_rollup, smaps and maps, with the figures in any order.
/// Errors: a line that is neither a mapping nor a figure; a known key whose value is malformed, out of range
/// or given twice for one mapping; a last line without its line feed and a mapping without Rss (the text was
/// cut); a text that is of another file. Unknown keys are passed over. A text cut at the end of a line can
/// only lack figures or mappings. On error the result is empty; the second of each throws procmem::Error,
/// which names the line and the key. Linear in the text.
PROCMEM_EXPORT SmapsRollup parse_smaps_rollup(std::string_view text, std::error_code& error);
PROCMEM_EXPORT SmapsRollup parse_smaps_rollup(std::string_view text);
PROCMEM_EXPORT std::vector<Mapping> parse_smaps(std::string_view text, std::error_code& error);
PROCMEM_EXPORT std::vector<Mapping> parse_smaps(std::string_view text);
PROCMEM_EXPORT std::vector<Mapping> parse_maps(std::string_view text, std::error_code& error);
PROCMEM_EXPORT std::vector<Mapping> parse_maps(std::string_view text);

/// Reads /proc/PID/smaps_rollup. It costs 3 to 6 ms for each resident GiB, during which the process may wait
/// in mmap(2) and page faults: nothing for every sample.
/// Errors: Errc::process_exited, Errc::zombie, Errc::kernel_thread, Errc::program_replaced, Errc::forked;
/// EACCES where the reader may not look into the process (another user's, without CAP_SYS_PTRACE); ENOENT
/// before Linux 4.14; other errno of open(2) and read(2); those of the parser. Where only the leading thread
/// has ended, a live thread's file is read. Threads: as read_status().
PROCMEM_EXPORT SmapsRollup read_smaps_rollup(const Process& process, std::error_code& error);
PROCMEM_EXPORT SmapsRollup read_smaps_rollup(const Process& process);

/// Read /proc/PID/smaps, at the cost of smaps_rollup and more, and /proc/PID/maps, which looks at no page.
/// The kernel hands both out a page of text at a time, so they are not of one instant: what changes
/// meanwhile may be missing, or be there as it was before and as it is after. A process that executes another
/// program or ends meanwhile is an error. With a callback memory is bounded, however many mappings there are;
/// before an error it may have been called; what it throws is passed on. Errors: as read_smaps_rollup().
PROCMEM_EXPORT void read_smaps(const Process& process, const MappingCallback& callback,
                               std::error_code& error);
PROCMEM_EXPORT void read_smaps(const Process& process, const MappingCallback& callback);
PROCMEM_EXPORT std::vector<Mapping> read_smaps(const Process& process, std::error_code& error);
PROCMEM_EXPORT std::vector<Mapping> read_smaps(const Process& process);
PROCMEM_EXPORT std::vector<Mapping> read_maps(const Process& process, std::error_code& error);
PROCMEM_EXPORT std::vector<Mapping> read_maps(const Process& process);

}  // namespace procmem

#endif
