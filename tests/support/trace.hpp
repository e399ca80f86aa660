#ifndef PROCMEM_TESTS_TRACE_HPP
#define PROCMEM_TESTS_TRACE_HPP

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <procmem/sample.hpp>

namespace tests {

/// A labelled recording of tests/data/leak. Units: KiB (threads: a count) and seconds.
struct Trace {
  std::string set;              ///< synthetic, real or real-long
  std::string name;             ///< of its file, without .csv
  std::string family;           ///< the program, or the way of growing
  std::string label;            ///< leak, noleak, or leak_virtual: address space only
  bool ambiguous = false;       ///< not to be scored
  std::optional<double> slope;  ///< the true one, KiB per second
  double onset = 0;             ///< when the leak begins
  std::optional<double> snr;    ///< growth against everything else that moves
  std::optional<double> limit;  ///< KiB

  std::vector<double> seconds;
  std::map<std::string, std::vector<std::int64_t>> columns;  ///< by the name in the file: "RssAnon_kB", …

  bool leaks() const { return label == "leak"; }
  double duration() const { return seconds.back() - seconds.front(); }
  std::vector<std::int64_t> judged() const;  ///< RssAnon + RssShmem + VmSwap
  std::vector<procmem::Sample> samples() const;
};

/// All traces of a set. Errors: std::runtime_error names what is damaged or unknown.
std::vector<Trace> load_traces(const std::string& set);

}  // namespace tests

#endif
