#ifndef PROCMEM_CLI_TABLE_HPP
#define PROCMEM_CLI_TABLE_HPP

#include <system_error>

#include <procmem/fields.hpp>
#include <procmem/sink.hpp>

namespace cli {

/// One line a sample for a person to read, on standard output. A sink without a lock.
class Table : public procmem::Sink {
 public:
  /// \param fields empty: VmRSS, VmSize, RssAnon, VmSwap.
  /// \param several whether more than one process may come, so that each line has to say whose it is.
  Table(procmem::FieldList fields, bool several);

  void on_sample(const procmem::Sample& sample) override;

  /// Why the first line could not be written, if one could not.
  std::error_code error() const noexcept { return error_; }

 private:
  void write(const std::string& line);

  procmem::FieldList fields_;
  bool several_;
  bool headed_ = false;
  std::error_code error_;
};

}  // namespace cli

#endif
