#include "detail/sum.hpp"

#include <procmem/fields.hpp>

namespace procmem::detail {

void add(StatusSnapshot& total, const StatusSnapshot& part) noexcept {
  for (const Field& field : fields())
    if (const auto value = field.get(part)) field.set(total, field.get(total).value_or(0) + *value);
}

}  // namespace procmem::detail
