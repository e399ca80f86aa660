#include "detail/sample_reader.hpp"

#include <utility>

#include "detail/process_directory.hpp"

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

[[gnu::hot]] bool SampleReader::read_whole(const Process& process, StatusSnapshot& status,
                                           std::error_code& error) {
  read_status_into(status, process, error);
  return !error && exec_.saw_exec(status);
}

[[gnu::hot]] bool SampleReader::read(const Process& process, SampleSource source, StatusSnapshot& status,
                                     std::error_code& error) {
  if (source == SampleSource::status) return read_whole(process, status, error);
  const StatmSnapshot statm = read_statm(process, error);
  if (error) return false;
  const StatmSnapshot before = std::exchange(statm_, statm);
  const bool familiar = before.size != 0 && statm.size >= before.size && statm.text == before.text;
  if (!familiar) {
    const bool exec = read_whole(process, status, error);
    name_ = status.name;
    status = without_the_rest(status);
    return exec;
  }
  const TopFigures figures = top_figures(statm, page_size());
  status.name = name_;
  status.tgid = status.pid = process.pid();
  status.vm_size = figures.virt;
  status.vm_rss = figures.res;
  return false;
}

}  // namespace procmem::detail
