#ifndef PROCMEM_TESTS_SCRATCH_HPP
#define PROCMEM_TESTS_SCRATCH_HPP

#include <fstream>
#include <sstream>
#include <string>

#include <boost/filesystem.hpp>

/// One that everybody may write to, as /tmp.
inline void make_shared_directory(const std::string& path) {
  boost::filesystem::create_directory(path);
  boost::filesystem::permissions(path, boost::filesystem::all_all | boost::filesystem::sticky_bit);
}

/// A directory of its own for one test, gone with the object.
class Scratch {
 public:
  Scratch()
      : path_(boost::filesystem::temp_directory_path() / boost::filesystem::unique_path("procmem-%%%%%%%%")) {
    boost::filesystem::create_directory(path_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    boost::system::error_code ignored;
    boost::filesystem::remove_all(path_, ignored);
  }

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  boost::filesystem::path path_;
};

inline std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

#endif
