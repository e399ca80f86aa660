#!/usr/bin/env python3
"""Draws docs/growth.svg: pictures.py GROWTH_BENCH OUT.svg

Eight traces of tests/data/leak with what the library says of each; GROWTH_BENCH is the built program.
"""
import os
import subprocess
import sys

DATA = os.path.join(os.path.dirname(__file__), "..", "..", "data", "leak")
CHOSEN = [
    ("real-long", "py_dict_leak_63", "a dictionary that is never emptied"),
    ("real-long", "ruby_leak_leak_31", "a collected heap: ever larger steps"),
    ("real-long", "lab_connsrv_jemalloc_leak_13", "a leak under a load that comes and goes"),
    ("synthetic", "lin_gc_1", "a sawtooth whose floor rises"),
    ("real-long", "lab_warm_glibc_clean_20", "a warm-up, then a plateau"),
    ("real-long", "lab_reload_glibc_clean_25", "three reloads, three steps"),
    ("real-long", "go_mapclean_clean_15", "a load that comes and goes"),
    ("synthetic", "gc_sawtooth_0", "a sawtooth over one floor"),
]
WIDTH, HEIGHT, PLOT = 300, 190, 110


def varint(data, place):
    value, shift = 0, 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place


def column(data, place, rows):
    values, last = [], 0
    while len(values) < rows:
        code, place = varint(data, place)
        more = 0
        if code == 0:
            more, place = varint(data, place)
        last += -(code >> 1) - 1 if code & 1 else code >> 1
        values += [last] * (more + 1)
    return values, place


def load(name_of_set):
    traces = {}
    with open(os.path.join(DATA, name_of_set + ".traces"), "rb") as file:
        while line := file.readline():
            name, *columns = line.decode().strip().split(",")
            rows, size = map(int, file.readline().split())
            data, place, trace = file.read(size), 0, {}
            for one in columns:
                trace[one], place = column(data, place, rows)
            traces[name[:-4]] = trace
    return traces


def panel(x, y, title, sentence, trace):
    t = trace["elapsed_ms"]
    level = [sum(parts) for parts in zip(trace["RssAnon_kB"], trace["RssShmem_kB"], trace["VmSwap_kB"])]
    low, high = min(level), max(level)
    points = " ".join(f"{x + 8 + (WIDTH - 16) * a / t[-1]:.1f},{y + 24 + PLOT * (high - b) / max(1, high - low):.1f}"
                      for a, b in zip(t[:: len(t) // 500 + 1], level[:: len(t) // 500 + 1]))
    leaks = sentence.startswith("Leaking")
    first = sentence.split(" in ")[0].replace(" (95", "|(95").split("|")
    lines = [f'<rect x="{x + 2}" y="{y + 2}" width="{WIDTH - 4}" height="{HEIGHT - 6}" fill="#fff" stroke="#bbb"/>',
             f'<text x="{x + 8}" y="{y + 17}" font-weight="bold">{title}</text>',
             f'<polyline points="{points}" fill="none" stroke="{"#c1440e" if leaks else "#1f5fa8"}" stroke-width="1.4"/>',
             f'<text x="{x + 8}" y="{y + PLOT + 40}">{low / 1024:.1f} to {high / 1024:.1f} MiB in {t[-1] / 60000:.0f} min</text>']
    for i, part in enumerate(first):
        lines.append(f'<text x="{x + 8}" y="{y + PLOT + 56 + 14 * i}" fill="{"#c1440e" if leaks else "#1f5fa8"}">{part}</text>')
    return "\n".join(lines)


bench, out = sys.argv[1:]
sets = {name: load(name) for name in ("real-long", "synthetic")}
said = subprocess.run([bench, "--traces"], check=True, capture_output=True, text=True).stdout
sentences = {words[1]: words[2] for words in (line.split(None, 2) for line in said.splitlines()) if len(words) == 3}
with open(out, "w") as file:
    file.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{4 * WIDTH}" height="{2 * HEIGHT}" '
               'font-family="sans-serif" font-size="11.5">\n')
    for i, (name_of_set, name, title) in enumerate(CHOSEN):
        file.write(panel(i % 4 * WIDTH, i // 4 * HEIGHT, title, sentences[name], sets[name_of_set][name]) + "\n")
    file.write("</svg>\n")
