# The tmux session $1, its processes with their arguments, the time, and the last lines of its screen. tmux(1): `=` asks for the exact name.
command -v tmux >/dev/null 2>&1 || { echo no-tmux; exit 0; }
tmux has-session -t "=$1" 2>/dev/null || { echo absent; exit 0; }
echo present; date +%s
tmux list-panes -s -t "=$1" -F 'pane #{pane_pid} #{pane_dead} #{session_created} #{window_activity} #{pane_current_command}'
for p in $(tmux list-panes -s -t "=$1" -F '#{pane_pid}'); do ps -o 'stat=,args=' -p "$p" --ppid "$p" 2>/dev/null | sed 's/^/process /'; done
echo screen; tmux capture-pane -p -t "=$1:" | tail -n 60
