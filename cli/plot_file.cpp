#include "plot_file.hpp"

#include <algorithm>
#include <array>
#include <clocale>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <procmem/text.hpp>

#include "console.hpp"
#include "exit_status.hpp"
#include "png.hpp"
#include "result_file.hpp"

namespace cli {
namespace {

using procmem::Chart;

/// Whether the locale's characters are UTF-8. The program itself stays in the locale "C".
bool has_utf8() noexcept {
  const locale_t locale = ::newlocale(LC_CTYPE_MASK, "", nullptr);
  if (locale == nullptr) return false;
  const bool utf8 = ::nl_langinfo_l(CODESET, locale) == std::string_view("UTF-8");
  ::freelocale(locale);
  return utf8;
}

bool is_set(const char* variable) noexcept {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

std::string text_of(const Chart& chart, bool terminal) {
  constexpr std::size_t usual_rows = 24;
  procmem::TextChartOptions options;
  options.zone = local_zone;
  options.unicode = !terminal || has_utf8();
  winsize size{};
  if (terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0) {
    options.columns = size.ws_col;
    options.rows = std::min<std::size_t>(usual_rows, size.ws_row);
    const char* const type = std::getenv("TERM");
    options.color = !is_set("NO_COLOR") && type != nullptr && type != std::string_view("dumb");
  }
  return procmem::draw_text(chart, options);
}

std::string plain_text_of(const Chart& chart) {
  return text_of(chart, false);
}

std::string svg_of(const Chart& chart) {
  return procmem::draw_svg(chart, {960, 420, local_zone});
}

std::string png_of(const Chart& chart) {
  return draw_png(chart, {960, 420, local_zone});
}

/// What an ending stands for: the place for another one.
struct PlotKind {
  std::string_view suffix;
  std::string (*draw)(const Chart& chart);
};
constexpr std::array<PlotKind, 3> kinds = {{{".svg", svg_of}, {".png", png_of}, {".txt", plain_text_of}}};

bool ends_in(std::string_view path, std::string_view suffix) noexcept {
  return path.size() > suffix.size() && path.substr(path.size() - suffix.size()) == suffix;
}

const PlotKind* kind_of(std::string_view path) noexcept {
  const auto* const found = std::find_if(kinds.begin(), kinds.end(),
                                         [path](const PlotKind& kind) { return ends_in(path, kind.suffix); });
  return found == kinds.end() ? nullptr : found;
}

}  // namespace

bool is_html(std::string_view path) noexcept {
  return ends_in(path, ".html");
}

void check_plot(const PlotOptions& options) {
  if (!options.wanted() || options.to_terminal()) return;
  const PlotKind* const kind = kind_of(options.path);
  const std::string path = "'" + procmem::printable(options.path) + "'";
  if (is_html(options.path))
    throw Failure(ExitStatus::usage, "cannot write " + path + ": a comparison has no HTML report");
  if (kind == nullptr)
    throw Failure(ExitStatus::usage,
                  "cannot draw " + path + ": its name has to end in .svg, .png, .txt, or .html for a report");
  if (kind->suffix == ".png" && !can_draw_png())
    throw Failure(ExitStatus::usage,
                  "cannot draw " + path +
                      ": this procmem-cli was built without PNG; install libcairo2-dev and "
                      "build it anew, or draw an .svg");
}

void require_plot(const PlotOptions& options) {
  if (options.wanted() && !options.to_terminal()) require_result_file(options.path);
}

void write_plot(Chart chart, const PlotOptions& options) {
  if (!options.wanted()) return;
  chart.from_zero = options.from_zero;
  if (options.to_terminal()) return write_result(text_of(chart, true) + '\n');
  write_result_file(options.path, kind_of(options.path)->draw(chart));
}

procmem::LocalZone local_zone(procmem::Curve::Time time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return {std::chrono::seconds(local.tm_gmtoff), local.tm_zone};
}

}  // namespace cli
