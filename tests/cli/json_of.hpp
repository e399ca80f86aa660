#ifndef PROCMEM_TESTS_CLI_JSON_OF_HPP
#define PROCMEM_TESTS_CLI_JSON_OF_HPP

#include <string>

#include <doctest/doctest.h>
#include <simdjson.h>

/// A JSON text that a program printed. A key that is not there fails the test.
class Json {
 public:
  explicit Json(const std::string& text) : text_(text) {
    auto parsed = parser_.parse(text_);
    CAPTURE(text);
    REQUIRE(parsed.error() == simdjson::SUCCESS);
    root_ = parsed.value_unsafe();
  }

  /// \param path as "/series/0/verdict".
  simdjson::dom::element at(const std::string& path) const {
    CAPTURE(path);
    CAPTURE(text_);
    const auto found = root_.at_pointer(path);
    REQUIRE(found.error() == simdjson::SUCCESS);
    return found.value_unsafe();
  }
  bool has(const std::string& path) const { return root_.at_pointer(path).error() == simdjson::SUCCESS; }
  bool is_null(const std::string& path) const { return at(path).is_null(); }
  std::string text(const std::string& path) const {
    const auto value = at(path).get_string();
    REQUIRE(value.error() == simdjson::SUCCESS);
    return std::string(value.value_unsafe());
  }
  double number(const std::string& path) const {
    const auto value = at(path).get_double();
    CAPTURE(path);
    REQUIRE(value.error() == simdjson::SUCCESS);
    return value.value_unsafe();
  }

 private:
  std::string text_;
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

#endif
