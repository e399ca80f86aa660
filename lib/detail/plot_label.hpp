#ifndef PROCMEM_DETAIL_PLOT_LABEL_HPP
#define PROCMEM_DETAIL_PLOT_LABEL_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace procmem::detail {

/// How many cells of a terminal a text takes: two for what East Asian scripts and pictures need, none for an
/// accent that is put on the letter before. \param text valid UTF-8.
std::size_t display_width(std::string_view text) noexcept;

/// Any bytes, made safe to show and no wider than that; what was cut off is told by an ellipsis.
/// \param unicode otherwise what is not ASCII becomes '?'
std::string fit_label(std::string_view bytes, std::size_t columns, bool unicode = true);

/// The same in lines that are broken between words; the last one is cut off.
std::vector<std::string> wrap_label(std::string_view bytes, std::size_t columns, std::size_t most_lines,
                                    bool unicode = true);

}  // namespace procmem::detail

#endif
