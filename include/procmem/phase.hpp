#ifndef PROCMEM_PHASE_HPP
#define PROCMEM_PHASE_HPP

#include <memory>
#include <string_view>

#include <procmem/event.hpp>
#include <procmem/export.hpp>

namespace procmem {

namespace detail {
class MarkBox;
}  // namespace detail

class BackgroundSampler;
class Sampler;

/// A phase of the calling process ("load index"), from construction to end() or destruction, an exception's
/// included: what its VmRSS was before and after, and its peak. The peak is exact where the kernel's count,
/// VmHWM, is of this phase alone, for which it is reset at the beginning (5 to /proc/self/clear_refs), or
/// where the phase has exceeded all before it. Otherwise it is the largest VmRSS that was observed: at both
/// ends, and by the samples that samplers took of this process meanwhile. PhaseResult::peak_exact tells
/// which. Phases may be nested and overlap, in one thread or several, and belong to several samplers; each
/// keeps the peak of the whole process in its own time. VmHWM, in samples and for others, is then the largest
/// VmRSS since the last phase began. The sinks are told the beginning and the end as EventKind::mark, as they
/// are told marks: see Sampler::mark(). Errors: std::bad_alloc from the constructor, which then has had no
/// effect; what cannot be read is absent. Threads: a phase may be ended by another thread than began it, one
/// at a time. Lifetime: it may outlive the sampler, and then records nothing but still gives its result. In
/// the child of a fork() it is of no use. Source: proc(5), clear_refs (Linux 4.0).
class PROCMEM_EXPORT Phase {
 public:
  /// \param name any bytes; beyond 1 KiB it is cut off.
  Phase(Sampler& sampler, std::string_view name);
  Phase(BackgroundSampler& sampler, std::string_view name);
  Phase(Phase&&) noexcept;             ///< what was moved from may be assigned to and destroyed
  Phase& operator=(Phase&&) noexcept;  ///< ends the one assigned to
  ~Phase();                            ///< as end()

  /// Ends it, and tells what it was; the same at each further call.
  PhaseResult end() noexcept;

 private:
  Phase(std::shared_ptr<detail::MarkBox> marks, std::string_view name);
  struct PROCMEM_HIDDEN Open;
  std::unique_ptr<Open> open_;
};

}  // namespace procmem

#endif
