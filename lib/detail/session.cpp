#include "detail/session.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace procmem::detail {

void Session::take(std::deque<Command>& commands, std::vector<int>& exits) noexcept {
  if (commands_.empty()) commands_.swap(commands);
  if (exits_.empty()) exits_.swap(exits);
}

void Session::work() noexcept {
  starved_ = false;
  attempt([this] {
    for (; !commands_.empty(); commands_.pop_front()) obey(commands_.front());
  });
  attempt([this] {
    for (const int pid : exits_) engine_.check_ended(pid);
    exits_.clear();
    engine_.sweep();
  });
  if (!begun_ && commands_.empty()) attempt([this] { begin(); });
  if (begun_) tell_marks();
  if (begun_) attempt([this] { take_due(); });
}

template <class Step>
void Session::attempt(Step step) noexcept {
  try {
    step();
  } catch (const std::exception&) {  // std::bad_alloc; all else has its own way out
    ++out_of_memory_;
    starved_ = true;
  }
}

void Session::obey(Command& command) {
  if (auto* const process = std::get_if<Process>(&command)) {
    if (Target* const target = engine_.join(std::move(*process)); target != nullptr && begun_)
      joined_(*target);
  } else if (const auto* const unwatch = std::get_if<Unwatch>(&command)) {
    engine_.leave(unwatch->pid);
  } else if (auto* const discover = std::get_if<Discover>(&command)) {
    engine_.end_discovery();
    discovery_.emplace(Discovery{std::move(discover->selector), Schedule(Clock::now(), discover->every)});
  } else {
    engine_.add_sink(std::get<std::shared_ptr<Sink>>(command));
  }
}

void Session::begin() {
  engine_.begin(instant_now());
  begun_ = true;
  for (const auto& target : engine_.targets()) joined_(*target);
}

/// The texts stay where they are: see MarkBox::put().
void Session::tell_marks() noexcept {
  PendingMarks marks = marks_->take();
  for (const PendingMark* mark = marks.get(); mark != nullptr; mark = mark->next.get())
    engine_.tell(mark->event);
  marks_->give_back(std::move(marks));
}

void Session::finish() noexcept {
  if (begun_) tell_marks();
  if (!std::exchange(begun_, false)) return;
  for (const auto& target : engine_.targets()) target->exit_wait.reset();
  schedule_.reset();
  pss_.reset();
  engine_.finish(instant_now());
}

void Session::clear() noexcept {
  commands_.clear();
  discovery_.reset();
  engine_.clear();
}

void Session::complete_tick() noexcept {
  while (engine_.in_tick()) attempt([this] { engine_.go_on(); });
}

/// The first tick waits for a look over all processes that goes on; later ones do not.
void Session::take_due() {
  if (engine_.in_tick())
    engine_.go_on();
  else if (schedule_)
    tick_if_due();
  if (discovery_) discover_if_due();
  if (engine_.idle()) {
    schedule_.reset();
    pss_.reset();
  } else if (!schedule_ && !engine_.in_discovery()) {
    schedule_.emplace(Clock::now(), interval_);
    if (pss_every_) pss_.emplace(Pss{Schedule(Clock::now(), *pss_every_)});
    tick_if_due();
  }
  if (pss_ && !engine_.in_tick()) read_pss_if_due();
}

void Session::tick_if_due() {
  if (const auto now = Clock::now(); !engine_.idle() && schedule_->due(now))
    engine_.tick(schedule_->take(now));
}

void Session::discover_if_due() {
  const auto begun = Clock::now();
  if (!engine_.in_discovery()) {
    if (begun < discovery_due()) return;
    discovery_->schedule.take(begun);
    engine_.begin_discovery(discovery_->selector);
  }
  engine_.discover(joined_);
  const auto now = Clock::now();
  discovery_->budget.spend(now - begun, now);
}

/// Where looking takes too large a share of the time, it is done more seldom.
Session::Clock::time_point Session::discovery_due() const noexcept {
  return std::max(discovery_->schedule.next(), discovery_->budget.free());
}

void Session::read_pss_if_due() {
  const auto begun = Clock::now();
  if (begun < pss_due()) return;
  if (!engine_.in_pss_round()) {
    pss_->schedule.take(begun);
    engine_.begin_pss_round();
  }
  engine_.read_pss();
  const auto now = Clock::now();
  pss_->last_cost = now - begun;
  pss_time_ += pss_->last_cost;
  pss_->budget.spend(pss_->last_cost, now);
}

/// A reading that might delay the next tick waits until that is over, unless there never is that much time.
Session::Clock::time_point Session::pss_due() const noexcept {
  auto due = pss_->budget.free();
  if (!engine_.in_pss_round()) due = std::max(due, pss_->schedule.next());
  const auto tick = schedule_->next();
  const bool in_the_way = due < tick && std::max(due, Clock::now()) + pss_->last_cost >= tick;
  return in_the_way && 2 * pss_->last_cost < interval_ ? tick : due;
}

std::optional<Session::Clock::time_point> Session::next_deadline() const noexcept {
  std::optional<Clock::time_point> next;
  const auto consider = [&next](Clock::time_point when) { next = std::min(next.value_or(when), when); };
  if (engine_.in_tick() || engine_.in_discovery()) consider(Clock::now());
  if (schedule_) consider(schedule_->next());
  if (discovery_ && begun_) consider(discovery_due());
  if (schedule_ && pss_) consider(pss_due());
  if (starved_)
    consider(Clock::now() + std::min<std::chrono::nanoseconds>(interval_, std::chrono::seconds(1)));
  return next;
}

}  // namespace procmem::detail
