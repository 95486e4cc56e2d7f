# Chooses lines of the daemon's log for the scripts behind this one.
import re

WORDS = re.compile(ASK['words'], re.I)


# `journalctl -o json`: MESSAGE is a string, an array of byte values, or null (systemd JOURNAL_EXPORT_FORMATS.md).
def message_in(entry):
    message = entry.get('MESSAGE')
    if isinstance(message, list):
        return bytes(byte for byte in message if isinstance(byte, int) and 0 <= byte < 256).decode('utf-8', 'replace')
    return message if isinstance(message, str) else ''


def journalctl(options):
    import subprocess
    command = ['journalctl', '-q', '-u', 'docker.service'] + options + ['-o', 'json', '--no-pager']
    try:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except FileNotFoundError:
        raise Trouble('absent', 'there is no journalctl on the host')


def journal_trouble(complaint):
    kind = 'denied' if 'ermission' in complaint else 'absent' if 'o journal files' in complaint else 'failed'
    return Trouble(kind, complaint[:300] or 'journalctl failed')
