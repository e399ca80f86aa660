#include <procmem/growth_sink.hpp>

namespace procmem {

// Placeholder while it is written.
struct GrowthSink::Impl {
  GrowthOptions options;
  VerdictCallback on_change;
};
GrowthSink::GrowthSink(const GrowthOptions& options, VerdictCallback on_change)
    : impl_(new Impl{options, std::move(on_change)}) {}
GrowthSink::~GrowthSink() = default;
void GrowthSink::on_start(const RecordHeader&) {}
void GrowthSink::on_sample(const Sample&) {}
void GrowthSink::on_event(const Event&) {}
std::vector<GrowthSeries> GrowthSink::series() const {
  return {};
}

}  // namespace procmem
