#include <procmem/file_sink.hpp>

#include <optional>
#include <utility>

#include <procmem/error.hpp>

#include "detail/append_file.hpp"
#include "detail/record_writer.hpp"

namespace procmem {

struct FileSink::Impl {
  Impl(std::string name, detail::AppendFile open_file, RecordFormat format, FieldList columns)
      : path(std::move(name)), file(std::move(open_file)), writer(format, std::move(columns)) {}

  void check_content();
  void start(const RecordHeader& header);
  template <class Record>
  void start_unless_started(const Record& record, const ProcessName& name);
  void write_header();
  void append(std::string_view record);

  std::string path;
  detail::AppendFile file;
  detail::RecordWriter writer;
  bool started = false;
  std::optional<RecordHeader> header;  // not yet on disk
  bool needs_column_row = true;
  std::uint64_t written = 0;
  std::uint64_t lost = 0;
  std::error_code first_error;
};

void FileSink::Impl::check_content() {
  if (file.was_empty()) return;
  const std::string beginning = file.beginning();
  if (!writer.can_continue(beginning)) throw Error(Errc::other_format, path);
  needs_column_row = !writer.has_column_row(beginning);
}

void FileSink::Impl::start(const RecordHeader& begun) {
  started = true;
  header = begun;
  write_header();
}

/// A sampler begins the segment; who calls the sink himself gets a header with what is known.
template <class Record>
void FileSink::Impl::start_unless_started(const Record& record, const ProcessName& name) {
  if (started) return;
  RecordHeader known;
  known.time = record.time;
  known.monotonic = record.monotonic;
  known.pid = record.pid;
  known.name = name;
  start(known);
}

/// A header that a full disk has refused is tried again before each record, so that none stands without it.
void FileSink::Impl::write_header() {
  if (!header) return;
  append(writer.header(*header, needs_column_row));
  header.reset();
  needs_column_row = false;
}

void FileSink::Impl::append(std::string_view record) {
  if (record.empty()) return;
  const std::error_code error = file.append(record);
  if (!error) return;
  if (!first_error) first_error = error;
  throw Error(error, path);
}

FileSink::FileSink(const std::string& path, RecordFormat format, FieldList columns)
    : impl_(std::make_unique<Impl>(path, detail::AppendFile(path), format, std::move(columns))) {
  impl_->check_content();
}

FileSink::FileSink(int descriptor, RecordFormat format, FieldList columns)
    : impl_(std::make_unique<Impl>("descriptor " + std::to_string(descriptor), detail::AppendFile(descriptor),
                                   format, std::move(columns))) {}

FileSink::FileSink(FileSink&&) noexcept = default;
FileSink& FileSink::operator=(FileSink&&) noexcept = default;
FileSink::~FileSink() = default;

void FileSink::on_start(const RecordHeader& header) {
  impl_->start(header);
}

void FileSink::on_sample(const Sample& sample) {
  try {
    impl_->start_unless_started(sample, sample.status.name);
    impl_->write_header();
    impl_->append(impl_->writer.sample(sample));
    ++impl_->written;
  } catch (const Error&) {
    ++impl_->lost;
    throw;
  }
}

void FileSink::on_event(const Event& event) {
  impl_->start_unless_started(event, event.name);
  impl_->write_header();
  impl_->append(impl_->writer.event(event));
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
