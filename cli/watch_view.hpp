#ifndef PROCMEM_CLI_WATCH_VIEW_HPP
#define PROCMEM_CLI_WATCH_VIEW_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <procmem/bytes.hpp>

#include "page.hpp"
#include "watch_model.hpp"

namespace cli {

/// What is told beside the curves.
struct WatchFacts {
  std::chrono::nanoseconds interval{};
  std::uint64_t missed = 0;               ///< ticks
  std::optional<double> cpu_share;        ///< of one core, the watcher's own, once it is worth telling
  std::optional<procmem::Bytes> own_rss;  ///< the watcher's own
  bool over = false;                      ///< nothing more will come
};

enum class Key { up, down, page_up, page_down, home, end, enter, escape, left, right, order };

/// What is on the screen: a list of processes, or one of them with its chart. Pure: it draws text for a size,
/// and knows no terminal.
class WatchView {
 public:
  /// \param list whether it begins with the list. The model must outlive it.
  WatchView(const WatchModel& model, bool list) noexcept : model_(model), list_(list) {}

  void press(Key key);
  void say(std::string message) { message_ = std::move(message); }  ///< safe to print

  /// As many lines as there are rows, none wider than the columns.
  Page draw(const Look& look, const WatchFacts& facts);

 private:
  enum class Order { growth, amount, name, pid };

  const Watched* charted();
  std::vector<const Watched*> ordered() const;
  void move(std::ptrdiff_t by);
  Page draw_list(const Look& look, const WatchFacts& facts);
  std::vector<std::pair<std::string, std::string>> keys(bool utf8, bool several) const;
  Line foot(const Look& look, bool several) const;

  const WatchModel& model_;
  bool list_;
  bool picked_ = false;       // whether chosen_ was chosen by hand
  std::uint64_t chosen_ = 0;  // the curve's number
  std::size_t top_ = 0;       // the first line of the list that is shown
  std::size_t page_ = 1;      // how many are shown
  std::size_t field_ = 0;     // which is charted
  Order order_ = Order::growth;
  std::string message_;
};

}  // namespace cli

#endif
