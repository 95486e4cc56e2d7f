import type { Lock } from '../ports.ts';
import { safeName, safePath, sh } from '../remote/python.ts';

/** Command (d): state of the host. The clock comes first so that it lies nearest to our own reading of the time. `locks` are looked at by name. */
export const hostCommand = (locks: readonly Lock[] = []): string =>
  sh(
    hostScript,
    locks.flatMap(({ kind, name }) => [kind, kind === 'file' ? safePath(name) : safeName(name)]),
  );

/** Where the sections of command (d) begin. */
export const hostSection = '\n--ccci-probe-section ';

const hostScript = `tmuxState() {
  command -v tmux >/dev/null 2>&1 || { echo there is no tmux on the host; return; }
  said=$(tmux has-session -t "=$1" 2>&1) && { echo held; return; }
  case $said in *"can't find session"*|*'no server running'*|*'No such file'*) echo free;; *) echo "$said" | head -n 1;; esac
}
part() { printf '\\n--ccci-probe-section %s\\n' "$1"; }
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
  if [ "$1" = tmux ]; then tmuxState "$2"; elif [ -e "$2" ]; then echo held; elif up=$(dirname "$2"); [ -d "$up" ] && [ -x "$up" ]; then echo free; else echo "no $up that we may look into"; fi
  shift 2
done
part end`;
