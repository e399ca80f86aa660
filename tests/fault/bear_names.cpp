// Bears names that try to forge rows, records, markup and terminal sequences. "count" prints how many there
// are; "harmless", or a number from 0, bears one; "all" goes through all of them, a new one every
// millisecond. Says "ready" and waits to be killed.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <sys/prctl.h>
#include <unistd.h>

namespace {

// 15 bytes at most, as the kernel keeps them. Hexadecimal escapes end with their literal.
constexpr std::array names = {
    "\n2026-01-01T00:",        // a row of csv
    "\n# {\"type\":\"ev",      // a record of csv
    "\"}\n{\"type\":1}",       // one of jsonl
    "\nVmRSS:\t9 kB\n",        // a figure of memlog
    "\x1b[2J\x1b[31mred",      // a terminal's colour, with the screen erased
    "\x1b]0;title\x07",        // its title
    "\r\x1b[K100%",            // another progress line
    "\x08\x08\x7f\x0b\x0c\t",  // other controls
    "\xc2\x9b"
    "31mC1",  // a control sequence in one character
    "\x9b"
    "31m",                           // and in one byte
    "a,b,\"c\",;d",                  // cells
    "=cmd|'/c'!A1",                  // a formula
    "# remark",                      // a remark
    "<script>alert()",               // markup
    "\"><img src=x>",                // an attribute's end
    "]]>&amp;</a><b>",               // XML
    "{a=\"b\"} 1",                   // a label
    "back\\slash\\n\\",              // escapes
    "\xff\xfe\x80\xc0\xaf\xed\xa0",  // no UTF-8
    "cut \xe2\x82",                  // UTF-8 that is cut off
    "\xe2\x80\xae"
    "gpj.exe",                       // read from the right
    "\xe2\x80\xa8line\xe2\x80\xa9",  // line separators
    "%s%n%d$(id)`id`",               // formats and commands
    ") S 1 2 (x",                    // the end of the name in /proc/PID/stat
    "   ",
    "",
};

void bear(const char* name) {
  ::prctl(PR_SET_NAME, name);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const char* const what = argv[1];
  if (std::strcmp(what, "count") == 0) return std::printf("%zu\n", names.size()) > 0 ? 0 : 1;
  const bool all = std::strcmp(what, "all") == 0;
  if (std::strcmp(what, "harmless") == 0)
    bear(what);
  else if (!all)
    bear(names.at(static_cast<std::size_t>(std::atoi(what))));
  std::puts("ready");
  std::fflush(stdout);
  for (std::size_t i = 0;; ++i) {
    if (all)
      bear(names.at(i % names.size()));
    else
      ::pause();
    ::usleep(1000);
  }
}
