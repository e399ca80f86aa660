// A program that says where its own memory has grown.
#include <procmem/mapping_growth.hpp>
#include <procmem/smaps_reader.hpp>
#include <procmem/text.hpp>

#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

int main() try {
  // [explain]
  const procmem::Process self = procmem::Process::self();
  procmem::SmapsReader reader(self);
  const auto look = [&reader] {
    procmem::MappingSnapshot snapshot;
    reader.read([&snapshot](const procmem::Mapping& mapping) { snapshot.add(mapping); });
    return snapshot;
  };
  const procmem::MappingSnapshot before = look();
  const std::vector<std::string> cache(40000, std::string(1000, 'x'));  // 38 MiB
  const procmem::MappingGrowth growth = compare_mappings(before, look());

  std::cout << growth_sentence(growth, std::nullopt) << '\n';
  for (const procmem::GroupGrowth& group : growth.groups)
    if (const auto grown = memory_growth(group); grown && *grown > procmem::Bytes(0))
      std::cout << procmem::printable(group.name) << ": +" << format_bytes(*grown) << '\n';
  // [explain] end
  std::cout << cache.size() << " strings are kept\n";
} catch (const std::exception& error) {
  std::cerr << "example-explain-growth: " << error.what() << '\n';
  return 1;
}
