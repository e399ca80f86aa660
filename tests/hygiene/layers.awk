# layers.txt first, then the sources: complains of every #include that the table does not allow.

function complain(what) {
  print FILENAME ":" FNR ": " what > "/dev/stderr"
  bad = 1
}

function allowed(who, target, i, header) {
  for (i = 1; i <= allowances[who]; ++i) {
    header = allowance[who, i]
    if (target == header || (header ~ /\/$/ && index(target, header) == 1)) return 1
  }
  return 0
}

# Who the file is: sets `who` (public, lib or cli), `name` and `layer`.
function introduce() {
  name = FILENAME
  sub(/\.[ch]pp$/, "", name)
  if (sub(/^include\/procmem\//, "", name)) who = "public"
  else if (sub(/^lib\//, "", name)) who = "lib"
  else {
    who = layer = "cli"  # and the examples
    sub(/^cli\//, "", name)
  }
  if (who == "cli") return
  layer = name in layer_of ? layer_of[name] : "none"
  if (layer == "none") complain("this file is in no layer of tests/hygiene/layers.txt")
}

function check_own(target, other) {
  other = target
  sub(/^procmem\//, "", other)
  sub(/\.hpp$/, "", other)
  if (target ~ /^(detail|testing)\// && who != "lib") complain("includes " target ", which is the library's own")
  else if (!(other in layer_of)) complain("includes " target ", which is in no layer")
  else if (who != "cli" && rank[layer_of[other]] > rank[layer])
    complain("is of layer " layer ", but includes " target " of " layer_of[other])
}

function check_include(target) {
  if (target ~ /^(procmem|detail|testing)\//) check_own(target)
  else if (target ~ /^[a-z_]+$/ && !(target in guarded)) return  # the C++ library
  else if (who == "cli" && target ~ /^[a-z_]+\.hpp$/) return      # the command line's own
  else if (!allowed(who "/" name, target) && (who == "public" || !allowed(layer, target)))
    complain("may not include " target " (layer " layer ")")
}

BEGIN {
  split("atomic condition_variable filesystem fstream future iostream mutex regex shared_mutex thread", words, " ")
  for (i in words) guarded[words[i]] = 1
}

FILENAME ~ /layers\.txt$/ {
  if ($1 == "layer") {
    if (!($2 in rank)) rank[$2] = ++ranks
    for (i = 3; i <= NF; ++i) layer_of[$i] = $2
  }
  if ($1 == "allow")
    for (i = 3; i <= NF; ++i) allowance[$2, ++allowances[$2]] = $i
  next
}

FNR == 1 {
  introduce()
  seen[name] = 1
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
  target = $0
  gsub(/^[^<"]*[<"]|[>"].*$/, "", target)
  check_include(target)
}

layer == "core" {
  code = $0
  sub(/\/\/.*/, "", code)
  if (code ~ /::now\(|clock_gettime|gettimeofday|getenv|fopen|(^|[^_.>a-z])time\(/)
    complain("core reads no clock, no environment and no file")
}

END {
  for (name in layer_of)
    if (!(name in seen)) {
      print "layers.txt: there is no file " name > "/dev/stderr"
      bad = 1
    }
  exit bad
}
