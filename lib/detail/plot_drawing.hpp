#ifndef PROCMEM_DETAIL_PLOT_DRAWING_HPP
#define PROCMEM_DETAIL_PLOT_DRAWING_HPP

#include <procmem/plot.hpp>

namespace procmem::detail {

/// Lays a chart out and draws it: what draw() does.
void draw_chart(const Chart& chart, Canvas& canvas, const DrawingOptions& options);

}  // namespace procmem::detail

#endif
