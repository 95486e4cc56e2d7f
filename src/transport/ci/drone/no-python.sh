trouble failed 'python3 is not on the host, and builds are listed with it'
