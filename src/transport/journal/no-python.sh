trouble failed 'python3 is not on the host, and the daemon log is read with it'
