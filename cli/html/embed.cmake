# The files that an HTML report is made of, as a source file of the program. A report's Content-Security-Policy admits one script and
# one style sheet, by their hashes.

set(PROCMEM_HTML_FILES page.html series.html style.css app.js uplot/uPlot.iife.min.js uplot/uPlot.min.css uplot/LICENSE)
foreach(file IN LISTS PROCMEM_HTML_FILES)
  set(path ${CMAKE_CURRENT_LIST_DIR}/${file})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  string(MAKE_C_IDENTIFIER "HTML_${file}" name)
  file(READ ${path} ${name})
endforeach()

# CMake has hashes in hexadecimal only; the policy wants base64. Six digits are four characters; the last group is a byte short.
function(procmem_policy_hash result text)
  set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  string(SHA256 digits "${text}")
  string(APPEND digits "00")
  set(hash "")
  foreach(group RANGE 0 60 6)
    string(SUBSTRING "${digits}" ${group} 6 six)
    foreach(shift 18 12 6 0)
      math(EXPR place "(0x${six} >> ${shift}) & 63")
      string(SUBSTRING "${alphabet}" ${place} 1 character)
      string(APPEND hash "${character}")
    endforeach()
  endforeach()
  string(REGEX REPLACE ".$" "=" hash "${hash}")
  set(${result} "'sha256-${hash}'" PARENT_SCOPE)
endfunction()

set(HTML_CHART "/*\n${HTML_uplot_LICENSE}\n*/\n${HTML_uplot_uPlot_iife_min_js}\n")
set(HTML_STYLE "${HTML_uplot_uPlot_min_css}\n${HTML_style_css}")
procmem_policy_hash(HTML_SCRIPT_HASH "${HTML_CHART}${HTML_app_js}")
procmem_policy_hash(HTML_STYLE_HASH "${HTML_STYLE}")
configure_file(${CMAKE_CURRENT_LIST_DIR}/html_files.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/html_files.cpp @ONLY)
