# What `cmake --install` lays down, and how others find it: find_package(procmem) and pkg-config procmem.

include(CMakePackageConfigHelpers)

install(TARGETS procmem procmem-testing EXPORT procmemTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
# Of two shared libraries one finds the other beside it.
set_target_properties(procmem-testing PROPERTIES INSTALL_RPATH "$ORIGIN")
install(DIRECTORY include/procmem DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")

set(PROCMEM_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/procmem)
install(EXPORT procmemTargets NAMESPACE procmem:: DESTINATION ${PROCMEM_CMAKE_DIR})
get_target_property(PROCMEM_LIBRARY_TYPE procmem TYPE)
configure_package_config_file(cmake/procmemConfig.cmake.in procmemConfig.cmake INSTALL_DESTINATION ${PROCMEM_CMAKE_DIR})
write_basic_package_version_file(procmemConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/procmemConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/procmemConfigVersion.cmake
  DESTINATION ${PROCMEM_CMAKE_DIR})

# Relative to the file itself, so that an installed tree may be moved.
set(PROCMEM_PC_DIR ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH PROCMEM_PC_PREFIX ${CMAKE_INSTALL_PREFIX}/${PROCMEM_PC_DIR} ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/procmem.pc.in procmem.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/procmem.pc DESTINATION ${PROCMEM_PC_DIR})
