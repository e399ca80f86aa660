#include "output.hpp"

#include <unistd.h>

#include <procmem/error.hpp>
#include <procmem/text.hpp>

#include "exit_status.hpp"

namespace cli {

using procmem::FileSink;

namespace {

procmem::FileSinkOptions sink_options(const RecordOptions& options) {
  procmem::FileSinkOptions chosen;
  chosen.columns = options.fields;
  chosen.rotate_at = options.rotate_at;
  chosen.keep = options.keep;
  chosen.sync_every = options.sync_every;
  return chosen;
}

}  // namespace

Output::Output(const RecordOptions& options) : path_(options.output) {
  if (!options.format) {
    sink_ = std::make_shared<Table>(options.fields, options.target.several());
  } else if (path_.empty()) {
    sink_ = std::make_shared<FileSink>(STDOUT_FILENO, *options.format, sink_options(options));
  } else {
    try {
      sink_ = std::make_shared<FileSink>(path_, *options.format, sink_options(options));
    } catch (const procmem::Error& error) {
      throw Failure(ExitStatus::output, procmem::printable(error.what()));
    }
  }
}

std::shared_ptr<procmem::Sink> Output::sink() const {
  return std::visit([](const auto& sink) -> std::shared_ptr<procmem::Sink> { return sink; }, sink_);
}

void Output::reopen() const {
  if (is_file()) std::get<std::shared_ptr<FileSink>>(sink_)->reopen();
}

std::string Output::name() const {
  return path_.empty() ? "standard output" : procmem::printable(path_);
}

std::uint64_t Output::samples_lost() const noexcept {
  return std::visit([](const auto& sink) { return sink->samples_lost(); }, sink_);
}

std::error_code Output::first_error() const noexcept {
  return std::visit([](const auto& sink) { return sink->first_error(); }, sink_);
}

}  // namespace cli
