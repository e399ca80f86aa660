#ifndef PROCMEM_REPLACE_FILE_HPP
#define PROCMEM_REPLACE_FILE_HPP

#include <string>
#include <string_view>

#include <procmem/export.hpp>

namespace procmem {

/// Writes a whole file, such as a report, under another name beside it and then gives it its own: whoever
/// reads it sees the old or the new one, and a full disk costs nothing. A file in a directory that cannot be
/// written to, a pipe or a device is written to as it is. Run as root, it follows no symbolic link in a
/// directory that everybody may write to. Errors: procmem::Error with the path: errno of open(2), write(2),
/// rename(2), Errc::unsafe_link.
PROCMEM_EXPORT void replace_file(const std::string& path, std::string_view content);

/// Throws what replace_file() would, as far as that can be known without changing the file.
PROCMEM_EXPORT void require_replaceable(const std::string& path);

}  // namespace procmem

#endif
