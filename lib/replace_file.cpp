#include <procmem/replace_file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <procmem/error.hpp>

#include "detail/output_place.hpp"

namespace procmem {

using detail::OutputPlace;
using detail::UniqueFd;

namespace {

void require(std::error_code error, const std::string& path) {
  if (error) throw Error(error, path);
}

std::string new_suffix() {
  return ".new-" + std::to_string(::getpid());
}

/// The file that is going to take the place; none where it has to be written to as it is.
UniqueFd open_beside(const OutputPlace& place) {
  std::error_code error;
  if (place.is_pipe_or_device()) return UniqueFd();
  place.remove(new_suffix());  // of a process that had this pid before
  UniqueFd file = place.open(new_suffix(), O_WRONLY | O_CREAT | O_EXCL, error);
  const bool has_to_be_written_as_it_is = error == std::errc::permission_denied ||
                                          error == std::errc::operation_not_permitted ||
                                          error == std::errc::read_only_file_system;
  if (!has_to_be_written_as_it_is) require(error, place.path());
  return file;
}

void write_as_it_is(const OutputPlace& place, std::string_view content) {
  std::error_code error;
  const UniqueFd file = place.open("", O_WRONLY | O_CREAT | O_TRUNC, error);
  require(error, place.path());
  std::size_t written = 0;
  require(detail::write_all(file.get(), content, written), place.path());
}

}  // namespace

void replace_file(const std::string& path, std::string_view content) {
  const OutputPlace place(path);
  const UniqueFd file = open_beside(place);
  if (!file.valid()) return write_as_it_is(place, content);
  std::size_t written = 0;
  std::error_code error = detail::write_all(file.get(), content, written);
  if (!error) error = place.rename(new_suffix(), "");
  if (!error) return;
  place.remove(new_suffix());
  // Such as a file that a container has mounted by itself.
  if (error == std::errc::device_or_resource_busy) return write_as_it_is(place, content);
  throw Error(error, path);
}

void require_replaceable(const std::string& path) {
  const OutputPlace place(path);
  if (place.is_pipe_or_device()) return;
  std::error_code error;
  place.open("", O_WRONLY, error);
  if (error == std::errc::is_a_directory) throw Error(error, path);
  if (open_beside(place).valid())
    place.remove(new_suffix());
  else
    require(error, path);
}

}  // namespace procmem
