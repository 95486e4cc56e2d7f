# Sweeps with `program`, packed by zstd where $1 says that we can unpack it and the host has it; $2 and $3 tell of the packing.
if ! command -v python3 >/dev/null 2>&1; then trouble failed 'python3 is not on the host, and builds are swept with it'
elif [ -n "$1" ] && command -v zstd >/dev/null 2>&1; then
  mark
  printf '%s' "$2"
  program zstd | zstd -1 -q -c
else
  mark
  printf '%s' "$3"
  program
fi
