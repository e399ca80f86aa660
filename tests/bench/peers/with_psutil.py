"""CPU of a sample by psutil, in microseconds. Arguments: one or many; how often; a pid (one)."""
import ctypes
import statistics
import sys
import time

import psutil

how, count = sys.argv[1], int(sys.argv[2])
if how == "one":
    process = psutil.Process(int(sys.argv[3]))
    before = time.process_time_ns()
    for _ in range(count):
        process.memory_info()
    print((time.process_time_ns() - before) / 1e3 / count)
else:
    size = 128 << 20
    memory = ctypes.create_string_buffer(size)
    took = []
    for i in range(count):
        ctypes.memset(memory, i % 256, size)
        before = time.process_time_ns()
        for process in psutil.process_iter(["memory_info"]):
            process.info["memory_info"]
        took.append((time.process_time_ns() - before) / 1e3)
    print(statistics.median(took))
