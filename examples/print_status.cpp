// Prints the memory of one process, once: `example-print-status [PID]`, its own without a PID.
// A figure that the kernel leaves out is absent, which is not the same as 0.
#include <cstdlib>
#include <exception>
#include <iostream>

#include <procmem/bytes.hpp>
#include <procmem/fields.hpp>
#include <procmem/process.hpp>
#include <procmem/status.hpp>

int main(int argc, char** argv) try {
  // [read]
  const procmem::Process process =
      argc > 1 ? procmem::Process::open(std::atoi(argv[1])) : procmem::Process::self();
  const procmem::StatusSnapshot status = procmem::read_status(process);
  std::cout << status.name << ", process " << status.pid << '\n';
  // [read] end

  for (const procmem::Field& field : procmem::fields()) {
    const auto value = field.get(status);
    std::cout << field.key << ": ";
    if (!value)
      std::cout << "absent\n";
    else if (field.unit == procmem::Field::Unit::bytes)
      std::cout << procmem::format_bytes(procmem::Bytes(*value)) << '\n';
    else
      std::cout << *value << '\n';
  }
} catch (const std::exception& error) {
  std::cerr << "example-print-status: " << error.what() << '\n';
  return 1;
}
