#include "support/trace.hpp"

#include <chrono>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tests {
namespace {

const std::string folder = PROCMEM_TEST_DATA "/leak/";

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  if (!line.empty() && line.back() == ',') cells.emplace_back();
  return cells;
}

std::optional<double> number(const std::string& cell) {
  return cell.empty() ? std::nullopt : std::optional(std::stod(cell));
}

std::uint64_t read_varint(const std::string& bytes, std::size_t& place) {
  std::uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.at(place++));
    value |= static_cast<std::uint64_t>(byte & 127U) << static_cast<unsigned>(shift);
    if (byte < 128) return value;
  }
}

// See tests/data/leak/pack.py.
std::vector<std::int64_t> read_column(const std::string& bytes, std::size_t& place, std::size_t rows) {
  std::vector<std::int64_t> values;
  std::int64_t last = 0;
  while (values.size() < rows) {
    const std::uint64_t code = read_varint(bytes, place);
    const std::uint64_t more = code == 0 ? read_varint(bytes, place) : 0;
    const auto half = static_cast<std::int64_t>(code >> 1U);
    last += (code & 1U) != 0 ? -half - 1 : half;
    values.insert(values.end(), more + 1, last);
  }
  if (values.size() != rows) throw std::runtime_error("a column has more values than rows");
  return values;
}

void unpack(Trace& trace, const std::vector<std::string>& names, std::size_t rows, const std::string& bytes) {
  std::size_t place = 0;
  for (std::size_t i = 1; i < names.size(); ++i) trace.columns[names[i]] = read_column(bytes, place, rows);
  for (const std::int64_t ms : trace.columns.at("elapsed_ms"))
    trace.seconds.push_back(static_cast<double>(ms) / 1000);
  trace.columns.erase("elapsed_ms");
  for (std::size_t i = 0; i < rows; ++i)
    for (const char* part : {"RssAnon_kB", "RssFile_kB", "RssShmem_kB"})
      trace.columns.at("VmRSS_kB")[i] += trace.columns.at(part)[i];
}

std::vector<Trace> read_manifest(const std::string& set) {
  std::ifstream file(folder + "manifest.csv");
  std::string line;
  std::getline(file, line);
  std::vector<Trace> traces;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = split(line);
    if (cells.at(0) != set) continue;
    Trace trace;
    trace.set = cells[0];
    trace.name = cells.at(1).substr(0, cells[1].rfind('.'));
    trace.family = cells.at(2);
    trace.label = cells.at(3);
    trace.ambiguous = cells.at(4) == "1";
    trace.slope = number(cells.at(5));
    trace.onset = number(cells.at(6)).value_or(0);
    trace.snr = number(cells.at(8));
    trace.limit = number(cells.at(9));
    traces.push_back(trace);
  }
  return traces;
}

}  // namespace

std::vector<Trace> load_traces(const std::string& set) {
  std::vector<Trace> traces = read_manifest(set);
  if (traces.empty()) throw std::runtime_error("no set of traces is called " + set);
  std::ifstream file(folder + set + ".traces", std::ios::binary);
  for (Trace& trace : traces) {
    std::string line;
    if (!std::getline(file, line)) throw std::runtime_error(set + ".traces ends before " + trace.name);
    const std::vector<std::string> names = split(line);
    if (names.at(0) != trace.name + ".csv")
      throw std::runtime_error(set + ".traces has " + names[0] + " for " + trace.name);
    std::size_t rows = 0;
    std::size_t size = 0;
    file >> rows >> size;
    file.get();
    std::string bytes(size, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(size));
    unpack(trace, names, rows, bytes);
  }
  return traces;
}

std::vector<std::int64_t> Trace::judged() const {
  std::vector<std::int64_t> sum(seconds.size(), 0);
  for (const char* part : {"RssAnon_kB", "RssShmem_kB", "VmSwap_kB"}) {
    const std::vector<std::int64_t>& values = columns.at(part);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += values[i];
  }
  return sum;
}

std::vector<procmem::Sample> Trace::samples() const {
  using procmem::Bytes;
  std::vector<procmem::Sample> samples(seconds.size());
  const auto fill = [&](const char* column, auto put) {
    const auto found = columns.find(column);
    if (found == columns.end()) return;
    for (std::size_t i = 0; i < samples.size(); ++i) put(samples[i].status, found->second[i]);
  };
  fill("VmRSS_kB", [](auto& status, std::int64_t v) { status.vm_rss = Bytes::from_kib(v); });
  fill("VmSize_kB", [](auto& status, std::int64_t v) { status.vm_size = Bytes::from_kib(v); });
  fill("RssAnon_kB", [](auto& status, std::int64_t v) { status.rss_anon = Bytes::from_kib(v); });
  fill("RssFile_kB", [](auto& status, std::int64_t v) { status.rss_file = Bytes::from_kib(v); });
  fill("RssShmem_kB", [](auto& status, std::int64_t v) { status.rss_shmem = Bytes::from_kib(v); });
  fill("VmData_kB", [](auto& status, std::int64_t v) { status.vm_data = Bytes::from_kib(v); });
  fill("VmSwap_kB", [](auto& status, std::int64_t v) { status.vm_swap = Bytes::from_kib(v); });
  fill("Threads", [](auto& status, std::int64_t v) { status.threads = static_cast<std::uint64_t>(v); });
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i].monotonic =
        std::chrono::steady_clock::time_point(std::chrono::nanoseconds(std::llround(seconds[i] * 1e9) + 1));
  return samples;
}

}  // namespace tests
