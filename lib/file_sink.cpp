#include <procmem/file_sink.hpp>

#include <new>
#include <stdexcept>
#include <utility>

#include <procmem/error.hpp>

#include "detail/append_file.hpp"
#include "detail/backlog.hpp"
#include "detail/record_writer.hpp"

namespace procmem {

using detail::AppendFile;
using detail::Instant;

namespace {

constexpr std::chrono::seconds look_every{1};
const std::error_code no_memory = std::make_error_code(std::errc::not_enough_memory);

FileSinkOptions valid(FileSinkOptions options) {
  if (options.rotate_at < Bytes())
    throw std::invalid_argument("procmem::FileSink: the size to rotate at must not be negative");
  if (options.sync_every && *options.sync_every < std::chrono::nanoseconds::zero())
    throw std::invalid_argument("procmem::FileSink: the time between two syncs must not be negative");
  return options;
}

template <class Record>
Instant instant_of(const Record& record) noexcept {
  return {record.time, record.monotonic};
}

}  // namespace

/// Brings together what the text is (RecordWriter), what is owed before it (Backlog), and where it goes
/// (AppendFile).
struct FileSink::Impl {
  Impl(std::string name, AppendFile opened, RecordFormat record_format, FileSinkOptions chosen)
      : path(std::move(name)),
        format(record_format),
        options(std::move(chosen)),
        file(std::move(opened)),
        writer(format, options.columns) {
    batch.reserve(4096);
    begin_file();
  }

  template <class Record>
  void start_unless_started(const Record& record, const ProcessName& name);
  void prepare(const Instant& now);
  void write();
  void write_what_is_owed(const Instant& now);
  void rotate_if_full(const Instant& now);
  void rotate(const Instant& now);
  void complain();
  void sync(const Instant& now, bool at_once);
  void sync_name();
  [[noreturn]] void fail(const Error& error);
  void lose_sample(std::error_code why) noexcept;
  void keep(const Event& event, std::error_code why) noexcept;

  void find_changes(const Instant& now);
  bool take_back_stray_batch();
  void reopen();
  void reopen_if_possible();
  void check(AppendFile& candidate);
  void begin_file();
  void mend(AppendFile& torn);

  std::string path;
  RecordFormat format;
  FileSinkOptions options;
  AppendFile file;
  detail::RecordWriter writer;
  detail::Backlog backlog;
  std::string batch;           // what goes out in one write
  bool checked = false;        // what the file holds is ours
  bool has_rows = false;       // the file holds more than a header
  bool owes = false;           // the batch holds more than the record
  std::uint64_t unsynced = 0;  // samples written since the last sync
  std::chrono::steady_clock::time_point synced{};
  std::chrono::steady_clock::time_point looked{};
  std::uint64_t written = 0;
  std::uint64_t lost = 0;
  std::error_code first_error;
  std::optional<Error> complaint;  // what went wrong without costing a record
};

/// A sampler begins the segment; who calls the sink himself gets a header with what is known.
template <class Record>
void FileSink::Impl::start_unless_started(const Record& record, const ProcessName& name) {
  if (backlog.has_begun()) return;
  RecordHeader known;
  known.time = record.time;
  known.monotonic = record.monotonic;
  known.pid = record.pid;
  known.name = name;
  backlog.begin(known);
}

void FileSink::Impl::fail(const Error& error) {
  if (!first_error) first_error = error.code();
  throw error;
}

void FileSink::Impl::lose_sample(std::error_code why) noexcept {
  if (!first_error) first_error = why;
  ++lost;
  backlog.lose_sample(why);
}

/// For when it can be written.
void FileSink::Impl::keep(const Event& event, std::error_code why) noexcept {
  if (!first_error) first_error = why;
  try {
    backlog.note(event);
    backlog.keep(writer.event(event));
  } catch (const std::bad_alloc&) {
    backlog.lose_event();
  }
}

/// Begins a batch with what is owed.
void FileSink::Impl::prepare(const Instant& now) {
  find_changes(now);
  if (!checked) check(file);
  if (file.torn()) mend(file);
  batch.clear();
  owes = !backlog.empty();
  if (owes) backlog.append_to(batch, writer, now);
}

void FileSink::Impl::write() {
  if (batch.empty()) return;
  if (const std::error_code error = file.append(batch)) fail(Error(error, path));
  if (owes) backlog.clear();
}

/// The file may have been emptied just before the last write.
void FileSink::Impl::write_what_is_owed(const Instant& now) {
  prepare(now);
  write();
}

/// Where that fails, the file is continued.
void FileSink::Impl::rotate_if_full(const Instant& now) {
  const std::int64_t limit = options.rotate_at.count();
  if (limit == 0 || owes || !has_rows || file.size() + static_cast<std::int64_t>(batch.size()) <= limit)
    return;
  try {
    rotate(now);
  } catch (const Error& error) {
    complaint = error;
  }
}

void FileSink::Impl::complain() {
  if (complaint) fail(*std::exchange(complaint, std::nullopt));
}

void FileSink::Impl::rotate(const Instant& now) {
  if (!file.is_in_place()) return;  // somebody else has just done it, which is found out at the next look
  const bool durable = options.sync_every.has_value();
  if (durable) sync(now, true);
  backlog.go_on_elsewhere();
  backlog.set_column_row_due(true);
  std::string beginning;
  backlog.append_to(beginning, writer, now);
  backlog.clear();
  file.rotate(beginning, options.keep, durable);
  has_rows = false;
  if (durable) sync_name();
}

/// What a sync that failed has lost is not brought back by one that succeeds.
void FileSink::Impl::sync(const Instant& now, bool at_once) {
  if (!options.sync_every || (!at_once && now.monotonic - synced < *options.sync_every)) return;
  synced = now.monotonic;
  const std::uint64_t samples = std::exchange(unsynced, 0);
  const std::error_code error = file.sync();
  if (!error) return;
  written -= samples;
  lost += samples;
  backlog.doubt_samples(samples, error);
  fail(Error(error, path));
}

void FileSink::Impl::sync_name() {
  if (const std::error_code error = file.sync_name()) fail(Error(error, path));
}

/// What others have done to the file.
void FileSink::Impl::find_changes(const Instant& now) {
  const AppendFile::Found found = file.look();
  const bool time_to_look = now.monotonic - looked >= look_every;
  if (time_to_look) looked = now.monotonic;
  if (found == AppendFile::Found::removed) return reopen();
  if (time_to_look && !file.is_in_place()) return reopen_if_possible();
  if (found == AppendFile::Found::as_left) return;
  checked = false;
  if (file.size() == 0 || take_back_stray_batch()) backlog.go_on_elsewhere();
}

/// A file that was emptied between the look and the write begins with what was written then, and without a
/// header: that is written again, behind one. \return whether that was so.
bool FileSink::Impl::take_back_stray_batch() {
  if (writer.can_continue(batch) || file.beginning() != batch) return false;
  backlog.keep(batch);
  return file.clear();
}

/// A file that was moved away is still good for what cannot be written elsewhere.
void FileSink::Impl::reopen_if_possible() {
  try {
    reopen();
  } catch (const Error& error) {
    complaint = error;
  }
}

/// The old file is let go only when the new one is there and may be continued.
void FileSink::Impl::reopen() {
  AppendFile fresh(path);
  check(fresh);
  file = std::move(fresh);
  backlog.go_on_elsewhere();
  begin_file();
}

void FileSink::Impl::begin_file() {
  if (!checked) check(file);
  has_rows = file.size() != 0;
  if (options.sync_every && !has_rows) sync_name();
}

void FileSink::Impl::check(AppendFile& candidate) {
  const std::string beginning = candidate.beginning();
  if (!beginning.empty() && !writer.can_continue(beginning)) throw Error(Errc::other_format, path);
  if (candidate.torn()) mend(candidate);
  backlog.set_column_row_due(!writer.has_column_row(candidate.beginning()));
  checked = true;
}

/// A memlog can say nothing of what was cut off, and its reader takes no torn record for a whole one.
void FileSink::Impl::mend(AppendFile& torn) {
  std::optional<std::string> line;
  if (format != RecordFormat::memlog) line = torn.cut_torn_line();
  if (line)
    backlog.keep_torn_line(*std::move(line));
  else
    backlog.end_torn_line();
}

FileSink::FileSink(const std::string& path, RecordFormat format, FileSinkOptions options)
    : impl_(std::make_unique<Impl>(path, AppendFile(path), format, valid(std::move(options)))) {}

FileSink::FileSink(int descriptor, RecordFormat format, FileSinkOptions options) {
  if (options.rotate_at != Bytes())
    throw std::invalid_argument("procmem::FileSink: a descriptor cannot be rotated");
  impl_ = std::make_unique<Impl>("descriptor " + std::to_string(descriptor), AppendFile(descriptor), format,
                                 valid(std::move(options)));
}

FileSink::FileSink(FileSink&&) noexcept = default;
FileSink& FileSink::operator=(FileSink&&) noexcept = default;
FileSink::~FileSink() = default;

/// A header that a full disk has refused is tried again before each record, so that none stands without it.
void FileSink::on_start(const RecordHeader& header) {
  impl_->backlog.begin(header);
  impl_->prepare(instant_of(header));
  impl_->write();
  impl_->sync(instant_of(header), false);
}

void FileSink::on_sample(const Sample& sample) {
  const Instant now = instant_of(sample);
  try {
    impl_->start_unless_started(sample, sample.status.name);
    impl_->prepare(now);
    impl_->batch += impl_->writer.sample(sample);
    impl_->rotate_if_full(now);
    impl_->write();
  } catch (const Error& error) {
    impl_->lose_sample(error.code());
    throw;
  } catch (const std::bad_alloc&) {
    impl_->lose_sample(no_memory);
    throw;
  }
  impl_->has_rows = true;
  ++impl_->written;
  ++impl_->unsynced;
  impl_->sync(now, false);
  impl_->complain();
}

void FileSink::on_event(const Event& event) {
  const Instant now = instant_of(event);
  try {
    impl_->start_unless_started(event, event.name);
    impl_->prepare(now);
    impl_->backlog.note(event);
    impl_->batch += impl_->writer.event(event);
    impl_->write();
  } catch (const Error& error) {
    impl_->keep(event, error.code());
    throw;
  } catch (const std::bad_alloc&) {
    impl_->keep(event, no_memory);
    throw;
  }
  const bool last = event.kind == EventKind::stopped;
  if (last) impl_->write_what_is_owed(now);
  impl_->sync(now, last);
  impl_->complain();
}

void FileSink::reopen() {
  if (!impl_->file.is_in_place()) impl_->reopen();
}

std::uint64_t FileSink::samples_written() const noexcept {
  return impl_->written;
}
std::uint64_t FileSink::samples_lost() const noexcept {
  return impl_->lost;
}
std::error_code FileSink::first_error() const noexcept {
  return impl_->first_error;
}

}  // namespace procmem
