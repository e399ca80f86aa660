# Compares a text with its translation, block by block: awk -f translation.awk README.md README.zh-CN.md
# A block is a heading, a line of code, a table row, a list item or a paragraph. Of prose only that is compared which a
# translation keeps, whatever the order of words: `code`, links, numbers in figures, the number of bold texts. Links from one
# of the two files to the other are left out. The first difference of each section is told.

# `words` with `word` in its alphabetical place.
function put(words, word,   before) {
  before = ""
  while (words != "" && substr(words, 1, index(words, "\n") - 1) <= word) {
    before = before substr(words, 1, index(words, "\n"))
    words = substr(words, index(words, "\n") + 1)
  }
  return before word "\n" words
}

# All that `pattern` finds in `text`, in alphabetical order; takes it out of the global `rest`.
function all(pattern, label,   found, left, text) {
  text = rest; found = ""; left = ""
  while (match(text, pattern)) {
    found = put(found, substr(text, RSTART, RLENGTH))
    left = left substr(text, 1, RSTART - 1) " "
    text = substr(text, RSTART + RLENGTH)
  }
  rest = left text
  gsub(/\n/, " ", found)
  return found == "" ? "" : ", " label " " found
}

function kept(text,   bold) {
  rest = text
  gsub(/\]\(README(\.zh-CN)?\.md\)/, "]", rest)
  bold = gsub(/\*\*/, "", rest) / 2
  return all("`[^`]+`", "code") all("\\]\\([^)]*\\)", "links") (bold ? ", bold texts: " bold : "") \
    all("[0-9]+(\\.[0-9]+)*", "numbers")
}

# What is told of it if it differs; `text`: what it is made from, where that says more.
function block(what, line, text) {
  ++count[file]
  key[file, count[file]] = what
  place[file, count[file]] = FILENAME ":" line
  shown[file, count[file]] = text == "" ? "" : "    " text "\n"
}

function end_of_prose() {
  if (prose != "") block(kind kept(prose), start, prose)
  prose = ""
}

function begin(what) { end_of_prose(); kind = what; start = FNR; prose = $0 }

FNR == 1 { end_of_prose(); ++file; fenced = 0 }
/^```/ { end_of_prose(); fenced = !fenced; block("code: " $0, FNR); next }
fenced || (/^    / && prose == "") { block("code: " $0, FNR); next }
/^$/ { end_of_prose(); next }
/^<!--/ { end_of_prose(); block("comment: " $0, FNR); next }
/^#+ / { begin("heading of level " length($1)); end_of_prose(); next }
/^\|/ { begin("table row of " gsub(/\|/, "|") - 1 " columns"); end_of_prose(); next }
/^- / { begin("list item"); next }
prose == "" { begin("paragraph"); next }
{ prose = prose " " $0 }

function told(which, i) {
  if (i > count[which]) return "  " ARGV[which] ": nothing more\n"
  return "  " place[which, i] ": " key[which, i] "\n" shown[which, i]
}

function is_heading(which, i) { return key[which, i] ~ /^heading/ }

END {
  end_of_prose()
  i = j = 1
  while (i <= count[1] || j <= count[2]) {
    if (key[1, i] == key[2, j]) { ++i; ++j; continue }
    printf "These two differ:\n%s%s", told(1, i), told(2, j)
    failed = 1
    # On with the next section of each, if the two have the same sections so far.
    if (is_heading(1, i) != is_heading(2, j)) break
    ++i; ++j
    while (i <= count[1] && !is_heading(1, i)) ++i
    while (j <= count[2] && !is_heading(2, j)) ++j
  }
  exit failed
}
