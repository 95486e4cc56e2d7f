# Ends the tmux session $1.
tmux kill-session -t "=$1" && echo done
