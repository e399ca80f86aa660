#include "png.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include <cairo.h>

#include "exit_status.hpp"

namespace cli {
namespace {

using procmem::DrawnPoint;
using procmem::Ink;

constexpr double scale = 2;  // for dense screens and for print

struct Rgb {
  unsigned red, green, blue;
};

// In Ink's order: the light colours of the SVG.
constexpr std::array<Rgb, 11> inks = {{{0x1b, 0x1f, 0x24},
                                       {0x5b, 0x65, 0x70},
                                       {0xe3, 0xe7, 0xeb},
                                       {0xb4, 0xbb, 0xc3},
                                       {0xb3, 0x26, 0x1e},
                                       {0x00, 0x72, 0xb2},
                                       {0xd5, 0x5e, 0x00},
                                       {0x00, 0x9e, 0x73},
                                       {0xb8, 0x52, 0x8d},
                                       {0xe6, 0x9f, 0x00},
                                       {0x56, 0xb4, 0xe9}}};

struct Destroy {
  void operator()(cairo_surface_t* surface) const noexcept { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const noexcept { cairo_destroy(context); }
};

class PngCanvas final : public procmem::Canvas {
 public:
  PngCanvas(double width, double height)
      : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width * scale),
                                            static_cast<int>(height * scale))),
        context_(cairo_create(surface_.get())) {
    cairo_scale(context_.get(), scale, scale);
    cairo_set_source_rgb(context_.get(), 1, 1, 1);
    cairo_paint(context_.get());
    cairo_set_line_join(context_.get(), CAIRO_LINE_JOIN_ROUND);
  }

  void line(const std::vector<DrawnPoint>& points, const procmem::Stroke& stroke) override {
    constexpr std::array<double, 2> dashed = {6, 4};
    constexpr std::array<double, 2> dotted = {1.5, 4};
    const bool solid = stroke.dashes == procmem::Dashes::none;
    const auto& dashes = stroke.dashes == procmem::Dashes::dashed ? dashed : dotted;
    cairo_set_dash(context_.get(), dashes.data(), solid ? 0 : 2, 0);
    cairo_set_line_width(context_.get(), stroke.width);
    choose(stroke.ink, 1);
    trace(points);
    cairo_stroke(context_.get());
  }

  void area(const std::vector<DrawnPoint>& outline, Ink ink, double opacity) override {
    choose(ink, opacity);
    trace(outline);
    cairo_fill(context_.get());
  }

  void text(DrawnPoint at, const procmem::Lettering& lettering, std::string_view text) override {
    const std::string terminated(text);
    cairo_select_font_face(context_.get(), "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                           lettering.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(context_.get(), lettering.size);
    cairo_text_extents_t extents;
    cairo_text_extents(context_.get(), terminated.c_str(), &extents);
    choose(lettering.ink, 1);
    cairo_move_to(context_.get(), at.x - lettering.anchor * extents.x_advance, at.y);
    cairo_show_text(context_.get(), terminated.c_str());
  }

  std::string finish() {
    std::string png;
    const cairo_status_t status = cairo_surface_write_to_png_stream(
        surface_.get(),
        [](void* out, const unsigned char* bytes, unsigned size) {
          static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
          return CAIRO_STATUS_SUCCESS;
        },
        &png);
    if (status != CAIRO_STATUS_SUCCESS)
      throw Failure(ExitStatus::output,
                    std::string("cannot draw the PNG: ") + cairo_status_to_string(status));
    return png;
  }

 private:
  void choose(Ink ink, double opacity) {
    const Rgb& color = inks[static_cast<std::size_t>(ink)];
    cairo_set_source_rgba(context_.get(), color.red / 255.0, color.green / 255.0, color.blue / 255.0,
                          opacity);
  }

  void trace(const std::vector<DrawnPoint>& points) {
    cairo_new_path(context_.get());
    for (const DrawnPoint& point : points) cairo_line_to(context_.get(), point.x, point.y);
  }

  std::unique_ptr<cairo_surface_t, Destroy> surface_;
  std::unique_ptr<cairo_t, Destroy> context_;
};

}  // namespace

bool can_draw_png() noexcept {
  return true;
}

std::string draw_png(const procmem::Chart& chart, const procmem::DrawingOptions& options) {
  PngCanvas canvas(options.width, options.height);
  procmem::draw(chart, canvas, options);
  return canvas.finish();
}

}  // namespace cli
