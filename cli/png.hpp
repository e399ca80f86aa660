#ifndef PROCMEM_CLI_PNG_HPP
#define PROCMEM_CLI_PNG_HPP

#include <string>

#include <procmem/plot.hpp>

namespace cli {

/// Whether this program was built with cairo (PROCMEM_WITH_CAIRO).
bool can_draw_png() noexcept;

/// The chart as a whole PNG file, two pixels for each unit of width, light. Errors: Failure (output).
std::string draw_png(const procmem::Chart& chart, const procmem::DrawingOptions& options);

}  // namespace cli

#endif
