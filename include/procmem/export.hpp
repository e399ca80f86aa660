#ifndef PROCMEM_EXPORT_HPP
#define PROCMEM_EXPORT_HPP

/// Marks what a shared libprocmem offers; everything else is hidden.
#define PROCMEM_EXPORT __attribute__((visibility("default")))

#endif
