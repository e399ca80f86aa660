#ifndef PROCMEM_RING_SINK_HPP
#define PROCMEM_RING_SINK_HPP

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include <procmem/export.hpp>
#include <procmem/sink.hpp>

namespace procmem {

/// Has a lock: it may be read from any thread while a sampler writes. Keeps the last N samples in memory,
/// allocated once (some 450 bytes a sample).
class PROCMEM_EXPORT RingSink final : public Sink {
 public:
  /// Errors: std::invalid_argument if capacity is 0.
  explicit RingSink(std::size_t capacity);
  ~RingSink() override;

  void on_sample(const Sample& sample) override;

  std::size_t capacity() const noexcept;
  std::size_t size() const;
  std::vector<Sample> samples() const;  ///< a copy, oldest first
  std::optional<Sample> last() const;   ///< the newest, if there is one

 private:
  struct PROCMEM_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace procmem

#endif
