#ifndef PROCMEM_DETAIL_HEAP_READER_HPP
#define PROCMEM_DETAIL_HEAP_READER_HPP

#include <procmem/sample.hpp>

#include "detail/cost_budget.hpp"

namespace procmem::detail {

/// Asks this process's allocator beside its samples. A heap of many free blocks takes long to count, and its
/// arenas are locked meanwhile: then only some samples have the figures, so that no more than a hundredth of
/// a CPU goes into it.
class HeapReader {
 public:
  /// \param wanted false: no sample has them.
  explicit HeapReader(bool wanted);

  /// Fills in a sample of this process; of another it has no effect.
  void read(Sample& sample) noexcept;

 private:
  static constexpr double share = 0.01;

  int own_pid_ = 0;  // as /proc tells it; 0: nothing to be read
  CostBudget budget_{share};
};

}  // namespace procmem::detail

#endif
