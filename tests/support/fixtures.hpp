#ifndef PROCMEM_TESTS_FIXTURES_HPP
#define PROCMEM_TESTS_FIXTURES_HPP

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fixtures {

/// The whole content of a file below tests/data; fails the test if it cannot be read.
std::string read(const std::string& path);

/// The rows of a CSV file below tests/data, each by the names of the first row.
std::vector<std::map<std::string, std::string>> table(const std::string& path);

/// "a=1;b=x" as pairs.
std::vector<std::pair<std::string, std::string>> pairs(std::string_view text);

/// The bytes that a text of hexadecimal digits stands for.
std::string from_hex(std::string_view hex);

}  // namespace fixtures

#endif
