# Why the socket $1 cannot be opened: prints `absent`, `denied` or `refused`.
if [ ! -e "$1" ]; then echo absent; elif [ ! -w "$1" ]; then echo denied; else echo refused; fi
