#ifndef PROCMEM_TESTS_CLI_CURVE_HPP
#define PROCMEM_TESTS_CLI_CURVE_HPP

#include <cstdint>
#include <string>

#include <procmem/file_sink.hpp>

#include "cli/command.hpp"

/// A made-up process whose memory is a straight line, a sample a minute.
struct Curve {
  int pid = 812;
  std::string name = "made-up";
  int minutes = 600;
  std::int64_t from_kib = 50000;
  std::int64_t kib_each = 0;
  std::int64_t limit_kib = 0;  ///< 0: none
  bool tells_heap = false;     ///< of which only what is retained grows

  static constexpr std::int64_t first_second = 1795436998;  // 2026-11-23T12:29:58Z
};

/// Appends a segment for it.
inline void write_curve(const std::string& path, const Curve& curve) {
  procmem::FileSinkOptions options;
  if (curve.tells_heap)
    for (const procmem::Field& field : procmem::sample_fields()) options.columns.push_back(&field);
  procmem::FileSink file(path, procmem::format_for_path(path), options);
  procmem::RecordHeader header;
  header.pid = curve.pid;
  header.name = std::string_view(curve.name);
  header.interval = std::chrono::minutes(1);
  if (curve.limit_kib != 0) {
    header.limit = procmem::Bytes::from_kib(curve.limit_kib);
    header.limit_source = "cgroup v2 /made/up";
    header.limit_bounds = "vm_rss";
  }
  file.on_start(header);
  for (int i = 0; i < curve.minutes; ++i) {
    procmem::Sample sample;
    sample.time = std::chrono::system_clock::time_point(std::chrono::seconds(Curve::first_second + 60 * i));
    sample.monotonic = std::chrono::steady_clock::time_point(std::chrono::seconds(1000 + 60 * i));
    sample.pid = curve.pid;
    procmem::StatusSnapshot& status = sample.status;
    status.rss_anon = procmem::Bytes::from_kib(curve.from_kib + i * curve.kib_each);
    status.rss_file = procmem::Bytes::from_kib(3000);
    status.rss_shmem = status.vm_swap = procmem::Bytes();
    status.vm_rss = *status.rss_anon + *status.rss_file;
    status.vm_size = status.vm_data = *status.vm_rss + procmem::Bytes::from_kib(90000);
    status.threads = 4;
    if (curve.tells_heap) {
      sample.heap_in_use = procmem::Bytes::from_kib(20000);
      sample.heap_retained = procmem::Bytes::from_kib(1000 + i * curve.kib_each);
    }
    file.on_sample(sample);
  }
}

/// One level, one that grows by 30 MiB an hour for ten hours, and the first five minutes of that.
struct Recordings {
  Folder folder;
  std::string level = folder / "level.csv";
  std::string leaky = folder / "leaky.jsonl";
  std::string few = folder / "few.csv";

  Recordings() {
    Curve curve;
    write_curve(level, curve);
    curve.kib_each = 512;
    write_curve(leaky, curve);
    curve.minutes = 5;
    write_curve(few, curve);
  }
};

#endif
