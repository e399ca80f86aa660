#include "story.hpp"

#include <cstddef>

namespace cli {
namespace {

constexpr std::uint64_t most_of_a_kind = 200;
constexpr std::size_t most_text = 1000;

}  // namespace

std::string shortened(std::string_view text, std::size_t most) {
  const auto continues = [&text](std::size_t place) {
    return (static_cast<unsigned char>(text[place]) & 0xC0U) == 0x80U;  // a character that began before
  };
  if (text.size() <= most) return std::string(text);
  while (most > 0 && continues(most)) --most;
  return std::string(text.substr(0, most)) + "...";
}

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
  events_.back().text = shortened(event.text, most_text);
}

}  // namespace cli
