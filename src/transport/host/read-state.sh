# State of the host in sections that $1 begins; the rest names locks in pairs of kind and name. The clock comes first so that it lies nearest to
# our own reading of the time.
section=$1
shift
tmux_state() {
  command -v tmux >/dev/null 2>&1 || { echo there is no tmux on the host; return; }
  said=$(tmux has-session -t "=$1" 2>&1) && { echo held; return; }
  case $said in *"can't find session"*|*'no server running'*|*'No such file'*) echo free;; *) echo "$said" | head -n 1;; esac
}
part() { printf '%s%s\n' "$section" "$1"; }
part now; date -u +%s.%N
part loadavg; cat /proc/loadavg
part cpus; nproc 2>/dev/null || grep -c ^processor /proc/cpuinfo
part pressureCpu; cat /proc/pressure/cpu
part pressureIo; cat /proc/pressure/io
part pressureMemory; cat /proc/pressure/memory
part meminfo; grep -E '^(MemTotal|MemFree|MemAvailable|SwapTotal|SwapFree):' /proc/meminfo
for m in / /var/lib/docker; do
  [ -d "$m" ] || continue
  part disk; df -Pk "$m" | awk -v m="$m" 'NR==2{print m, $(NF-4), $(NF-3), $(NF-2)}'
  part inodes; df -Pi "$m" | awk -v m="$m" 'NR==2{print m, $(NF-4), $(NF-3), $(NF-2)}'
done
part locks
while [ $# -ge 2 ]; do
  if [ "$1" = tmux ]; then tmux_state "$2"
  elif [ -e "$2" ]; then echo held
  elif up=$(dirname "$2"); [ -d "$up" ] && [ -x "$up" ]; then echo free
  else echo "no $up that we may look into"; fi
  shift 2
done
part end
