# The daemon's log after a place: of a file by device, inode and offset, also past a rotation; of journald by its cursor.
path = ASK['file']
cursor = ASK['cursor']
bounds = ASK['bounds']


def message_of(line):
    if not line.lstrip().startswith('{'):
        return line
    try:
        return message_in(json.loads(line))
    except Exception:
        return ''


def keep(data):
    return [line for line in data.decode('utf-8', 'replace').splitlines() if line.strip() and WORDS.search(message_of(line))]


def piece(file, name, offset, lost, over):
    file.seek(offset)
    data = file.read(bounds['pieceBytes'])
    last = data.rfind(b'\n')
    if not over and (last >= 0 or len(data) < bounds['pieceBytes']):
        data = data[:last + 1]
    lines = keep(data)
    source = 'journal-file' if lines and lines[0].lstrip().startswith('{') else 'dockerd-log'
    return {'source': source, 'lines': lines, 'cursor': name + ':%d' % (offset + len(data)), 'lost': lost}, len(data)


def identity(status):
    return '%d:%d' % (status.st_dev, status.st_ino)


def read_file():
    with open(path, 'rb') as file:
        status = os.fstat(file.fileno())
        here = identity(status)
        if not cursor:
            return piece(file, here, max(0, status.st_size - bounds['firstBytes']), None, False)[0]
        name, offset = cursor.rsplit(':', 1)
        offset = int(offset)
        same = name == here
        if same and offset <= status.st_size:
            return piece(file, here, offset, None, False)[0]
        # Renamed away, or copied and emptied: what was not read yet stands in the older file.
        try:
            with open(path + '.1', 'rb') as older:
                before = os.fstat(older.fileno())
                if (same or identity(before) == name) and offset <= before.st_size:
                    rest, read = piece(older, name, offset, None, True)
                    return rest if read else piece(file, here, 0, None, False)[0]
        except OSError:
            pass
        lost = '%s was %s and what it held before is not in %s.1' % (path, 'emptied' if same else 'replaced', path)
        return piece(file, here, 0, lost, False)[0]


# From the entry of the cursor on, which must come first: journalctl goes on elsewhere, without a word, where that entry was vacuumed away.
def read_journal():
    process = journalctl(['--cursor=' + cursor] if cursor else ['-n', '%d' % bounds['firstLines']])
    data = process.stdout.read(bounds['pieceBytes'])
    process.stdout.close()
    complaint = process.stderr.read().decode('utf-8', 'replace').strip()
    process.wait()
    data = data[:data.rfind(b'\n') + 1]
    if complaint and not data:
        raise journal_trouble(complaint)
    cursors = [found.decode() for found in re.findall(rb'"__CURSOR"\s*:\s*"([^"]+)"', data)]
    is_lost = bool(cursor) and cursors[:1] != [cursor]
    fresh = data if is_lost or not cursor else data[data.find(b'\n') + 1:]
    return {
        'source': 'journal',
        'lines': keep(fresh),
        'cursor': cursors[-1] if cursors else None,
        'lost': ASK['vacuumed'] if is_lost else None,
    }


reply(read_file if path else read_journal)
