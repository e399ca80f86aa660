#include "detail/kept_file.hpp"

#include <algorithm>
#include <cstdint>

#include <sys/resource.h>

namespace procmem::detail {
namespace {

std::int64_t budget() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  return static_cast<std::int64_t>(std::min<rlim_t>(limit.rlim_cur, INT32_MAX)) / 2;
}

std::atomic<std::int64_t> allowed{budget()};
std::atomic<std::int64_t> taken{0};

}  // namespace

void descriptor_budget::refresh() noexcept {
  allowed = budget();
}

bool descriptor_budget::take() noexcept {
  if (taken.fetch_add(1) < allowed) return true;
  give_back();
  return false;
}

void descriptor_budget::take_anyway() noexcept {
  ++taken;
}

void descriptor_budget::give_back() noexcept {
  --taken;
}

KeptFile::Lease KeptFile::open(int directory, int kept, std::error_code& error) const noexcept {
  UniqueFd opened = open_at(directory, name_, 0, error);
  if (error || kept == never || !descriptor_budget::take()) return Lease(std::move(opened));
  if (kept_.compare_exchange_strong(kept, opened.get())) return Lease(opened.release());
  descriptor_budget::give_back();  // another thread was first
  return Lease(std::move(opened));
}

void KeptFile::let_go() noexcept {
  const UniqueFd kept(kept_.exchange(never));
  if (kept.valid()) descriptor_budget::give_back();
}

}  // namespace procmem::detail
