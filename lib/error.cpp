#include <procmem/error.hpp>

#include <algorithm>
#include <array>

namespace procmem {
namespace {

struct Message {
  Errc code;
  const char* text;
};

constexpr std::array<Message, 20> messages{{
    {Errc::malformed_line, "malformed line"},
    {Errc::value_out_of_range, "value out of range"},
    {Errc::duplicate_key, "key given twice"},
    {Errc::incomplete, "the text is cut off"},
    {Errc::not_a_status_file, "not a /proc/PID/status file"},
    {Errc::not_a_statm_file, "not a /proc/PID/statm file"},
    {Errc::not_a_stat_file, "not a /proc/PID/stat file"},
    {Errc::too_large, "larger than 4 MiB"},
    {Errc::process_exited, "no such process"},
    {Errc::process_hidden, "the process is hidden (/proc is mounted with hidepid)"},
    {Errc::forked, "opened before fork(): it is the parent, not this process"},
    {Errc::not_a_recording, "not a recording"},
    {Errc::unknown_version, "a recording of an unknown version"},
    {Errc::other_format, "exists, and is not a recording of the same format, version and columns"},
    {Errc::recording_in_use, "another recorder is writing to it"},
    {Errc::unsafe_link, "leads through a symbolic link in a directory that everybody may write to"},
    {Errc::not_a_smaps_file, "not such a file of /proc/PID (smaps, smaps_rollup, maps)"},
    {Errc::zombie, "a zombie has no memory"},
    {Errc::kernel_thread, "a kernel thread has no memory of its own"},
    {Errc::program_replaced, "the process executed another program meanwhile"},
}};

class Category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "procmem"; }

  std::string message(int value) const override {
    const auto* const found = std::find_if(messages.begin(), messages.end(), [value](const Message& message) {
      return static_cast<int>(message.code) == value;
    });
    if (found != messages.end()) return found->text;
    return "unknown procmem error " + std::to_string(value);
  }
};

}  // namespace

const std::error_category& procmem_category() noexcept {
  static const Category category;
  return category;
}

std::error_code make_error_code(Errc code) noexcept {
  return {static_cast<int>(code), procmem_category()};
}

}  // namespace procmem
