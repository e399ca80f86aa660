#include "exit_status.hpp"

#include <algorithm>

namespace cli {

std::string exit_status_lines(std::initializer_list<ExitStatus> possible) {
  std::string lines = "Exit status:";
  for (const ExitStatusMeaning& entry : exit_statuses) {
    if (std::count(possible.begin(), possible.end(), entry.status) == 0) continue;
    const std::string number = std::to_string(static_cast<int>(entry.status));
    lines += "\n  " + std::string(3 - number.size(), ' ') + number + "  " + entry.meaning;
  }
  return lines;
}

}  // namespace cli
