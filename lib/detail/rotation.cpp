#include "detail/rotation.hpp"

#include <array>

#include <fcntl.h>
#include <unistd.h>

#include <procmem/error.hpp>

namespace procmem::detail {
namespace {

const std::string next_suffix = ".next";

void require(std::error_code error, const std::string& path) {
  if (error) throw Error(error, path);
}

/// Whether the file holds nothing, or the beginning that a recorder wrote who was killed before he could put
/// it in its place.
bool is_left_over(int file, std::string_view beginning) noexcept {
  constexpr std::size_t telling = 20;
  std::array<char, telling> first{};
  std::error_code error;
  const std::string_view there = read_start(file, first.data(), first.size(), error);
  return !error && beginning.substr(0, there.size()) == there;
}

UniqueFd make_next(const OutputPlace& place, std::string_view beginning) {
  const std::string path = place.path() + next_suffix;
  constexpr int flags = O_RDWR | O_APPEND | O_CREAT;
  std::error_code error;
  UniqueFd file = place.open(next_suffix, flags, error);
  require(error, path);
  require(lock_against_others(file.get()), path);
  if (!is_left_over(file.get(), beginning)) throw Error(std::make_error_code(std::errc::file_exists), path);
  place.remove(next_suffix);
  file = place.open(next_suffix, flags | O_EXCL, error);
  require(error, path);
  require(lock_against_others(file.get()), path);
  std::size_t written = 0;
  error = write_all(file.get(), beginning, written);
  if (!error) return file;
  place.remove(next_suffix);
  throw Error(error, path);
}

/// A recorder killed before it could put a new file into the place has left the old one with two names. Moved
/// on, the second would be a piece that is there twice.
std::error_code drop_second_name(const OutputPlace& place) {
  const std::string first = piece_suffix(1);
  std::error_code error;
  if (place.are_one_file("", first, error)) place.remove(first);
  return error;
}

/// Makes room at .1. What cannot be looked at is not taken for free: a piece would be removed, and only the
/// one that is beyond what is to be kept may be.
std::error_code shift(const OutputPlace& place, unsigned keep) {
  if (const auto error = drop_second_name(place)) return error;
  std::error_code error;
  unsigned free = 1;
  while (free != keep && place.exists(piece_suffix(free), error)) ++free;
  if (error) return error;
  if (free == keep) place.remove(piece_suffix(free));
  for (; free > 1; --free)
    if (const auto not_renamed = place.rename(piece_suffix(free - 1), piece_suffix(free))) return not_renamed;
  return {};
}

/// Where a file system knows no second name for a file, the place is empty for a moment.
std::error_code replace(const OutputPlace& place) {
  const std::string first = piece_suffix(1);
  const bool linked = !place.link("", first);
  if (!linked)
    if (const auto error = place.rename("", first)) return error;
  const std::error_code error = place.rename(next_suffix, "");
  if (!error) return {};
  if (linked)
    place.remove(first);
  else
    place.rename(first, "");
  return error;
}

}  // namespace

std::string piece_suffix(unsigned number) {
  return '.' + std::to_string(number);
}

UniqueFd rotate(const OutputPlace& place, std::string_view beginning, unsigned keep, bool sync) {
  UniqueFd next = make_next(place, beginning);
  std::error_code error = sync ? sync_data(next.get()) : std::error_code();
  if (!error) error = shift(place, keep);
  if (!error) error = replace(place);
  if (error) {
    place.remove(next_suffix);
    throw Error(error, place.path());
  }
  return next;
}

}  // namespace procmem::detail
