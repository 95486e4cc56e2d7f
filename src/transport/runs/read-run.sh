# Where there is no python3: the run $2 below $1; at most $3 files, a JUnit file of $4, a results.json of $5, a badge.svg or lint.txt of $6 and, where
# $7 is not 0, a screenshot.png of $7 bytes. It follows no symbolic link at all; base64 keeps a file that grows meanwhile from breaking the frame.
if [ ! -d "$1" ]; then trouble absent 'there is no such folder of runs on the host'
elif [ ! -r "$1" ] || [ ! -x "$1" ]; then trouble denied 'no permission to read the folder of runs'
elif [ ! -d "$1/$2" ]; then trouble none ''
else
  files=$3 junit=$4 results=$5 note=$6 picture=$7
  cd "$1/$2" && mark && {
    find . -maxdepth 2 -type f | head -n "$files" | while IFS= read -r f; do stat -c 'file %s %Y %n' "$f"; done
    for f in results.json badge.svg lint.txt junit/*.xml; do
      [ -f "$f" ] && [ ! -L "$f" ] || continue
      cap=$junit
      case $f in results.json) cap=$results ;; badge.svg | lint.txt) cap=$note ;; esac
      if [ "$(wc -c <"$f")" -gt "$cap" ]; then echo "large $f"; else echo "text $f"; base64 <"$f"; fi
    done
    f=screenshot.png
    if [ "$picture" -gt 0 ] && [ -f "$f" ] && [ ! -L "$f" ]; then
      if [ "$(wc -c <"$f")" -gt "$picture" ]; then echo "vast $f"; else echo "picture $f"; base64 <"$f"; fi
    fi
    echo end
  } | gzip -1
fi
