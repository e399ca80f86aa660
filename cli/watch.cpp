#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "columns.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "live_growth.hpp"
#include "recorder.hpp"
#include "run_report.hpp"
#include "screen.hpp"
#include "summary.hpp"
#include "watch_model.hpp"
#include "watch_view.hpp"

namespace cli {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

/// After a sample others of the same tick follow.
constexpr auto gather = 5ms;
/// Between two drawings that nobody asked for.
constexpr auto least_pause = 250ms;

bool wants_color(const WatchOptions& options) {
  if (options.color) return *options.color;
  const char* const no_color = std::getenv("NO_COLOR");
  return no_color == nullptr || *no_color == '\0';
}

/// Puts on the screen what a Recorder records, and heeds keys and signals, in the recorder's loop.
class Watcher {
 public:
  Watcher(Recorder& recorder, Console& console, const WatchOptions& options);
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  ~Watcher() {
    model_->listen({});
    close();
  }

  const std::shared_ptr<WatchModel>& model() const noexcept { return model_; }

  /// When the loop runs: until then the target may prove to be none.
  void begin() {
    boost::asio::post(recorder_.context(), [this] { open(); });
  }

 private:
  void open();
  void close();
  void quit();
  void await_keys();
  void heed(const Typed& typed);
  void await_signals();
  void heed(int signal);
  void suspend();
  void resume();
  void on_change();
  void draw();
  WatchFacts facts() const;

  Recorder& recorder_;
  Console& console_;
  const WatchOptions& options_;
  std::shared_ptr<WatchModel> model_;
  WatchView view_;
  boost::asio::posix::stream_descriptor keys_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer redraw_timer_;
  std::unique_ptr<Screen> screen_;
  std::string said_;     // what the console was told last
  bool is_due_ = false;  // the timer runs
  Clock::time_point drawn_;
  Clock::time_point begun_ = Clock::now();
  double cpu_before_ = cpu_microseconds();
};

procmem::FieldList charted_fields(const WatchOptions& options) {
  return options.record.fields.empty() ? procmem::parse_field_list("VmRSS") : options.record.fields;
}

Watcher::Watcher(Recorder& recorder, Console& console, const WatchOptions& options)
    : recorder_(recorder),
      console_(console),
      options_(options),
      model_(std::make_shared<WatchModel>(charted_fields(options))),
      view_(*model_, options.record.target.crowd() || options.record.target.children),
      keys_(recorder.context()),
      signals_(recorder.context()),
      redraw_timer_(recorder.context()) {
  model_->listen([this] { on_change(); });
  // Before ncurses, which leaves alone what is handled already.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT}) signals_.add(signal);
}

void Watcher::open() {
  if (recorder_.is_over()) return close();
  screen_ = std::make_unique<Screen>(wants_color(options_));
  const bool utf8 = screen_->look().utf8;
  console_.divert([this, utf8](const std::string& message) {
    said_ = message;
    view_.say(utf8 ? message : in_ascii(message));
    on_change();
  });
  keys_.assign(::dup(screen_->keys()));
  await_keys();
  await_signals();
  draw();
  drawn_ = {};  // the first sample is not kept waiting
}

/// What was said last is said again where it stays.
void Watcher::close() {
  screen_.reset();
  console_.divert({});
  if (!said_.empty()) console_.error(std::exchange(said_, ""));
  error_code ignored;
  keys_.close(ignored);
  signals_.cancel(ignored);
  redraw_timer_.cancel();
}

void Watcher::quit() {
  close();
  recorder_.interrupt();
}

void Watcher::await_keys() {
  keys_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const error_code& cancelled) {
    if (cancelled || !screen_) return;
    while (const auto typed = screen_ ? screen_->read() : std::nullopt) heed(*typed);
    if (!screen_) return;
    if (screen_->is_gone()) return quit();
    draw();
    await_keys();
  });
}

void Watcher::heed(const Typed& typed) {
  switch (typed.kind) {
    case Typed::Kind::quit:
      return quit();
    case Typed::Kind::redraw:
      return screen_->redraw();
    case Typed::Kind::key:
      return view_.press(typed.key);
    case Typed::Kind::unknown:
      return;
  }
}

void Watcher::await_signals() {
  signals_.async_wait([this](const error_code& cancelled, int signal) {
    if (cancelled || !screen_) return;
    heed(signal);
    if (screen_) await_signals();
  });
}

/// The recorder hears of the others, too, and ends or passes them on.
void Watcher::heed(int signal) {
  if (signal == SIGTSTP) return suspend();
  if (signal == SIGCONT) return resume();
  if (signal != SIGWINCH) return close();
  screen_->resize();
  draw();
}

/// Stops as it would have without us; where nobody could continue it, the kernel lets it run on.
void Watcher::suspend() {
  screen_->leave();
  signals_.remove(SIGTSTP);
  ::raise(SIGTSTP);
  signals_.add(SIGTSTP);
  resume();
}

void Watcher::resume() {
  screen_->come_back();
  draw();
}

/// What was asked for is over, or the user has ended it; a process that has ended may be looked at.
void Watcher::on_change() {
  if (!screen_) return;
  if (recorder_.is_over() && recorder_.ending() != Ending::exited && recorder_.ending() != Ending::replaced)
    return boost::asio::post(recorder_.context(), [this] { close(); });
  if (std::exchange(is_due_, true)) return;
  redraw_timer_.expires_at(std::max(drawn_ + least_pause, Clock::now() + gather));
  redraw_timer_.async_wait([this](const error_code& cancelled) {
    is_due_ = false;
    if (!cancelled && screen_) draw();
  });
}

void Watcher::draw() {
  drawn_ = Clock::now();
  screen_->show(view_.draw(screen_->look(), facts()));
}

WatchFacts Watcher::facts() const {
  WatchFacts facts;
  facts.interval = options_.record.interval;
  facts.missed = recorder_.stats().missed;
  if (const std::chrono::duration<double, std::micro> elapsed = Clock::now() - begun_; elapsed > 5s)
    facts.cpu_share = (cpu_microseconds() - cpu_before_) / elapsed.count();
  facts.own_rss = own_rss();
  facts.over = recorder_.is_over();
  return facts;
}

int watch_on_screen(WatchOptions options) {
  options.record.full_screen = true;
  Console console(false);
  Recorder recorder(options.record, nullptr, console);
  const double cpu_before = cpu_microseconds();
  procmem::GrowthOptions once;  // at the end; meanwhile the model judges
  once.judge_while_adding = false;
  const auto growth = std::make_shared<LiveGrowth>(once);
  recorder.add_sink(growth);
  {
    Watcher watcher(recorder, console, options);
    recorder.add_sink(watcher.model());
    watcher.begin();
    recorder.run();
  }
  const RunReport report = report_on(recorder, cpu_microseconds() - cpu_before, options.record);
  if (recorder.tally().samples() != 0)
    console.text(format_summary(recorder.tally(), growth->series(), report));
  return status_of(recorder, console);
}

}  // namespace

int watch(const WatchOptions& options) {
  const std::string obstacle = Screen::obstacle();
  if (obstacle.empty()) return watch_on_screen(options);
  if (::isatty(STDOUT_FILENO) != 0) Console(false).note(obstacle + ": printing rows instead");
  return record(options.record);
}

}  // namespace cli
