# The completion script, asked by an interactive zsh on a terminal of its own. In: procmem-cli, a directory to work in.
zmodload zsh/zpty || { print "SKIPPED: this zsh has no zsh/zpty"; exit 77 }
cli=$1 scratch=$2
integer bad=0
mkdir $scratch/functions
$cli completions zsh > $scratch/functions/_procmem-cli || exit 1

# In that zsh what is offered goes into a file, and an empty line behind it.
cat > $scratch/asked.zsh << 'END'
PS1=; unsetopt auto_list auto_menu # lists would ask whether they may be long
fpath=($scratch/functions $fpath)
autoload -Uz compinit && compinit -u -D
compadd() {
  local -a offered
  if [[ ${@[1,(i)(-|--)]} != *-[OAD]* ]]; then
    builtin compadd -O offered "$@"
    print -rl -- $offered >> $scratch/offered
  fi
  builtin compadd "$@"
}
tell() { _main_complete; print END >> $scratch/offered }
zle -C tell complete-word tell
bindkey '^I' tell
bindkey '^U' kill-whole-line
cd $scratch
END
zpty -b asked "scratch=$scratch zsh -f -i"
zpty -w asked "source $scratch/asked.zsh; print READY > $scratch/offered"

await() { # a line in the file
  integer left=200
  until [[ -e $scratch/offered && $'\n'"$(< $scratch/offered)" == *$'\n'$1 ]]; do
    ((left-- > 0)) || { print -u2 "no answer to: $asked"; exit 1 }
    zselect -t 5 || :
  done
}
zmodload zsh/zselect
asked=start await READY

ask() {
  asked=$1
  : > $scratch/offered
  zpty -w -n asked $'\x15'$1$'\t'
  await END
  answer=("${(@f)$(< $scratch/offered)}")
}
with() { for word in "$@"; do
  (( $answer[(Ie)$word] )) || { print -u2 -r -- "$asked: '$word' is not offered, but: $answer"; bad=1 }
done }
without() { for word in "$@"; do
  (( ! $answer[(Ie)$word] )) || { print -u2 -r -- "$asked: '$word' is offered"; bad=1 }
done }

ask 'procmem-cli rec';                     with record
ask 'procmem-cli ';                        with report check completions
for command in $($cli --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
  ask "procmem-cli $command -"
  with $($cli $command --help | grep -oE '^  (-.,)?--[a-z-]+' | grep -oE -- '--.*')
done
ask 'procmem-cli show --';                 without --format
ask 'procmem-cli record -f ';              with memlog csv jsonl
ask 'procmem-cli record --format=';        with memlog csv jsonl
ask 'procmem-cli record --sync ';          with never always
ask 'procmem-cli completions ';            with bash zsh fish
ask 'procmem-cli record ';                 with $$
ask 'procmem-cli check ';                  with $$
ask 'procmem-cli report --metric VmR';     with VmRSS
ask 'procmem-cli record --fields ';        with all VmRSS
ask 'procmem-cli record --fields VmRSS,RssA';  with RssAnon
touch $scratch/a-recording.csv
ask 'procmem-cli report a-rec';            with a-recording.csv
ask 'procmem-cli check a-rec';             with a-recording.csv
ask 'procmem-cli record -o a-rec';         with a-recording.csv

# A stranger chooses its name.
cp =sleep $scratch/'a b;$(c)'
$scratch/'a b;$(c)' 60 &
until [[ "$(< /proc/$!/comm)" == 'a b;$(c)' ]]; do zselect -t 1; done
ask 'procmem-cli record -n ';              with 'a b;$(c)'
kill $!

ask 'procmem-cli check -q -- procmem-cli rep';  with report
ask 'procmem-cli record -- zs';            with zsh
zpty -d asked
exit $bad
