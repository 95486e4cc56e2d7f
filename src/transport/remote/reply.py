# The frame of every script that answers with one JSON value: what is asked for comes as JSON in the first argument, and the reply goes out
# behind the mark, packed. What goes wrong is a reply too. Other scripts stand behind this one in the same program.
import json
import os
import sys
import time
import zlib

ASK = json.loads(sys.argv[1])


class Trouble(Exception):
    pass


def trouble_of(error):
    if isinstance(error, Trouble):
        return {'error': error.args[0], 'message': error.args[1]}
    if isinstance(error, PermissionError):
        return {'error': 'denied', 'message': 'no permission to read ' + str(error.filename)}
    if isinstance(error, FileNotFoundError):
        return {'error': 'absent', 'message': 'there is no ' + str(error.filename)}
    return {'error': 'failed', 'message': type(error).__name__ + ': ' + str(error)}


# Reads all, closes, and only then writes: a reader that waits on a slow pipe would lock Drone out of its own file (PERF.md 2.1).
def reply(make):
    try:
        value = make()
    except Exception as error:
        value = trouble_of(error)
    out = sys.stdout.buffer
    out.write(ASK['mark'].encode() + zlib.compress(json.dumps(value).encode(), 1))
    out.flush()
