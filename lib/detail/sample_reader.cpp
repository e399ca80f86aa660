#include "detail/sample_reader.hpp"

#include <utility>

namespace procmem::detail {
namespace {

/// A series has the same figures throughout, wherever they come from.
StatusSnapshot without_the_rest(const StatusSnapshot& whole) {
  StatusSnapshot status;
  status.name = whole.name;
  status.state = whole.state;
  status.tgid = whole.tgid;
  status.pid = whole.pid;
  status.ppid = whole.ppid;
  status.threads = whole.threads;
  status.kthread = whole.kthread;
  status.vm_size = whole.vm_size;
  status.vm_rss = whole.vm_rss;
  return status;
}

}  // namespace

SampleReader::Reading SampleReader::read_status_of(const Process& process, std::error_code& error) {
  Reading reading{read_status(process, error), false};
  if (!error) reading.exec = exec_.saw_exec(reading.status);
  return reading;
}

SampleReader::Reading SampleReader::read(const Process& process, SampleSource source,
                                         std::error_code& error) {
  if (source == SampleSource::status) return read_status_of(process, error);
  const StatmSnapshot statm = read_statm(process, error);
  if (error) return {};
  const StatmSnapshot before = std::exchange(statm_, statm);
  const bool familiar = before.size != 0 && statm.size >= before.size && statm.text == before.text;
  if (!familiar) {
    Reading reading = read_status_of(process, error);
    name_ = reading.status.name;
    reading.status = without_the_rest(reading.status);
    return reading;
  }
  const TopFigures figures = top_figures(statm, page_size());
  Reading reading;
  reading.status.name = name_;
  reading.status.tgid = reading.status.pid = process.pid();
  reading.status.vm_size = figures.virt;
  reading.status.vm_rss = figures.res;
  return reading;
}

}  // namespace procmem::detail
