#ifndef PROCMEM_EXPORT_HPP
#define PROCMEM_EXPORT_HPP

/// Marks what a shared libprocmem offers; everything else is hidden.
#define PROCMEM_EXPORT __attribute__((visibility("default")))

/// Marks what is not offered inside a class that is.
#define PROCMEM_HIDDEN __attribute__((visibility("hidden")))

#endif
