#include "story.hpp"

#include <cstddef>

namespace cli {
namespace {

constexpr std::uint64_t most_of_a_kind = 200;
constexpr std::size_t most_text = 1000;

}  // namespace

void Story::add(const procmem::RecordHeader& header) {
  if (!header_) header_ = header;
}

void Story::add(const procmem::Event& event) {
  static_assert(static_cast<std::size_t>(procmem::EventKind::stopped) == 9);
  if (of_kind_[static_cast<std::size_t>(event.kind)]++ >= most_of_a_kind) {
    ++left_out_;
    return;
  }
  events_.push_back(event);
  std::string& text = events_.back().text;
  if (text.size() > most_text) text.replace(most_text, std::string::npos, "...");
}

}  // namespace cli
