# The Docker CLI as a pipe to its daemon $1, where sshd forwards no sockets (docker/cli connhelper does the same).
exec docker -H "$1" system dial-stdio
