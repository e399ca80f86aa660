// What is drawn for which size: the golden screens are in screens/. PROCMEM_WRITE_SCREENS=1 writes them anew.
#include <clocale>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include "columns.hpp"
#include "watch_view.hpp"

namespace {

using cli::Key;
using cli::Look;
using cli::Page;
using cli::WatchModel;
using cli::WatchView;
using procmem::Bytes;
using procmem::EventKind;

using namespace std::chrono_literals;

constexpr std::int64_t mib = 1024 * 1024;

/// A sample of a made-up process, `second` seconds after 2026-11-23T12:29:58Z.
procmem::Sample sample_of(int pid, std::string_view name, int second, std::int64_t anon) {
  procmem::Sample sample;
  sample.time = std::chrono::system_clock::time_point(1795436998s + std::chrono::seconds(second));
  sample.monotonic = std::chrono::steady_clock::time_point(1000s + std::chrono::seconds(second));
  sample.pid = pid;
  sample.status.name = name;
  sample.status.threads = 4;
  sample.status.vm_rss = Bytes(anon + 4 * mib);
  sample.status.rss_anon = Bytes(anon);
  sample.status.rss_file = Bytes(4 * mib);
  sample.status.rss_shmem = Bytes(0);
  sample.status.vm_swap = Bytes(0);
  sample.status.vm_hwm = Bytes(anon + 5 * mib);
  sample.status.vm_size = Bytes(anon + 80 * mib);
  sample.status.vm_data = Bytes(anon + 20 * mib);
  return sample;
}

procmem::Event event_of(EventKind kind, int pid, std::string_view name) {
  procmem::Event event;
  event.kind = kind;
  event.pid = pid;
  event.name = name;
  return event;
}

void begin(WatchModel& model) {
  procmem::RecordHeader header;
  header.limit = Bytes(512 * mib);
  header.limit_source = "cgroup v2 /shop";
  header.limit_bounds = "vm_rss";
  model.on_start(header);
}

/// A leak of 1 MiB on 66 MiB, in ten minutes.
void play_leak(WatchModel& model, int pid, std::string_view name, int seconds = 600) {
  for (int second = 0; second < seconds; ++second)
    model.on_sample(sample_of(pid, name, second, 62 * mib + second * mib / 600 / 4096 * 4096));
}

/// Which warms up to 100 MiB and stays there.
void play_plateau(WatchModel& model, int pid, std::string_view name, int seconds) {
  for (int second = 0; second < seconds; ++second)
    model.on_sample(
        sample_of(pid, name, second,
                  static_cast<std::int64_t>(100 * mib * (1 - std::exp(-second / 40.))) / 4096 * 4096));
}

cli::WatchFacts facts() {
  return {1s, 0, .0021, Bytes(6 * mib), false};
}

std::string text_of(const Page& page) {
  std::string text;
  for (const cli::Line& line : page) text += cli::text_of(line) + '\n';
  return text;
}

std::string drawn(WatchView& view, std::size_t columns, std::size_t rows, bool utf8 = true) {
  const Page page = view.draw({columns, rows, utf8}, facts());
  CHECK(page.size() == rows);
  for (const cli::Line& line : page) CHECK(cli::columns_of(cli::text_of(line)) <= columns);
  return text_of(page);
}

void check_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(PROCMEM_SCREENS) + '/' + name + ".txt";
  if (std::getenv("PROCMEM_WRITE_SCREENS") != nullptr) std::ofstream(path) << text;
  std::ifstream file(path);
  const std::string golden{std::istreambuf_iterator<char>(file), {}};
  CHECK_MESSAGE(golden == text, name, " is now:\n", text);
}

/// The clock and the widths of characters are the same everywhere.
const bool is_prepared = [] {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  return std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr;
}();

WatchModel model_of_several(int seconds) {
  WatchModel model(procmem::parse_field_list("VmRSS"));
  begin(model);
  play_leak(model, 812, "redis-server", seconds);
  play_plateau(model, 4711, "内存 cache", seconds);
  play_leak(model, 99, "\x1b[31mhostile", 20);
  play_leak(model, 100, "gone", 30);
  model.on_event(event_of(EventKind::exited, 100, "gone"));
  return model;
}

}  // namespace

TEST_CASE("one process is drawn for every size") {
  REQUIRE(is_prepared);
  WatchModel model(procmem::parse_field_list("VmRSS"));
  begin(model);
  play_leak(model, 812, "redis-server");
  WatchView view(model, false);
  check_golden("one_80x24", drawn(view, 80, 24));
  check_golden("one_40x10", drawn(view, 40, 10));
  check_golden("one_20x5", drawn(view, 20, 5));
  check_golden("one_200x60", drawn(view, 200, 60));
  check_golden("one_80x24_ascii", drawn(view, 80, 24, false));
  for (std::size_t columns = 1; columns < 100; columns += 7)
    for (std::size_t rows = 1; rows < 40; rows += 3) drawn(view, columns, rows);
}

TEST_CASE("several processes are drawn for every size, the one that grows most first, ended ones last") {
  WatchModel model = model_of_several(600);
  WatchView view(model, true);
  check_golden("list_80x24", drawn(view, 80, 24));
  check_golden("list_40x10", drawn(view, 40, 10));
  check_golden("list_20x5", drawn(view, 20, 5));
  check_golden("list_120x12", drawn(view, 120, 12));
  check_golden("list_80x24_ascii", drawn(view, 80, 24, false));
  for (std::size_t columns = 1; columns < 140; columns += 7)
    for (std::size_t rows = 1; rows < 20; rows += 2) drawn(view, columns, rows);
}

TEST_CASE("the sum of all stands first, and is no process") {
  WatchModel model(procmem::parse_field_list("VmRSS"));
  begin(model);
  for (int pid = 0; pid < 3; ++pid) model.on_sample(sample_of(pid, pid == 0 ? "" : "worker", 0, mib));
  WatchView view(model, true);
  const std::string screen = drawn(view, 80, 24);
  CHECK(screen.find("2 processes") != std::string::npos);
  CHECK(screen.find("2 too early") != std::string::npos);
  CHECK(screen.find("the sum of all") < screen.find("worker"));
}

TEST_CASE("before the first sample the screen says that it waits, and what it is told") {
  WatchModel model(procmem::parse_field_list("VmRSS"));
  WatchView view(model, false);
  CHECK(drawn(view, 80, 24).find("waiting for the first sample") != std::string::npos);
  view.say("no process has the name 'redis': waiting for one");
  CHECK(drawn(view, 80, 24).find("the name 'redis'") != std::string::npos);
}

TEST_CASE("arrow keys choose a process, Enter shows it, Escape goes back to it") {
  WatchModel model = model_of_several(30);
  WatchView view(model, true);
  view.press(Key::down);
  CHECK(drawn(view, 80, 24).find("▶     812") != std::string::npos);
  view.press(Key::enter);
  CHECK(drawn(view, 80, 24).find("redis-server (pid 812)") != std::string::npos);
  view.press(Key::up);
  CHECK(drawn(view, 80, 24).find("内存 cache (pid 4711)") != std::string::npos);
  view.press(Key::escape);
  CHECK(drawn(view, 80, 24).find("▶    4711") != std::string::npos);
  view.press(Key::end);
  CHECK(drawn(view, 80, 24).find("▶     100") != std::string::npos);
  view.press(Key::down);
  CHECK(drawn(view, 80, 24).find("▶     100") != std::string::npos);
}

TEST_CASE("the list scrolls so far that the chosen process is to be seen") {
  WatchModel model(procmem::parse_field_list("VmRSS"));
  begin(model);
  for (int pid = 1; pid <= 300; ++pid) model.on_sample(sample_of(pid, "worker", 0, pid * mib));
  WatchView view(model, true);
  for (int i = 0; i < 3; ++i) view.press(Key::order);  // by pid
  drawn(view, 80, 24);
  for (int i = 0; i < 150; ++i) view.press(Key::down);
  CHECK(drawn(view, 80, 24).find("▶     151") != std::string::npos);
  view.press(Key::end);
  CHECK(drawn(view, 80, 24).find("▶     300") != std::string::npos);
  view.press(Key::home);
  CHECK(drawn(view, 80, 24).find("▶       1") != std::string::npos);
}

TEST_CASE("whoever executes another program is followed, with a curve of its own") {
  WatchModel model(procmem::parse_field_list("VmRSS"));
  begin(model);
  play_leak(model, 812, "before", 10);
  WatchView view(model, false);
  view.press(Key::enter);
  model.on_event(event_of(EventKind::exec, 812, "after"));
  model.on_sample(sample_of(812, "after", 11, mib));
  const std::string screen = drawn(view, 80, 24);
  CHECK(screen.find("after (pid 812)") != std::string::npos);
  CHECK(screen.find("1 sample") != std::string::npos);
}

TEST_CASE("a process that ends keeps its picture, its figures and its verdict") {
  WatchModel model(procmem::parse_field_list("VmRSS"));
  begin(model);
  play_leak(model, 812, "redis-server");
  WatchView view(model, false);
  drawn(view, 80, 24);
  model.on_event(event_of(EventKind::exited, 812, "redis-server"));
  model.on_event(event_of(EventKind::stopped, 0, ""));
  const std::string screen = drawn(view, 80, 24);
  CHECK(screen.find("exited  12:39:57") != std::string::npos);
  CHECK(screen.find("67.00 MiB") != std::string::npos);
  CHECK(screen.find("Leaking") != std::string::npos);
}

TEST_CASE("of millions of processes that have ended a few are kept, and the first that go on are judged") {
  WatchModel model(procmem::parse_field_list("VmRSS"));
  begin(model);
  for (int pid = 1; pid <= 10'000; ++pid) {
    model.on_sample(sample_of(pid, "short", pid, mib));
    model.on_event(event_of(EventKind::exited, pid, "short"));
  }
  CHECK(model.all().size() == WatchModel::most_ended);
  for (int pid = 1; pid <= 100; ++pid) model.on_sample(sample_of(pid, "long", 20'000, mib));
  std::size_t judged = 0;
  for (const cli::Watched* const watched : model.all())
    if (watched->ended.empty() && watched->judged) ++judged;
  CHECK(judged == WatchModel::most_judged);
}

TEST_CASE("the limit is told of a process that is not judged, too") {
  WatchModel model(procmem::parse_field_list("VmRSS"));
  begin(model);
  for (int pid = 1; pid <= 65; ++pid) model.on_sample(sample_of(pid, "worker", 0, 60 * mib));
  WatchView view(model, false);  // the newest is charted
  const std::string screen = drawn(view, 80, 24);
  CHECK(screen.find("(pid 65)") != std::string::npos);
  CHECK(screen.find("Not judged") != std::string::npos);
  CHECK(screen.find("512.00 MiB (cgroup v2 /shop), 13 % used") != std::string::npos);
}

TEST_CASE("a limit is drawn where the figure is charted that it bounds") {
  WatchModel model(procmem::parse_field_list("VmRSS,VmSize"));
  procmem::RecordHeader header;
  header.limit = Bytes(512 * mib);
  header.limit_source = "RLIMIT_AS";
  header.limit_bounds = "vm_size";
  model.on_start(header);
  play_leak(model, 812, "redis-server", 3);
  WatchView view(model, false);
  const std::string of_rss = drawn(view, 80, 24);
  CHECK(of_rss.find("outside the picture") == std::string::npos);
  CHECK(of_rss.find("512.00 MiB (RLIMIT_AS), 28 % used") != std::string::npos);
  view.press(Key::right);
  CHECK(drawn(view, 80, 24).find("limit 512.00 MiB, outside the picture") != std::string::npos);
}

TEST_CASE("left and right choose which of the chosen figures is charted") {
  WatchModel model(procmem::parse_field_list("VmRSS,VmSize"));
  begin(model);
  play_leak(model, 812, "redis-server", 30);
  WatchView view(model, false);
  CHECK(drawn(view, 80, 24).find("VmSize") == std::string::npos);
  view.press(Key::right);
  CHECK(drawn(view, 80, 24).find("VmSize") != std::string::npos);
  view.press(Key::left);
  CHECK(drawn(view, 80, 24).find("VmSize") == std::string::npos);
}
