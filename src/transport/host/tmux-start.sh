# Starts the tmux session $1 with the command $2, which is the operator's own configuration.
tmux new-session -d -s "$1" "$2" && echo done
