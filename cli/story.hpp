#ifndef PROCMEM_CLI_STORY_HPP
#define PROCMEM_CLI_STORY_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <procmem/event.hpp>
#include <procmem/record_format.hpp>

namespace cli {

/// As much of a text as fits, cut between two characters and ended with "...". \param most in bytes.
std::string shortened(std::string_view text, std::size_t most);

/// What a recording tells beside its samples, in bounded memory.
class Story {
 public:
  void add(const procmem::RecordHeader& header);
  void add(const procmem::Event& event);

  /// The first segment's.
  const std::optional<procmem::RecordHeader>& header() const noexcept { return header_; }

  /// In file order; of each kind the first 200.
  const std::vector<procmem::Event>& events() const noexcept { return events_; }
  std::uint64_t left_out() const noexcept { return left_out_; }

 private:
  std::optional<procmem::RecordHeader> header_;
  std::vector<procmem::Event> events_;
  std::array<std::uint64_t, 10> of_kind_{};
  std::uint64_t left_out_ = 0;
};

}  // namespace cli

#endif
