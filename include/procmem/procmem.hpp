#ifndef PROCMEM_PROCMEM_HPP
#define PROCMEM_PROCMEM_HPP

/// Everything. Programs that have no Boost.Asio of their own pay nothing but compile time for it.
#include <procmem/background_sampler.hpp>
#include <procmem/bytes.hpp>
#include <procmem/discovery.hpp>
#include <procmem/error.hpp>
#include <procmem/event.hpp>
#include <procmem/fields.hpp>
#include <procmem/file_sink.hpp>
#include <procmem/growth.hpp>
#include <procmem/growth_sink.hpp>
#include <procmem/heap.hpp>
#include <procmem/limits.hpp>
#include <procmem/mapping_growth.hpp>
#include <procmem/operation_growth.hpp>
#include <procmem/phase.hpp>
#include <procmem/plot.hpp>
#include <procmem/process.hpp>
#include <procmem/record.hpp>
#include <procmem/record_format.hpp>
#include <procmem/region_name.hpp>
#include <procmem/replace_file.hpp>
#include <procmem/ring_sink.hpp>
#include <procmem/sample.hpp>
#include <procmem/sampler.hpp>
#include <procmem/sink.hpp>
#include <procmem/smaps.hpp>
#include <procmem/smaps_reader.hpp>
#include <procmem/statm.hpp>
#include <procmem/status.hpp>
#include <procmem/text.hpp>
#include <procmem/version.hpp>

#endif
