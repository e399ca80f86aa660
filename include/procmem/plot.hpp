#ifndef PROCMEM_PLOT_HPP
#define PROCMEM_PLOT_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <procmem/export.hpp>
#include <procmem/fields.hpp>
#include <procmem/growth.hpp>

namespace procmem {

/// A figure over time as a chart needs it: however many points, at most 2048 spans of time (100 KiB), each
/// with its lowest and its highest value, so that no peak is lost. Until they are full each point has its
/// own; then neighbours merge. Adding is O(1), amortised. Threads: one at a time may use it.
class PROCMEM_EXPORT Curve {
 public:
  using Time = std::chrono::system_clock::time_point;
  struct Span {
    Time first, last;  ///< of its points
    double low = 0, high = 0, mean = 0;
  };

  Curve();
  Curve(const Curve& other);
  Curve(Curve&& other) noexcept;  ///< only assigning to `other`, and destroying it, has a meaning then
  Curve& operator=(Curve other) noexcept;
  ~Curve();

  /// A time before that of the point before (the clock was set back) counts as that one's.
  void add(Time time, std::int64_t value);

  std::size_t size() const noexcept;  ///< in spans
  bool empty() const noexcept { return size() == 0; }
  Span operator[](std::size_t i) const noexcept;
  double growth() const noexcept;  ///< from the mean of the first span to that of the last

 private:
  struct PROCMEM_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

/// One line of a chart. Texts may hold any bytes: whoever draws makes them safe.
struct ChartSeries {
  std::string name;
  Curve curve;
  std::optional<GrowthRate> rate;  ///< drawn as a trend with its band, through the curve's second half
};

/// Something that happened, drawn as an upright line.
struct ChartMark {
  Curve::Time time;
  std::string text;
  bool boundary = false;  ///< one process ends here, or another begins
};

/// What is drawn. Six of many series, those that grew most, are coloured and named; the others are thin and
/// grey. A pause of more than five times the usual one is a gap: what lies between was not measured.
struct Chart {
  std::string title;
  std::string subtitle;  ///< such as explain() of the report
  Field::Unit unit = Field::Unit::bytes;
  std::vector<ChartSeries> series;
  std::vector<ChartMark> marks;
  std::optional<Bytes> limit;  ///< drawn where it is not far above the curves, and told otherwise
  bool from_zero = false;      ///< the upright axis begins at 0 even where that hides the growth
  bool elapsed = false;        ///< time counts from each curve's beginning, for comparing; no marks then
};

/// What a clock on the wall shows at a time. The library asks neither the system's clock nor its zone.
struct LocalZone {
  std::chrono::seconds offset{};  ///< east of UTC
  std::string name = "UTC";
};
using ZoneFunction = std::function<LocalZone(Curve::Time)>;

struct TextChartOptions {
  std::size_t columns = 80;  ///< at least 40
  std::size_t rows = 24;     ///< at least 8; fewer lines where the texts need fewer
  bool unicode = true;       ///< UTF-8 with braille dots; otherwise ASCII
  bool color = false;        ///< with escape sequences of a terminal
  ZoneFunction zone;         ///< none: UTC
};

/// A chart for a terminal: lines of at most so many columns, each ended by a line feed.
PROCMEM_EXPORT std::string draw_text(const Chart& chart, const TextChartOptions& options = {});

struct DrawingOptions {
  double width = 960, height = 420;  ///< at least 320 × 200
  ZoneFunction zone;                 ///< none: UTC
};

/// A chart as a whole SVG file: no script, nothing to fetch, light or dark as the reader's system is.
PROCMEM_EXPORT std::string draw_svg(const Chart& chart, const DrawingOptions& options = {});

/// What a chart is drawn in; a back-end gives them colours. The six are those of series.
enum class Ink { text, faint, grid, other, limit, first, second, third, fourth, fifth, sixth };

struct DrawnPoint {
  double x, y;  ///< from the upper left corner
};
enum class Dashes { none, dashed, dotted };
struct Stroke {
  Ink ink = Ink::text;
  double width = 1;
  Dashes dashes = Dashes::none;
};
struct Lettering {
  Ink ink = Ink::text;
  double size = 12;
  double anchor = 0;  ///< 0: the point is at its left end; 0.5: in its middle; 1: at its right end
  bool bold = false;
};

/// For a back-end of your own: what can draw lines, areas and texts can draw charts. What is drawn later lies
/// above.
class PROCMEM_EXPORT Canvas {
 public:
  virtual ~Canvas();
  virtual void line(const std::vector<DrawnPoint>& points, const Stroke& stroke) = 0;
  virtual void area(const std::vector<DrawnPoint>& outline, Ink ink, double opacity) = 0;
  /// \param text valid UTF-8 without control characters; the point is on its base line.
  virtual void text(DrawnPoint at, const Lettering& lettering, std::string_view text) = 0;

 protected:
  Canvas() = default;
  Canvas(const Canvas&) = default;
  Canvas& operator=(const Canvas&) = default;
};

PROCMEM_EXPORT void draw(const Chart& chart, Canvas& canvas, const DrawingOptions& options = {});

}  // namespace procmem

#endif
