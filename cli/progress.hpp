#ifndef PROCMEM_CLI_PROGRESS_HPP
#define PROCMEM_CLI_PROGRESS_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <procmem/bytes.hpp>

namespace cli {

/// How far a recording has come.
struct Progress {
  std::chrono::nanoseconds elapsed{0};
  std::uint64_t ticks = 0;
  std::uint64_t samples = 0;
  std::optional<std::chrono::nanoseconds> duration;  ///< as asked for
  std::optional<std::uint64_t> count;                ///< as asked for
  procmem::Bytes rss, growth;
};

/// One line, with a bar where the end is known, cut to `width` columns.
std::string format_progress(const Progress& progress, std::size_t width);

/// How far a recording has been read.
struct Reading {
  std::string file;  ///< printable
  std::uint64_t done = 0;
  std::uint64_t size = 0;  ///< 0: not known
  std::uint64_t samples = 0;
};

std::string format_reading(const Reading& reading, std::size_t width);

/// Whether standard error is one.
bool is_terminal() noexcept;

/// The columns of the terminal that standard error is; 80 if it does not say.
std::size_t terminal_width() noexcept;

}  // namespace cli

#endif
