#ifndef PROCMEM_CLI_JSON_HPP
#define PROCMEM_CLI_JSON_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cli {

/// A JSON object, made key by key. Strings may hold any bytes: what is not UTF-8 becomes U+FFFD.
class JsonObject {
 public:
  JsonObject& add(std::string_view key, std::string_view text);
  JsonObject& add(std::string_view key, std::int64_t number);
  JsonObject& add(std::string_view key, std::uint64_t number);
  JsonObject& add(std::string_view key, int number) { return add(key, std::int64_t{number}); }
  JsonObject& add(std::string_view key, const std::optional<std::int64_t>& number);  ///< null if absent
  /// \param decimals how many digits after the point.
  JsonObject& add_fraction(std::string_view key, double number, int decimals);
  JsonObject& add_fraction(std::string_view key, const std::optional<double>& number, int decimals);
  /// \param json a value that is JSON already.
  JsonObject& add_json(std::string_view key, std::string_view json);

  std::string text() const { return '{' + members_ + '}'; }

 private:
  std::string members_;
};

/// A number with so many digits after the point; null if it is none.
std::string json_fraction(double number, int decimals);

}  // namespace cli

#endif
