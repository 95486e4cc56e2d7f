# Where there is no python3: the run $2 below $1; at most $3 files, a JUnit file of $4 and a results.json of $5 bytes. It follows no symbolic link
# at all; base64 keeps a file that grows meanwhile from breaking the frame.
if [ ! -d "$1" ]; then trouble absent 'there is no such folder of runs on the host'
elif [ ! -r "$1" ] || [ ! -x "$1" ]; then trouble denied 'no permission to read the folder of runs'
elif [ ! -d "$1/$2" ]; then trouble none ''
else
  files=$3 junit=$4 results=$5
  cd "$1/$2" && mark && {
    find . -maxdepth 2 -type f | head -n "$files" | while IFS= read -r f; do stat -c 'file %s %Y %n' "$f"; done
    for f in results.json junit/*.xml; do
      [ -f "$f" ] && [ ! -L "$f" ] || continue
      cap=$junit
      [ "$f" = results.json ] && cap=$results
      if [ "$(wc -c <"$f")" -gt "$cap" ]; then echo "large $f"; else echo "text $f"; base64 <"$f"; fi
    done
    echo end
  } | gzip -1
fi
