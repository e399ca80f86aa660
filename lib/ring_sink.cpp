// Has a lock: a sampler writes while other threads read.
#include <procmem/ring_sink.hpp>

#include <algorithm>
#include <mutex>
#include <stdexcept>

namespace procmem {

struct RingSink::Impl {
  explicit Impl(std::size_t capacity) : ring(capacity) {}

  std::size_t oldest() const noexcept { return size < ring.size() ? 0 : next; }

  mutable std::mutex mutex;
  std::vector<Sample> ring;
  std::size_t next = 0;  // where the next sample goes
  std::size_t size = 0;
};

RingSink::RingSink(std::size_t capacity) {
  if (capacity == 0) throw std::invalid_argument("procmem::RingSink: the capacity must be more than 0");
  impl_ = std::make_unique<Impl>(capacity);
}

RingSink::~RingSink() = default;

void RingSink::on_sample(const Sample& sample) {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  impl_->ring[impl_->next] = sample;
  impl_->next = (impl_->next + 1) % impl_->ring.size();
  impl_->size = std::min(impl_->size + 1, impl_->ring.size());
}

std::size_t RingSink::capacity() const noexcept {
  return impl_->ring.size();
}

std::size_t RingSink::size() const {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  return impl_->size;
}

std::vector<Sample> RingSink::samples() const {
  std::vector<Sample> copy;
  copy.reserve(capacity());
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  for (std::size_t i = 0; i < impl_->size; ++i)
    copy.push_back(impl_->ring[(impl_->oldest() + i) % impl_->ring.size()]);
  return copy;
}

std::optional<Sample> RingSink::last() const {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  if (impl_->size == 0) return std::nullopt;
  return impl_->ring[(impl_->next + impl_->ring.size() - 1) % impl_->ring.size()];
}

}  // namespace procmem
