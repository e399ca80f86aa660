// Runs one target on every file whose path stands in a line of the standard input; needs no libFuzzer.
#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "targets.hpp"

namespace {

struct Target {
  std::string_view name;
  void (*run)(std::string_view);
};

constexpr std::array targets = {
    Target{"cgroup", fuzz_cgroup},
    Target{"limits", fuzz_limits},
    Target{"mountinfo", fuzz_mountinfo},
    Target{"record_csv", fuzz_record_csv},
    Target{"record_jsonl", fuzz_record_jsonl},
    Target{"record_memlog", fuzz_record_memlog},
    Target{"record_writer", fuzz_record_writer},
    Target{"smaps", fuzz_smaps},
    Target{"stat", fuzz_stat},
    Target{"statm", fuzz_statm},
    Target{"status", fuzz_status},
    Target{"text", fuzz_text},
    Target{"timestamp", fuzz_timestamp},
};

bool run(const Target& target, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) return false;
  // Of exactly the text's size, so that AddressSanitizer sees a read behind its end.
  const auto copy = std::make_unique<char[]>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), copy.get());
  target.run({copy.get(), bytes.size()});
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view name = argc == 2 ? argv[1] : "";
  const auto target =
      std::find_if(targets.begin(), targets.end(), [name](const Target& t) { return t.name == name; });
  if (target == targets.end()) {
    std::cerr << "usage: procmem-fuzz-replay TARGET < list of files\n";
    return 2;
  }
  int inputs = 0;
  for (std::string path; std::getline(std::cin, path); ++inputs) {
    std::cerr << path << '\n';  // the last one is the one that fails
    if (!run(*target, path)) return 1;
  }
  std::cout << name << ": " << inputs << " inputs\n";
  return inputs == 0 ? 1 : 0;
}
