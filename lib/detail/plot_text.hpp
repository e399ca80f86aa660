#ifndef PROCMEM_DETAIL_PLOT_TEXT_HPP
#define PROCMEM_DETAIL_PLOT_TEXT_HPP

#include <string>

#include <procmem/plot.hpp>

namespace procmem::detail {

/// What draw_text() does.
std::string draw_chart_text(const Chart& chart, const TextChartOptions& options);

}  // namespace procmem::detail

#endif
