#ifndef PROCMEM_CLI_OUTPUT_HPP
#define PROCMEM_CLI_OUTPUT_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <variant>

#include <procmem/file_sink.hpp>

#include "options.hpp"
#include "table.hpp"

namespace cli {

/// Where the samples go: a file, or standard output as a format or a table.
class Output {
 public:
  /// Errors: Failure (output) if the file cannot be appended to.
  explicit Output(const RecordOptions& options);

  std::shared_ptr<procmem::Sink> sink() const;
  std::string name() const;  ///< for messages
  std::uint64_t samples_lost() const noexcept;
  std::error_code first_error() const noexcept;

  /// Begins the file anew if it is not where it was; nothing where there is no file.
  /// Errors: procmem::Error.
  void reopen() const;
  bool is_file() const noexcept { return !path_.empty(); }

  /// Whether whoever read standard output has gone away.
  bool reader_is_gone() const noexcept { return first_error() == std::errc::broken_pipe; }

 private:
  std::string path_;
  std::variant<std::shared_ptr<procmem::FileSink>, std::shared_ptr<Table>> sink_;
};

}  // namespace cli

#endif
