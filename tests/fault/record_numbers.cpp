// record_numbers FILE NOTES COUNT [rotate=BYTES] [keep=N] [sync=always|MS] [pause=US]
// Writes COUNT samples more through a FileSink, the first with the number that NOTES has come to, and notes
// for each what the sink said of it. Ends with status 4 if samples were lost or the file cannot be had, as
// procmem-cli does.
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

template <class Record>
Record now(Record record) {
  record.time = std::chrono::system_clock::now();
  record.monotonic = std::chrono::steady_clock::now();
  return record;
}

void tell(FileSink& sink, EventKind kind, const char* text) {
  Event event;
  event.kind = kind;
  if (kind == EventKind::joined) event.pid = 812;
  event.text = text;
  try {
    sink.on_event(now(event));
  } catch (const Error&) {
    return;  // kept by the sink; only the samples are noted
  }
}

void write(FileSink& sink, std::int64_t number, Notes& notes) {
  notes.set(number, Notes::tried);
  const std::uint64_t written = sink.samples_written();
  try {
    sink.on_sample(now(numbered_sample(number)));
    notes.set(number, Notes::acknowledged);
  } catch (const Error&) {
    // A rotation that fails is an error, too, and loses no sample.
    notes.set(number, sink.samples_written() == written + 1 ? Notes::acknowledged : Notes::lost);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 4) return 2;
  ::signal(SIGXFSZ, SIG_IGN);
  ::signal(SIGTERM, [](int) { ended = 1; });
  const Words words = words_of(argc, argv);
  const int count = std::atoi(argv[3]);
  Notes notes(argv[2], count);
  const int pause = number_of(words, "pause");
  FileSink sink(argv[1], format_for_path(argv[1]), sink_options(words));
  try {
    sink.on_start(now(RecordHeader()));
  } catch (const Error&) {
    // Owed, and written before the first record that can be.
  }
  tell(sink, EventKind::joined, "");
  for (std::int64_t number = notes.size() - count; number < notes.size() && ended == 0; ++number) {
    write(sink, number, notes);
    if (number % 16 == 15) tell(sink, EventKind::mark, "sixteen more");
    if (pause != 0) ::usleep(static_cast<useconds_t>(pause));
  }
  tell(sink, EventKind::stopped, "");
  return sink.first_error() ? 4 : 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 4;
}
