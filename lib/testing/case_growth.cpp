#include <procmem/testing/case_growth.hpp>

#include <algorithm>
#include <utility>

#include <procmem/text.hpp>

#include "testing/reading.hpp"

namespace procmem::testing {

struct CaseGrowthLog::Impl {
  Reader reader;
  GuardRound before;
  std::string name;
  std::vector<CaseGrowth> cases;
};

namespace {

template <class Figure>
std::optional<Figure> difference(std::optional<Figure> before, std::optional<Figure> after) {
  return before && after ? std::optional(*after - *before) : std::nullopt;
}

std::string signed_text(std::optional<Bytes> amount) {
  if (!amount) return "-";
  return (*amount > Bytes() ? "+" : "") + format_bytes(*amount);
}

std::string signed_text(std::optional<std::int64_t> number) {
  if (!number) return "-";
  return (*number > 0 ? "+" : "") + std::to_string(*number);
}

bool left_something(const CaseGrowth& growth) {
  return growth.heap.value_or(Bytes()) > Bytes() || growth.resident.value_or(Bytes()) > Bytes() ||
         growth.threads.value_or(0) > 0;
}

std::string cell(std::string text) {
  constexpr std::size_t width = 14;
  text.insert(0, std::max(width, text.size()) - text.size(), ' ');
  return text;
}

}  // namespace

CaseGrowthLog::CaseGrowthLog() : impl_(std::make_unique<Impl>()) {}
CaseGrowthLog::CaseGrowthLog(CaseGrowthLog&&) noexcept = default;
CaseGrowthLog& CaseGrowthLog::operator=(CaseGrowthLog&&) noexcept = default;
CaseGrowthLog::~CaseGrowthLog() = default;

void CaseGrowthLog::begin(std::string name) {
  impl_->name = std::move(name);
  impl_->cases.reserve(impl_->cases.size() + 1);  // now, so that the log's own growth is no case's
  impl_->before = impl_->reader.read(0);
}

const CaseGrowth& CaseGrowthLog::end() {
  const GuardRound after = impl_->reader.read(1);
  const GuardRound& before = impl_->before;
  return impl_->cases.emplace_back(CaseGrowth{std::move(impl_->name), difference(before.heap, after.heap),
                                              difference(before.resident, after.resident),
                                              difference(before.threads, after.threads)});
}

const std::vector<CaseGrowth>& CaseGrowthLog::cases() const noexcept {
  return impl_->cases;
}

std::string CaseGrowthLog::table() const {
  std::string rows;
  std::size_t growing = 0;
  for (const CaseGrowth& growth : impl_->cases) {
    if (!left_something(growth)) continue;
    ++growing;
    rows += cell(signed_text(growth.heap)) + cell(signed_text(growth.resident)) +
            cell(signed_text(growth.threads)) + "  " + printable(growth.name) + '\n';
  }
  const std::string counts = std::to_string(growing) + " of " + std::to_string(impl_->cases.size());
  return "memory: " + counts + " test cases left something behind\n" +
         (growing == 0 ? "" : cell("heap in use") + cell("resident") + cell("threads") + "  test case\n") +
         rows;
}

}  // namespace procmem::testing
