// Prints the man page: procmem-man docs/procmem-cli.1.in. A program of the build, so that procmem-cli need
// not carry the text, nor have a command that nobody is to use.
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "outline.hpp"

int main(int argc, char** argv) {
  std::ifstream file(argc == 2 ? argv[1] : "", std::ios::binary);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  if (page.empty()) {
    std::cerr << "usage: procmem-man docs/procmem-cli.1.in\n";
    return 2;
  }
  std::cout << cli::man_page(cli::command_line_outline(), page) << std::flush;
  return std::cout ? 0 : 1;
}
