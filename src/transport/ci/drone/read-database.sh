# Where there is no python3: the database $1 by the sqlite3 shell and the SQL in $2.
if ! command -v sqlite3 >/dev/null 2>&1; then trouble failed 'neither python3 nor sqlite3 is on the host'
elif [ ! -e "$1" ]; then trouble absent 'there is no such database file on the host'
elif [ ! -r "$1" ]; then trouble denied 'no permission to read the database file'
else
  mark
  printf '%s\n' "$2" | sqlite3 -batch -readonly "$1" | gzip -1
fi
