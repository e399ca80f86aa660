#ifndef PROCMEM_CLI_JUNIT_HPP
#define PROCMEM_CLI_JUNIT_HPP

#include <string>
#include <string_view>
#include <vector>

namespace cli {

struct JunitCase {
  enum class Result { passed, skipped, failed, error };

  std::string group;  ///< the "class"
  std::string name;
  double seconds = 0;
  Result result = Result::passed;
  std::string text;  ///< why it did not pass
};

/// Any text as XML: what XML or a terminal could not bear is escaped; line feeds stay.
std::string xml_text(std::string_view text);

/// One suite, as Ant, Jenkins and GitLab read it. \param output what was printed beside it.
std::string format_junit(const std::vector<JunitCase>& cases, const std::string& suite,
                         const std::string& output);

}  // namespace cli

#endif
