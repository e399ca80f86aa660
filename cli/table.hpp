#ifndef PROCMEM_CLI_TABLE_HPP
#define PROCMEM_CLI_TABLE_HPP

#include <cstdint>
#include <string>
#include <system_error>

#include <procmem/fields.hpp>
#include <procmem/sink.hpp>

namespace cli {

/// What a row has where nothing else is asked for.
constexpr const char* table_fields = "VmRSS,VmSize,RssAnon";

/// Rows for people on standard output: one a sample, below one header row.
class Table final : public procmem::Sink {
 public:
  /// \param fields empty: table_fields. \param names whether each row tells its process's name.
  Table(procmem::FieldList fields, bool names);

  void on_start(const procmem::RecordHeader& header) override;
  void on_sample(const procmem::Sample& sample) override;

  std::uint64_t samples_lost() const noexcept { return lost_; }
  std::error_code first_error() const noexcept { return first_error_; }

 private:
  void write(const std::string& row);

  procmem::FieldList fields_;
  bool names_;
  bool has_header_ = false;
  std::uint64_t lost_ = 0;
  std::error_code first_error_;
};

}  // namespace cli

#endif
