#ifndef PROCMEM_DETAIL_JSON_RECORD_HPP
#define PROCMEM_DETAIL_JSON_RECORD_HPP

#include <memory>
#include <string_view>

#include <procmem/event.hpp>
#include <procmem/record_format.hpp>
#include <procmem/sample.hpp>

namespace procmem::detail {

/// Reads the JSON objects that a jsonl recording consists of, and that a csv has in its comments.
class JsonRecordReader {
 public:
  enum class Kind { header, sample, event, other };
  struct Result {
    Kind kind = Kind::other;        ///< other: an object of a type or an event that is not known here
    const char* skipped = nullptr;  ///< why the line is damaged
  };

  JsonRecordReader();
  ~JsonRecordReader();

  Result read(std::string_view line);

  // Of the line read last; valid are those that its kind says.
  const RecordHeader& header() const noexcept;
  const Sample& sample() const noexcept;
  const Event& event() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace procmem::detail

#endif
