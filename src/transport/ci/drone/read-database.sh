# Where there is no python3: the database $1 by the sqlite3 shell and the SQL in $2.
if ! command -v sqlite3 >/dev/null 2>&1; then trouble failed 'neither python3 nor sqlite3 is on the host'
elif [ ! -e "$1" ]; then trouble absent 'there is no such database file on the host'
elif [ ! -r "$1" ]; then trouble denied 'no permission to read the database file'
else
  # In WAL mode (bytes 18 and 19 are 2) and without a -wal nobody has it open: immutable keeps SQLite from leaving -wal and -shm beside it.
  file=$1 modes=$(head -c 20 "$1" | tail -c 2 | od -An -tx1 | tr -d ' \n')
  case "$modes" in *02*) [ -e "$1-wal" ] || file="file:$1?immutable=1" ;; esac
  case "$modes" in *02*) [ ! -e "$1-wal" ] || [ -e "$1-shm" ] || file= ;; esac
  if [ -z "$file" ]; then trouble failed 'a crashed writer left a -wal, which is not read without python3: sqlite3 would leave a -shm beside it'
  else
    mark
    printf '%s\n' "$2" | sqlite3 -batch -readonly "$file" | gzip -1
  fi
fi
