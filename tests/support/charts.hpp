#ifndef PROCMEM_TESTS_SUPPORT_CHARTS_HPP
#define PROCMEM_TESTS_SUPPORT_CHARTS_HPP

#include <string>
#include <vector>

#include <procmem/plot.hpp>

namespace support {

/// A chart that has to look well, and the name of its picture.
struct NamedChart {
  std::string name;
  procmem::Chart chart;
};

/// Those whose pictures are kept in tests/data/charts.
std::vector<NamedChart> charts();

/// UTC+1, called CET; from 2026-11-23T14:00:00Z on UTC+2, called CEST.
procmem::LocalZone zone(procmem::Curve::Time time);

}  // namespace support

#endif
