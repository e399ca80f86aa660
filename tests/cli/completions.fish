# The completion script, asked by fish itself. In: procmem-cli, a directory to work in.
set -g scratch $argv[2]
set -g bad 0
$argv[1] completions fish | source; or exit 1

function offers # the line, and what must be offered
    set -g answer (complete -C $argv[1] | string replace -r '\t.*' '')
    for word in $argv[2..]
        contains -- $word $answer; and continue
        echo "$argv[1]: '$word' is not offered, but: $answer" >&2
        set -g bad 1
    end
end

function offers_no
    set -g answer (complete -C $argv[1] | string replace -r '\t.*' '')
    for word in $argv[2..]
        contains -- $word $answer; or continue
        echo "$argv[1]: '$word' is offered" >&2
        set -g bad 1
    end
end

offers 'procmem-cli rec' record
offers 'procmem-cli ' report check completions
offers_no 'procmem-cli record ' report check
for command in ($argv[1] --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
    for option in ($argv[1] $command --help | grep -oE '^  (-.,)?--[a-z-]+' | grep -oE -- '--.*')
        offers "procmem-cli $command $option" $option
    end
end
offers_no 'procmem-cli show --for' --format
offers 'procmem-cli record -f ' memlog csv jsonl
offers 'procmem-cli record --sync ' never always
offers 'procmem-cli completions ' bash zsh fish
offers 'procmem-cli record ' 1
offers 'procmem-cli check ' 1
offers 'procmem-cli report --metric VmR' VmRSS
offers 'procmem-cli record --fields ' all VmRSS
offers 'procmem-cli record --fields VmRSS,RssA' VmRSS,RssAnon
cd $scratch
touch a-recording.csv
offers 'procmem-cli report a-rec' a-recording.csv
offers 'procmem-cli check a-rec' a-recording.csv
offers 'procmem-cli record -o a-rec' a-recording.csv
offers_no 'procmem-cli record a-rec' a-recording.csv
offers_no 'procmem-cli record -f ' a-recording.csv
offers_no 'procmem-cli record -d ' a-recording.csv

# A stranger chooses its name. fish takes what is printed as words, and quotes it.
cp (command -s sleep) 'a b;$(c)'
./'a b;$(c)' 60 &
while test (cat /proc/(jobs -lp)/comm) != 'a b;$(c)'; sleep 0.01; end
offers 'procmem-cli record -n a' 'a b;$(c)'
kill (jobs -lp)

offers 'procmem-cli record -- procmem-cli rep' report
offers 'procmem-cli check -q -- fis' fish
offers_no 'procmem-cli record -- ls ' record 1
exit $bad
