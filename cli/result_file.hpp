#ifndef PROCMEM_CLI_RESULT_FILE_HPP
#define PROCMEM_CLI_RESULT_FILE_HPP

#include <string>
#include <string_view>

namespace cli {

/// Says before hours are spent that a result could not be written there. Errors: Failure (output).
void require_result_file(const std::string& path);

/// As procmem::replace_file(). Errors: Failure (output).
void write_result_file(const std::string& path, std::string_view content);

}  // namespace cli

#endif
