#ifndef PROCMEM_DETAIL_ROTATION_HPP
#define PROCMEM_DETAIL_ROTATION_HPP

#include <string>
#include <string_view>

#include "detail/output_place.hpp"

namespace procmem::detail {

/// The suffix of a piece that was rotated away: ".1" is the youngest.
std::string piece_suffix(unsigned number);

/// Puts a new file that begins with this text into the place. What was there gets the suffix .1, what had .1
/// gets .2, and so on; what has the last of `keep` suffixes is removed (0: nothing is). The place is never
/// empty meanwhile, and the new file is locked before it gets there, so that no second recorder slips in.
/// A recorder killed on the way leaves nothing worse than a file with the suffix .next, which the next one
/// removes, or a file with two names, which is a piece that read_recording() takes once.
/// \param sync the new file survives a power cut; its name, once the directory is synced, too.
/// \return the new file. Errors: procmem::Error with the path; then the place holds what it held.
UniqueFd rotate(const OutputPlace& place, std::string_view beginning, unsigned keep, bool sync);

}  // namespace procmem::detail

#endif
