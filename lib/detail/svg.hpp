#ifndef PROCMEM_DETAIL_SVG_HPP
#define PROCMEM_DETAIL_SVG_HPP

#include <string>
#include <string_view>
#include <vector>

#include <procmem/plot.hpp>

namespace procmem::detail {

/// Writes what is drawn as SVG 1.1 with colours of its own for light and dark.
class SvgCanvas final : public Canvas {
 public:
  /// \param title, description for those who cannot see it
  SvgCanvas(double width, double height, std::string_view title, std::string_view description);

  void line(const std::vector<DrawnPoint>& points, const Stroke& stroke) override;
  void area(const std::vector<DrawnPoint>& outline, Ink ink, double opacity) override;
  void text(DrawnPoint at, const Lettering& lettering, std::string_view text) override;

  std::string finish() &&;

 private:
  void append_path(const std::vector<DrawnPoint>& points, bool closed);
  void append_element(std::string_view name, std::string_view text);

  std::string out_;
};

/// Safe within an element and within a quoted attribute; what XML cannot hold becomes U+FFFD.
void append_xml(std::string& out, std::string_view text);

}  // namespace procmem::detail

#endif
