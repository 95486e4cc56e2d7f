# The frame of every script that answers behind the mark: $1 is what a Python program is asked, as JSON, $2 the mark; both are taken off.
json=$1 mark=$2
shift 2
mark() { printf '%s' "$mark"; }
trouble() { printf '%s{"error":"%s","message":"%s"}' "$mark" "$1" "$2"; }
