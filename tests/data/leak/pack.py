#!/usr/bin/env python3
"""Packs traces (CSV: elapsed_s, then columns in kB or counts) into one file: pack.py MANIFEST.csv OUT.traces

The file is: for each trace, in the manifest's order, its name and the names of its columns in one line of text
("file,elapsed_ms,VmRSS_kB,..."), the number of rows and of bytes in a second line, then the columns one after the
other as differences from row to row: zigzag varints, where a 0 is followed by how many more 0 come after it.
VmRSS_kB is stored as its difference from RssAnon_kB + RssFile_kB + RssShmem_kB, which is mostly 0.
tests/support/trace.cpp reads it.
"""
import csv
import os
import sys


def varint(value):
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return out


def pack_column(values):
    out, last, zeros = bytearray(), 0, 0
    for value in values:
        difference, last = value - last, value
        if difference == 0:
            zeros += 1
            continue
        if zeros:
            out += varint(0) + varint(zeros - 1)
            zeros = 0
        out += varint(difference * 2 if difference > 0 else -difference * 2 - 1)
    if zeros:
        out += varint(0) + varint(zeros - 1)
    return out


def pack_trace(path):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    names, rows = rows[0], rows[1:]
    columns = {name: [int(row[i] or 0) for row in rows] for i, name in enumerate(names) if i > 0}
    columns = {"elapsed_ms": [round(float(row[0]) * 1000) for row in rows], **columns}
    parts = [columns.get(name) for name in ("RssAnon_kB", "RssFile_kB", "RssShmem_kB")]
    if all(parts):
        columns["VmRSS_kB"] = [rss - sum(part) for rss, *part in zip(columns["VmRSS_kB"], *parts)]
    body = b"".join(pack_column(values) for values in columns.values())
    head = ",".join([os.path.basename(path), *columns]) + "\n" + f"{len(rows)} {len(body)}\n"
    return head.encode() + body


manifest, out = sys.argv[1:]
with open(manifest, newline="") as file:
    names = [row["file"] for row in csv.DictReader(file)]
with open(out, "wb") as file:
    for name in names:
        file.write(pack_trace(os.path.join(os.path.dirname(manifest), name)))
