// A recorder run as root opens, and rotates, files in a directory where an attacker keeps putting links in
// the place of a directory and of a file. None of them makes it write where the links lead. links DIRECTORY,
// which everybody may write to. To be run as root.
#include <procmem/procmem.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "numbered.hpp"

using namespace procmem;

namespace {

constexpr int tries = 6000;

/// Until it is killed: `sub` is now a directory, now a link to `secret`; `file` is now a file, now a link to
/// a file in `secret`; and so are the names that a rotation makes.
[[noreturn]] void attack(const std::string& directory) {
  const std::string secret = directory + "/../secret";
  for (;;) {
    // One name is replaced by the other, so that neither is ever missing.
    ::syscall(SYS_renameat2, AT_FDCWD, (directory + "/sub").c_str(), AT_FDCWD, (directory + "/link").c_str(),
              RENAME_EXCHANGE);
    for (const char* name : {"/file.csv", "/file.csv.next", "/file.csv.1"}) {
      const std::string path = directory + name;
      ::unlink(path.c_str());
      (void)!::symlink((secret + "/stolen.csv").c_str(), path.c_str());
      ::unlink(path.c_str());
    }
  }
}

struct Outcomes {
  int written = 0;
  int refused = 0;
  int failed = 0;
};

void record(const std::string& path, bool rotate, Outcomes& outcomes) {
  FileSinkOptions options;
  options.columns = parse_field_list("VmRSS,VmSize");
  if (rotate) options.rotate_at = Bytes(600);
  try {
    FileSink sink(path, RecordFormat::csv, options);
    for (int number = 0; number < 5; ++number) sink.on_sample(numbered_sample(number));
    ++outcomes.written;
  } catch (const Error& error) {
    // The second: it was put there after it had been looked at.
    const bool refused =
        error.code() == Errc::unsafe_link || error.code() == std::errc::too_many_symbolic_link_levels;
    refused ? ++outcomes.refused : ++outcomes.failed;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string directory = argv[1];
  const int attacker = ::fork();
  if (attacker == 0) attack(directory);
  Outcomes outcomes;
  for (int i = 0; i < tries; ++i)
    record(directory + (i % 2 == 0 ? "/sub/file.csv" : "/file.csv"), i % 4 < 2, outcomes);
  ::kill(attacker, SIGKILL);
  ::waitpid(attacker, nullptr, 0);
  std::printf("%d files opened in a race with links: %d written, %d refused, %d taken away again\n", tries,
              outcomes.written, outcomes.refused, outcomes.failed);
  return outcomes.written != 0 && outcomes.refused != 0 ? 0 : 1;
}
