# The files of a recipe: at most $1 of the folder $2 (may be empty), none larger than $3 bytes, then the env file $4 (may be empty) and the
# overlays behind it. Links inside the folder are not followed: whoever writes a recipe could point them anywhere.
files=$1 folder=$2 limit=$3 env=$4
shift 4
text() {
  if [ ! -e "$2" ]; then echo "absent $1 $3"
  elif [ ! -f "$2" ]; then echo "special $1 $3"
  elif [ ! -r "$2" ]; then echo "denied $1 $3"
  elif [ "$(wc -c <"$2")" -gt "$limit" ]; then echo "large $1 $3"
  else echo "text $1 $3"; base64 <"$2"; fi
}
ref() { head -c 200 "$folder/.git/$1" 2>/dev/null; }
if [ -n "$folder" ] && [ -d "$folder" ] && { [ ! -r "$folder" ] || [ ! -x "$folder" ]; }; then trouble denied 'no permission to read the folder of the recipe'
else
  mark && {
    if [ -n "$folder" ] && [ -d "$folder" ]; then
      echo folder-is-there
      head=$(ref HEAD)
      case "$head" in
        *..*) ;;
        'ref: refs/'*)
          name=${head#ref: }
          commit=$(ref "$name")
          [ -n "$commit" ] || commit=$(grep -F " $name" "$folder/.git/packed-refs" 2>/dev/null | head -n 1 | cut -d ' ' -f 1)
          echo "commit $commit" ;;
        *) echo "commit $head" ;;
      esac
      n=0
      for f in "$folder/.env" "$folder/.env.sample" "$folder/abra.sh" "$folder"/*.yaml "$folder"/*.yml; do
        [ -e "$f" ] || [ -L "$f" ] || continue
        name=${f##*/}
        case "$name" in *[!A-Za-z0-9._-]*) continue ;; esac
        n=$((n + 1))
        [ "$n" -le "$files" ] || break
        if [ -L "$f" ]; then echo "special folder $name"; else text folder "$f" "$name"; fi
      done
    fi
    [ -z "$env" ] || text env "$env" "$env"
    for f in "$@"; do text overlay "$f" "$f"; done
    echo end
  } | gzip -1
fi
