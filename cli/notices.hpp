#ifndef PROCMEM_CLI_NOTICES_HPP
#define PROCMEM_CLI_NOTICES_HPP

#include <string>

#include <procmem/event.hpp>

namespace cli {

/// What a person should be told of an event at once; empty if it can wait for the summary.
std::string notice(const procmem::Event& event);

}  // namespace cli

#endif
