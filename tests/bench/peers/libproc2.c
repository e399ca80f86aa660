/* CPU of a sample by libproc2, in microseconds. Arguments: status or statm; one or many; how often; a pid
 * (one). */
#define _GNU_SOURCE
#include <libproc2/pids.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static enum pids_item of_status[] = {PIDS_ID_PID,      PIDS_CMD,         PIDS_VM_SIZE,       PIDS_VM_RSS,
                                     PIDS_VM_RSS_ANON, PIDS_VM_RSS_FILE, PIDS_VM_RSS_SHARED, PIDS_VM_DATA,
                                     PIDS_VM_STACK,    PIDS_VM_EXE,      PIDS_VM_LIB,        PIDS_VM_SWAP};
static enum pids_item of_statm[] = {PIDS_ID_PID, PIDS_MEM_VIRT, PIDS_MEM_RES, PIDS_MEM_SHR};

static double cpu_microseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int compare(const void* a, const void* b) {
  const double x = *(const double*)a, y = *(const double*)b;
  return x < y ? -1 : x > y;
}

static void flush_caches(void) {
  static volatile unsigned char memory[128 << 20];
  for (size_t i = 0; i < sizeof memory; i += 64) ++memory[i];
}

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const int status = strcmp(argv[1], "status") == 0;
  const int one = strcmp(argv[2], "one") == 0;
  const int count = atoi(argv[3]);
  unsigned pid = one && argc > 4 ? (unsigned)atoi(argv[4]) : 1;
  double* const took = calloc((size_t)count, sizeof *took);
  struct pids_info* info = NULL;
  const int made = status ? procps_pids_new(&info, of_status, sizeof of_status / sizeof *of_status)
                          : procps_pids_new(&info, of_statm, sizeof of_statm / sizeof *of_statm);
  if (made < 0 || took == NULL) return 2;
  const double begin = cpu_microseconds();
  for (int i = 0; i < count; ++i) {
    if (!one) flush_caches();
    const double before = one ? 0 : cpu_microseconds();
    const struct pids_fetch* const found = one ? procps_pids_select(info, &pid, 1, PIDS_SELECT_PID)
                                               : procps_pids_reap(info, PIDS_FETCH_TASKS_ONLY);
    if (found == NULL || found->counts->total < 1) return 1;
    if (!one) took[i] = cpu_microseconds() - before;
  }
  const double all = cpu_microseconds() - begin;
  qsort(took, (size_t)count, sizeof *took, compare);
  printf("%.3f\n", one ? all / count : took[count / 2]);
  return 0;
}
