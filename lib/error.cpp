#include <procmem/error.hpp>

namespace procmem {
namespace {

class Category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "procmem"; }

  std::string message(int value) const override {
    switch (static_cast<Errc>(value)) {
      case Errc::malformed_line:
        return "malformed line";
      case Errc::value_out_of_range:
        return "value out of range";
      case Errc::duplicate_key:
        return "key given twice";
      case Errc::incomplete:
        return "the text is cut off";
      case Errc::not_a_status_file:
        return "not a /proc/PID/status file";
      case Errc::not_a_statm_file:
        return "not a /proc/PID/statm file";
      case Errc::not_a_stat_file:
        return "not a /proc/PID/stat file";
      case Errc::too_large:
        return "larger than 4 MiB";
      case Errc::process_exited:
        return "no such process";
      case Errc::process_hidden:
        return "the process is hidden (/proc is mounted with hidepid)";
      case Errc::forked:
        return "opened before fork(): it is the parent, not this process";
      case Errc::not_a_recording:
        return "not a recording";
      case Errc::unknown_version:
        return "a recording of an unknown version";
      case Errc::other_format:
        return "exists, and is not a recording of the same format, version and columns";
      case Errc::recording_in_use:
        return "another recorder is writing to it";
      case Errc::unsafe_link:
        return "leads through a symbolic link in a directory that everybody may write to";
      case Errc::not_a_smaps_file:
        return "not such a file of /proc/PID (smaps, smaps_rollup, maps)";
      case Errc::zombie:
        return "a zombie has no memory";
      case Errc::kernel_thread:
        return "a kernel thread has no memory of its own";
      case Errc::program_replaced:
        return "the process executed another program meanwhile";
    }
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
