#!/bin/sh
# The script that people have used for years: a process's VmRSS and VmSize, every so often, with the time.
pid=$1
echo "$pid"
while :; do
  {
    date +%Y-%m-%d-%H:%M:%S
    grep VmRSS "/proc/$pid/status"
    grep VmSize "/proc/$pid/status"
    echo
  } >> proc_memlog.txt
  sleep 1
done
