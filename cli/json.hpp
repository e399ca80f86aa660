#ifndef PROCMEM_CLI_JSON_HPP
#define PROCMEM_CLI_JSON_HPP

#include <string>
#include <string_view>

#include <procmem/text.hpp>

namespace cli {

/// Builds one JSON object in one line.
class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value) {
    return raw(key, procmem::json_string(value));
  }
  template <class Number>
  JsonObject& number(std::string_view key, Number value) {
    return raw(key, std::to_string(value));
  }
  /// A value that is JSON already.
  JsonObject& raw(std::string_view key, std::string_view json) {
    members_ += members_.empty() ? "" : ",";
    members_ += procmem::json_string(key);
    members_ += ':';
    members_ += json;
    return *this;
  }
  std::string str() const { return '{' + members_ + '}'; }

 private:
  std::string members_;
};

}  // namespace cli

#endif
