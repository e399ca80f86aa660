#include <procmem/plot.hpp>

#include <algorithm>
#include <utility>

#include "detail/plot_drawing.hpp"
#include "detail/plot_text.hpp"
#include "detail/series_store.hpp"
#include "detail/svg.hpp"

namespace procmem {

/// Seconds since the first point: doubles are exact enough for a time, and finer than a picture.
struct Curve::Impl {
  Time begin;
  detail::CurveStore store;

  Time time_of(double seconds) const noexcept {
    return begin + std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(seconds));
  }
};

Curve::Curve() : impl_(std::make_unique<Impl>()) {}
Curve::Curve(const Curve& other) : impl_(std::make_unique<Impl>(*other.impl_)) {}
Curve::Curve(Curve&& other) noexcept = default;
Curve::~Curve() = default;

Curve& Curve::operator=(Curve other) noexcept {
  impl_ = std::move(other.impl_);
  return *this;
}

void Curve::add(Time time, std::int64_t value) {
  detail::CurveStore& store = impl_->store;
  if (store.empty()) impl_->begin = time;
  const double seconds = std::chrono::duration<double>(time - impl_->begin).count();
  store.add(store.empty() ? 0 : std::max(seconds, store.back().last), static_cast<double>(value));
}

std::size_t Curve::size() const noexcept {
  return impl_->store.size();
}

Curve::Span Curve::operator[](std::size_t i) const noexcept {
  const detail::Bucket& bucket = impl_->store[i];
  return {impl_->time_of(bucket.first), impl_->time_of(bucket.last), bucket.min, bucket.max, bucket.mean()};
}

double Curve::growth() const noexcept {
  return empty() ? 0 : impl_->store.back().mean() - impl_->store[0].mean();
}

Canvas::~Canvas() = default;

void draw(const Chart& chart, Canvas& canvas, const DrawingOptions& options) {
  detail::draw_chart(chart, canvas, options);
}

std::string draw_svg(const Chart& chart, const DrawingOptions& options) {
  detail::SvgCanvas canvas(options.width, options.height, chart.title, chart.subtitle);
  draw(chart, canvas, options);
  return std::move(canvas).finish();
}

std::string draw_text(const Chart& chart, const TextChartOptions& options) {
  return detail::draw_chart_text(chart, options);
}

}  // namespace procmem
