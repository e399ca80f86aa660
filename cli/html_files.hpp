#ifndef PROCMEM_CLI_HTML_FILES_HPP
#define PROCMEM_CLI_HTML_FILES_HPP

#include <string_view>

/// What stands in the folder html, put into the program by html/embed.cmake.
namespace cli::html {

extern const std::string_view page, series;              ///< forms for fill()
extern const std::string_view style, style_hash;         ///< the hash as a Content-Security-Policy has it
extern const std::string_view chart_script, app_script;  ///< one script: the library, then what uses it
extern const std::string_view script_hash;               ///< of both

}  // namespace cli::html

#endif
