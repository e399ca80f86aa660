#ifndef PROCMEM_CLI_PLOT_FILE_HPP
#define PROCMEM_CLI_PLOT_FILE_HPP

#include <string>
#include <string_view>

#include <procmem/plot.hpp>

namespace cli {

/// Where a chart goes and, by the ending .svg, .png or .txt, how it is drawn; "-" is standard output.
struct PlotOptions {
  std::string path;  ///< empty: no chart
  bool from_zero = false;

  bool wanted() const noexcept { return !path.empty(); }
  bool to_terminal() const noexcept { return path == "-"; }
};

/// Whether it is to be a report and no chart.
bool is_html(std::string_view path) noexcept;

/// Errors: Failure (usage): an ending that says nothing, or PNG where it was not built in.
void check_plot(const PlotOptions& options);

/// Says before hours are spent that it could not be written. Errors: Failure (output).
void require_plot(const PlotOptions& options);

/// Nothing where none is wanted. Errors: Failure (output).
void write_plot(procmem::Chart chart, const PlotOptions& options);

/// The zone that the system is set to.
procmem::LocalZone local_zone(procmem::Curve::Time time);

}  // namespace cli

#endif
