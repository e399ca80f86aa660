# Writes one recording: awk -v what=leak -f recordings.awk. Nothing in it is random: the same on every machine.

function noise() {
  state = (state * 48271) % 2147483647
  return state / 2147483647 - 0.5
}

function stamp(second, day, rest) {  # of 2026-11-23T06:00:00Z and later, within the month
  rest = second + 21600
  day = int(rest / 86400)
  rest -= day * 86400
  return sprintf("2026-11-%02dT%02d:%02d:%06.3fZ", 23 + day, int(rest / 3600), int(rest / 60) % 60, rest % 60)
}

function header(pid, name, limit) {
  printf "# {\"type\":\"header\",\"procmem\":1,\"time\":\"%s\",\"monotonic_ns\":0,\"interval_ns\":1000000000,\"boot_id\":\"\",\"pid\":%d,\"name\":\"%s\",\"start_ticks\":1,%s\"fields\":[\"vm_rss_bytes\"]}\n", \
    stamp(0), pid, name, (limit ? "\"limit_bytes\":" limit ",\"limit_source\":\"cgroup v2 /made/up\",\"limit_bounds\":\"vm_rss\"," : "")
  print "time,monotonic_s,pid,missed,vm_rss_bytes"
}

function sample(second, pid, mib) {
  printf "%s,%.3f,%d,0,%.0f\n", stamp(second), second, pid, int(mib * 256) * 4096
}

function mark(second, pid, text) {
  printf "# {\"type\":\"event\",\"event\":\"mark\",\"time\":\"%s\",\"monotonic_ns\":%.0f,\"pid\":%d,\"text\":\"%s\"}\n", stamp(second), second * 1e9, pid, text
}

BEGIN {
  state = 20261123
  if (what == "leak") {  # 1 MiB on 66
    header(812, "server", 0)
    for (i = 0; i < 600; ++i) sample(i, 812, 66 + i / 600 + .04 * noise())
  } else if (what == "plateau") {
    header(812, "server", 134217728)
    for (i = 0; i < 600; ++i) sample(i * 5, 812, 120 - 90 * exp(-i / 60) + .2 * noise())
  } else if (what == "sawtooth") {
    header(812, "java", 0)
    for (i = 0; i < 1200; ++i) {
      if (i == 200) mark(i * 3, 812, "requests begin")
      if (i == 230) mark(i * 3, 812, "the cache is filled")
      if (i == 1100) mark(i * 3, 812, "requests end")
      sample(i * 3, 812, 200 + i * 3 % 300 / 2)
    }
  } else if (what == "one" || what == "two") {
    header(812, "server", 0)
    for (i = 0; i < (what == "one" ? 1 : 2); ++i) sample(i, 812, 66 + i)
  } else if (what == "equal") {
    header(812, "idle", 0)
    for (i = 0; i < 300; ++i) sample(i, 812, 66)
  } else if (what == "gap") {
    header(812, "backup", 0)
    for (i = 0; i < 400; ++i) sample(i * 10 + (i < 200 ? 0 : 18000), 812, 50 + i / 50 + .1 * noise())
  } else if (what == "fifty") {
    header(1000, "worker-0", 0)
    for (p = 0; p < 50; ++p) {
      printf "# {\"type\":\"event\",\"event\":\"joined\",\"time\":\"%s\",\"monotonic_ns\":0,\"pid\":%d,\"name\":\"worker-%d\",\"start_ticks\":1}\n", stamp(0), 1000 + p, p
      level[p] = 40 + 60 * (noise() + .5)
    }
    for (i = 0; i < 240; ++i)
      for (p = 0; p < 50; ++p) sample(i * 15, 1000 + p, level[p] + (p % 9 == 7 ? i * (p + 10) / 240 : 0) + noise())
  } else if (what == "hostile") {
    hostile = "<script>alert(1)</script>&\\\"'\\u001b[31m\\u202e]]>--\\\\"
    header(812, hostile, 0)
    for (i = 0; i < 60; ++i) {
      if (i == 30) mark(i, 812, hostile hostile)
      sample(i, 812, 20 + i / 30)
    }
  } else if (what == "restarts") {
    for (p = 0; p < 3; ++p) {
      header(10 + p, "job", 0)
      for (i = 0; i < 60; ++i) sample(p * 700 + i * 10, 10 + p, 30 + p + i / 5)
    }
  } else if (what == "million") {  # ten of them, and one peak
    header(812, "server", 0)
    for (i = 0; i < 10000000; ++i) sample(i / 100, 812, i == 6543210 ? 300 : 100 + i / 200000 + noise())
  } else {
    print "no such recording: " what > "/dev/stderr"
    exit 2
  }
}
