# The completion script, asked as bash asks it. In: procmem-cli, a directory to work in.
cli=$1
scratch=$2
bad=0
source <("$cli" completions bash) || exit 1

compopt() { printf '<%s>\n' "$*"; } # would say outside of a completion that there is none
# A line up to the cursor, and its words as bash would cut them: prints what is offered.
offers() {
  COMP_LINE=$1 COMP_POINT=${#1}
  shift
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  _procmem_cli
  printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort -u # as readline shows it
}
ask() { asked=$1; answer=$(offers "$@"); }
same() { [[ $answer == "$1" ]] || { echo "$asked: '$1' expected, but: $answer" >&2; bad=1; }; }
with() { grep -qxF -e "$1" <<< "$answer" || { echo "$asked: '$1' is not offered, but: $answer" >&2; bad=1; }; }
without() { ! grep -qxF -e "$1" <<< "$answer" || { echo "$asked: '$1' is offered" >&2; bad=1; }; }

ask 'procmem-cli rec' procmem-cli rec;                           same record
ask 'procmem-cli ' procmem-cli '';                               with report; with check; with completions; without 1
ask 'procmem-cli --v' procmem-cli --v;                           same --version
ask 'procmem-cli nonsense ' procmem-cli nonsense '';             same ''
for command in $("$cli" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
  for option in $("$cli" "$command" --help | grep -oE '^  (-.,)?--?[a-z-]+' | tr , ' '); do
    ask "procmem-cli $command $option" procmem-cli "$command" "$option"; with "$option"
  done
done
ask 'procmem-cli record --for' procmem-cli record --for;         same --format
ask 'procmem-cli show --for' procmem-cli show --for;             same ''
ask 'procmem-cli record -f ' procmem-cli record -f '';           same $'csv\njsonl\nmemlog'
ask 'procmem-cli record --format=c' procmem-cli record --format = c;  same csv
ask 'procmem-cli record --sync ' procmem-cli record --sync '';   same $'always\nnever'
ask 'procmem-cli completions z' procmem-cli completions z;       same zsh
ask 'procmem-cli record -d ' procmem-cli record -d '';           same ''
ask 'procmem-cli record -o ' procmem-cli record -o '';           same '<-o default>'
ask 'procmem-cli report ' procmem-cli report '';                 same '<-o default>'
ask 'procmem-cli report a.csv ' procmem-cli report a.csv '';     same '<-o default>'
ask 'procmem-cli compare -q ' procmem-cli compare -q '';         same '<-o default>'
ask 'procmem-cli record ' procmem-cli record '';                 with $$; with 1
ask "procmem-cli record -i 1 $$" procmem-cli record -i 1 $$;     with $$
ask "procmem-cli check $$" procmem-cli check $$;                 with $$
ask 'procmem-cli check ' procmem-cli check '';                   with '<-o default>'; without $$
ask 'procmem-cli report --metric VmRS' procmem-cli report --metric VmRS; same VmRSS
ask 'procmem-cli report --metric vmrs' procmem-cli report --metric vmrs; same VmRSS
ask 'procmem-cli record --fields ' procmem-cli record --fields '';       with all; with VmRSS; with Threads
ask 'procmem-cli record --fields VmRSS,RssA' procmem-cli record --fields VmRSS,RssA;
same $'<-o nospace>\nVmRSS,RssAnon'
ask 'procmem-cli record --fields=VmRSS,RssA' procmem-cli record --fields = VmRSS,RssA
same $'<-o nospace>\nVmRSS,RssAnon'
ask 'procmem-cli record --fields VmRSS,VmRS' procmem-cli record --fields VmRSS,VmRS; without VmRSS,VmRSS

# A stranger chooses its name. Nothing of it may run, and what is offered must be one word that says just that name.
names=("\$(touch x)" 'a b;c' '`id`"'\' 'p:q=r' '*' '@')
unprintable=($'a\tfeed' $'\e[31mred')
mkfifo "$scratch/never"
cd "$scratch" || exit 1
for name in "${names[@]}" "${unprintable[@]}"; do
  (printf %s "$name" > /proc/self/comm; : < never) & # waits there for a writer
  until [[ $(< /proc/$!/comm) == "$name" ]]; do :; done
done
trap 'kill $(jobs -p)' EXIT
ask 'procmem-cli record -n ' procmem-cli record -n ''
for name in "${names[@]}"; do with "$(printf %q "$name")"; done
[[ $answer != *feed* && $answer != *red* ]] || { echo "a name that cannot be printed is offered: $answer" >&2; bad=1; }
ask 'procmem-cli record -n a\ ' procmem-cli record -n 'a\ ';     same 'a\ b\;c'
ask 'procmem-cli record -n "a ' procmem-cli record -n '"a ';     same 'a b;c'
ask "procmem-cli record -n 'a " procmem-cli record -n "'a ";     same 'a b;c'
ask 'procmem-cli record -n p:q' procmem-cli record -n p : q;     same 'q=r'
ask 'procmem-cli record --name=p:q' procmem-cli record --name = p : q; same 'q=r'
ask "procmem-cli show -n '\$(t" procmem-cli show -n "'\$(t";     same '$(touch x)'
[[ ! -e x ]] || { echo "a process's name was run" >&2; bad=1; }

# What follows -- is completed as that command would be, with bash-completion and without.
ask 'procmem-cli check -q -- bas' procmem-cli check -q -- bas;   with bash
ask 'procmem-cli record -- bash --he' procmem-cli record -- bash --he; same '<-o default>'
_command_offset() { COMPREPLY=("from word $1"); }
ask 'procmem-cli record -i 1 -- ls --al' procmem-cli record -i 1 -- ls --al; same 'from word 5'
exit $bad
