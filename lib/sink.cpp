#include <procmem/sink.hpp>

#include <utility>

namespace procmem {
namespace {

class CallbackSink final : public Sink {
 public:
  CallbackSink(SampleCallback on_sample, EventCallback on_event)
      : on_sample_(std::move(on_sample)), on_event_(std::move(on_event)) {}

  void on_sample(const Sample& sample) override {
    if (on_sample_) on_sample_(sample);
  }
  void on_event(const Event& event) override {
    if (on_event_) on_event_(event);
  }

 private:
  SampleCallback on_sample_;
  EventCallback on_event_;
};

}  // namespace

Sink::~Sink() = default;
void Sink::on_start(const RecordHeader& /*header*/) {}
void Sink::on_event(const Event& /*event*/) {}

std::shared_ptr<Sink> make_callback_sink(SampleCallback on_sample, EventCallback on_event) {
  return std::make_shared<CallbackSink>(std::move(on_sample), std::move(on_event));
}

}  // namespace procmem
