#include "watch_view.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "columns.hpp"
#include "units.hpp"
#include "watch_parts.hpp"

namespace cli {
namespace {

constexpr std::size_t least_rows_for_status = 10;
constexpr std::size_t least_rows_for_counts = 8;

std::size_t place_of(const std::vector<const Watched*>& list, std::uint64_t number) {
  const auto found = std::find_if(list.begin(), list.end(),
                                  [number](const Watched* watched) { return watched->number == number; });
  return found == list.end() ? 0 : static_cast<std::size_t>(found - list.begin());
}

/// Whose sample is the newest; null: there is none.
const Watched* newest_of(const std::vector<const Watched*>& list) {
  const auto newest = std::max_element(list.begin(), list.end(), [](const Watched* a, const Watched* b) {
    return a->last->monotonic < b->last->monotonic;
  });
  return newest == list.end() ? nullptr : *newest;
}

/// How far a key moves the choice; nothing where it does not.
std::optional<std::ptrdiff_t> step_of(Key key, std::size_t page) {
  constexpr std::ptrdiff_t far = 1'000'000;
  switch (key) {
    case Key::up:
      return -1;
    case Key::down:
      return 1;
    case Key::page_up:
      return -static_cast<std::ptrdiff_t>(page);
    case Key::page_down:
      return static_cast<std::ptrdiff_t>(page);
    case Key::home:
      return -far;
    case Key::end:
      return far;
    default:
      return std::nullopt;
  }
}

void cut_to(const Look& look, Page& page) {
  for (Line& line : page) {
    std::size_t left = look.columns;
    for (Span& span : line) {
      if (columns_of(span.text) > left) span.text = to_left(span.text, left, look.utf8);
      left -= columns_of(span.text);
    }
  }
}

}  // namespace

void WatchView::move(std::ptrdiff_t by) {
  const std::vector<const Watched*> list = ordered();
  if (list.empty()) return;
  const auto last = static_cast<std::ptrdiff_t>(list.size()) - 1;
  const auto place = static_cast<std::ptrdiff_t>(picked_ ? place_of(list, chosen_) : 0);
  chosen_ = list[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(place + by, 0, last))]->number;
  picked_ = true;
}

void WatchView::press(Key key) {
  const std::size_t fields = model_.fields().size();
  const Watched* const watched = charted();
  const auto step = step_of(key, page_);
  message_.clear();
  if (watched != nullptr && model_.all().size() > 1 && (key == Key::escape || step)) {
    chosen_ = watched->number;
    picked_ = true;
    list_ = key == Key::escape;
  }
  if (step && (list_ || picked_)) return move(*step);
  if (key == Key::enter && list_) {
    move(0);
    list_ = false;
  } else if (key == Key::left) {
    field_ = (field_ + fields - 1) % fields;
  } else if (key == Key::right) {
    field_ = (field_ + 1) % fields;
  } else if (key == Key::order) {
    order_ = order_ == Order::pid ? Order::growth : static_cast<Order>(static_cast<int>(order_) + 1);
    picked_ = false;
    top_ = 0;
  }
}

/// Where nobody was chosen, the newest; whoever has executed another program is followed.
const Watched* WatchView::charted() {
  if (list_) return nullptr;
  const std::vector<const Watched*> all = model_.all();
  if (all.empty()) return nullptr;
  if (!picked_)
    return *std::max_element(all.begin(), all.end(), [](const Watched* a, const Watched* b) {
      return std::make_tuple(!has_ended(*a), a->number) < std::make_tuple(!has_ended(*b), b->number);
    });
  const Watched* const watched = model_.find(chosen_);
  if (watched == nullptr) {
    list_ = true;
    return nullptr;
  }
  const Watched* const successor = model_.successor_of(*watched);
  if (successor != nullptr) chosen_ = successor->number;
  return successor != nullptr ? successor : watched;
}

/// The sum first, those that have ended last.
std::vector<const Watched*> WatchView::ordered() const {
  std::vector<const Watched*> list = model_.all();
  const auto rank = [](const Watched* watched) {
    return has_ended(*watched) ? 2 : watched->pid == 0 ? 0 : 1;
  };
  std::stable_sort(list.begin(), list.end(), [&](const Watched* a, const Watched* b) {
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    switch (order_) {
      case Order::growth:
        return a->growth() > b->growth();
      case Order::amount:
        return a->now() > b->now();
      case Order::name:
        return a->name.view() < b->name.view();
      case Order::pid:
        break;
    }
    return a->pid < b->pid;
  });
  return list;
}

/// What can be pressed now, and what it does.
std::vector<std::pair<std::string, std::string>> WatchView::keys(bool utf8, bool several) const {
  const char* const up_down = utf8 ? "↑↓" : "Up/Down";
  static constexpr std::array<const char*, 4> orders = {"growth", "amount", "name", "pid"};
  if (list_)
    return {{"q", "quit"},
            {up_down, "choose"},
            {"Enter", "chart"},
            {"s", std::string("sorted by ") + orders[static_cast<std::size_t>(order_)]}};
  std::vector<std::pair<std::string, std::string>> keys = {{"q", "quit"}};
  if (several) keys.insert(keys.end(), {{"Esc", "list"}, {up_down, "next"}});
  if (model_.fields().size() > 1) keys.emplace_back(utf8 ? "←→" : "Left/Right", "figure");
  return keys;
}

Line WatchView::foot(const Look& look, bool several) const {
  Line line;
  std::size_t left = look.columns;
  for (const auto& [key, meaning] : keys(look.utf8, several)) {
    const std::size_t needed = 1 + columns_of(key) + 1 + meaning.size() + 1;
    if (needed > left) break;
    left -= needed;
    line.push_back({' ' + key, Ink::strong});
    line.push_back({' ' + meaning + ' ', Ink::faint});
  }
  return line;
}

Page WatchView::draw_list(const Look& look, const WatchFacts& facts) {
  const std::vector<const Watched*> list = ordered();
  const auto count = [&list](auto which) {
    return static_cast<std::size_t>(std::count_if(list.begin(), list.end(), which));
  };
  const std::size_t ended = count([](const Watched* watched) { return has_ended(*watched); });
  const std::size_t running =
      count([](const Watched* watched) { return !has_ended(*watched) && watched->pid != 0; });
  std::string title = std::to_string(running) + (running == 1 ? " process" : " processes");
  if (ended != 0) title += ", " + std::to_string(ended) + " ended";
  Page page = {bar_of(title, bar_facts(newest_of(list), facts), look)};
  if (look.rows >= least_rows_for_counts) page.push_back(verdict_counts(list));
  if (look.rows >= 3) page.push_back(list_head(look, model_.fields().front()->key));
  page_ = look.rows - std::min(look.rows - 1, page.size());
  const std::size_t chosen = picked_ ? place_of(list, chosen_) : 0;
  const std::size_t most_top = list.size() - std::min(list.size(), page_);
  top_ = std::min({std::max(top_, chosen + 1 - std::min(chosen + 1, page_)), chosen, most_top});
  for (std::size_t i = top_; i < list.size() && i < top_ + page_; ++i)
    page.push_back(list_line(*list[i], i == chosen, look));
  return page;
}

Page WatchView::draw(const Look& look, const WatchFacts& facts) {
  const bool roomy = look.rows >= least_rows_for_status;
  Look body = look;
  body.rows -= std::min<std::size_t>(look.rows - 1, roomy ? 2 : 1);
  const Watched* const one = charted();
  const std::size_t all = model_.all().size();
  Page page;
  if (all == 0)
    page = {bar_of("procmem-cli watch", "", look), {}, {{" waiting for the first sample", Ink::faint}}};
  else
    page = one == nullptr ? draw_list(body, facts) : draw_one(*one, model_, field_, body, facts);
  page.resize(body.rows);
  if (roomy && message_.empty()) page.push_back({{' ' + facts_text(one, facts), Ink::faint}});
  if (roomy && !message_.empty()) page.push_back({{' ' + message_, Ink::doubtful}});
  page.push_back(foot(look, all > 1));
  page.resize(look.rows);
  cut_to(look, page);
  return page;
}

}  // namespace cli
