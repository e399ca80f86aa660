#include "result_file.hpp"

#include <procmem/error.hpp>
#include <procmem/replace_file.hpp>
#include <procmem/text.hpp>

#include "exit_status.hpp"

namespace cli {
namespace {

template <class Write>
void with_file(const std::string& path, Write write) {
  try {
    write();
  } catch (const procmem::Error& error) {
    throw Failure(ExitStatus::output,
                  "cannot write '" + procmem::printable(path) + "': " + error.code().message());
  }
}

}  // namespace

void require_result_file(const std::string& path) {
  with_file(path, [&path] { procmem::require_replaceable(path); });
}

void write_result_file(const std::string& path, std::string_view content) {
  with_file(path, [&path, content] { procmem::replace_file(path, content); });
}

}  // namespace cli
