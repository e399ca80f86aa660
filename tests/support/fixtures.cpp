#include "support/fixtures.hpp"

#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

namespace fixtures {
namespace {

/// One line of RFC 4180 without line feeds in its cells.
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> row(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\r' && i + 1 == line.size()) break;
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      row.back() += line[++i];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      row.emplace_back();
    else
      row.back() += line[i];
  }
  return row;
}

}  // namespace

std::string read(const std::string& path) {
  std::ifstream file(std::string(PROCMEM_TEST_DATA) + "/" + path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::map<std::string, std::string>> table(const std::string& path) {
  std::istringstream lines(read(path));
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> names = cells(line);
  std::vector<std::map<std::string, std::string>> rows;
  while (std::getline(lines, line)) {
    const std::vector<std::string> row = cells(line);
    REQUIRE_MESSAGE(row.size() == names.size(), path << ": " << line);
    auto& out = rows.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) out[names[i]] = row[i];
  }
  return rows;
}

std::vector<std::pair<std::string, std::string>> pairs(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> all;
  std::istringstream parts{std::string(text)};
  for (std::string part; std::getline(parts, part, ';');) {
    const std::size_t equals = part.find('=');
    REQUIRE(equals != std::string::npos);
    all.emplace_back(part.substr(0, equals), part.substr(equals + 1));
  }
  return all;
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

}  // namespace fixtures
