#ifndef PROCMEM_CLI_MARK_FIFO_HPP
#define PROCMEM_CLI_MARK_FIFO_HPP

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "mark_lines.hpp"

namespace cli {

/// A FIFO of which each line is a mark. It is held open for writing, too: so writers come and go without an
/// end of file, and nobody waits for a reader. A line without its line feed counts once nothing has followed
/// for a while. What is read is paced, so that a flood costs its writer time and not the recorder.
class MarkFifo {
 public:
  /// Makes the FIFO for its user alone, or takes one that is there.
  /// Errors: Failure (output): it cannot be made, something else is there, or another recorder reads it.
  MarkFifo(boost::asio::io_context& context, const std::string& path,
           std::function<void(std::string_view)> on_mark);
  MarkFifo(const MarkFifo&) = delete;
  MarkFifo& operator=(const MarkFifo&) = delete;
  ~MarkFifo();  ///< removes what it has made

  void start() { await_bytes(); }
  /// Takes what is there already.
  void drain();
  /// Reads no more, so that the loop can end.
  void cancel();

  std::uint64_t dropped() const noexcept { return lines_.dropped(); }

 private:
  void open(const std::string& path);
  void remove() noexcept;
  void await_bytes();
  void await_end_of_line();

  std::string path_;
  bool made_ = false;
  dev_t device_ = 0;  // of what was made
  ino_t inode_ = 0;
  MarkLines lines_;
  boost::asio::posix::stream_descriptor fifo_;
  boost::asio::steady_timer line_timer_;
  boost::asio::steady_timer pace_timer_;
  std::array<char, 16384> buffer_{};
};

}  // namespace cli

#endif
