// record_numbers FILE NOTES COUNT [rotate=BYTES] [keep=N] [sync=always|MS] [pause=US] [clock=numbers]
// Writes COUNT samples more through a FileSink, the first with the number that NOTES has come to, and notes
// for each what the sink said of it. Ends with status 4 if samples were lost or the file cannot be had, as
// procmem-cli does. With clock=numbers a millisecond goes by from one sample to the next, however fast the
// machine is.
#include <procmem/procmem.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>
#include <string>

#include <unistd.h>

#include "numbered.hpp"

using namespace procmem;

namespace {

volatile std::sig_atomic_t ended = 0;

using Words = std::map<std::string, std::string>;

Words words_of(int argc, char** argv) {
  Words words;
  for (int i = 4; i < argc; ++i) {
    const std::string word = argv[i];
    const std::size_t equals = word.find('=');
    words[word.substr(0, equals)] = equals == std::string::npos ? "" : word.substr(equals + 1);
  }
  return words;
}

int number_of(const Words& words, const std::string& name) {
  const auto found = words.find(name);
  return found == words.end() ? 0 : std::atoi(found->second.c_str());
}

FileSinkOptions sink_options(const Words& words) {
  FileSinkOptions options;
  options.columns = parse_field_list("VmRSS,VmSize");
  options.rotate_at = Bytes(number_of(words, "rotate"));
  options.keep = static_cast<unsigned>(number_of(words, "keep"));
  if (words.count("sync") != 0) options.sync_every = std::chrono::milliseconds(number_of(words, "sync"));
  return options;
}

class Writer {
 public:
  Writer(const std::string& path, Notes& notes, const Words& words)
      : sink_(path, format_for_path(path), sink_options(words)),
        notes_(notes),
        numbered_clock_(words.count("clock") != 0) {}

  void start(std::int64_t first) {
    number_ = first;
    try {
      sink_.on_start(now(RecordHeader()));
    } catch (const Error&) {
      // Owed, and written before the first record that can be.
    }
  }

  void tell(EventKind kind, const char* text) {
    Event event;
    event.kind = kind;
    if (kind == EventKind::joined) event.pid = 812;
    event.text = text;
    try {
      sink_.on_event(now(event));
    } catch (const Error&) {
      return;  // kept by the sink; only the samples are noted
    }
  }

  void write(std::int64_t number) {
    number_ = number;
    notes_.set(number, Notes::tried);
    const std::uint64_t written = sink_.samples_written();
    try {
      sink_.on_sample(now(numbered_sample(number)));
      notes_.set(number, Notes::acknowledged);
    } catch (const Error&) {
      // A rotation that fails is an error, too, and loses no sample.
      notes_.set(number, sink_.samples_written() == written + 1 ? Notes::acknowledged : Notes::lost);
    }
  }

  bool has_failed() const noexcept { return static_cast<bool>(sink_.first_error()); }

 private:
  template <class Record>
  Record now(Record record) const {
    using std::chrono::steady_clock;
    record.time = std::chrono::system_clock::now();
    record.monotonic =
        numbered_clock_ ? steady_clock::time_point(std::chrono::milliseconds(number_)) : steady_clock::now();
    return record;
  }

  FileSink sink_;
  Notes& notes_;
  bool numbered_clock_;
  std::int64_t number_ = 0;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 4) return 2;
  ::signal(SIGXFSZ, SIG_IGN);
  ::signal(SIGTERM, [](int) { ended = 1; });
  const Words words = words_of(argc, argv);
  const int count = std::atoi(argv[3]);
  Notes notes(argv[2], count);
  const int pause = number_of(words, "pause");
  const std::int64_t first = notes.size() - count;
  Writer writer(argv[1], notes, words);
  writer.start(first);
  writer.tell(EventKind::joined, "");
  for (std::int64_t number = first; number < notes.size() && ended == 0; ++number) {
    writer.write(number);
    if (number % 16 == 15) writer.tell(EventKind::mark, "sixteen more");
    if (pause != 0) ::usleep(static_cast<useconds_t>(pause));
  }
  writer.tell(EventKind::stopped, "");
  return writer.has_failed() ? 4 : 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 4;
}
