# Opens a Drone database for the scripts behind this one, and reads rows of real tables only.
BLOBS = ASK['blobs']
RETRIES = 4
PRAGMAS = ('query_only=1', 'trusted_schema=0', 'cell_size_check=1', 'mmap_size=0')


def state_of(path):
    if not os.path.exists(path):
        return None
    status = os.stat(path)
    return (status.st_size, status.st_mtime_ns)


# Bytes 18 and 19 of the header are 2 in WAL mode (sqlite.org/fileformat2.html, 1.3.3).
def is_wal(path):
    with open(path, 'rb') as file:
        header = file.read(20)
    return header[:15] == b'SQLite format 3' and 2 in header[18:20]


# What a crashed writer left: a -wal that only a -shm beside it would open. A copy takes it in, and is gone from the disk before it is read.
def opened_copy(real):
    import shutil, sqlite3, tempfile
    folder = tempfile.mkdtemp(prefix='ccci-probe-db-')
    try:
        copy = os.path.join(folder, 'database.sqlite')
        for end in ('', '-wal'):
            shutil.copyfile(real + end, copy + end)
        whole = sqlite3.connect(copy, timeout=5, isolation_level=None)
        whole.execute('PRAGMA journal_mode=DELETE')
        whole.close()
        database = sqlite3.connect('file:' + copy + '?mode=ro', uri=True, timeout=5, isolation_level=None)
        database.execute('SELECT count(*) FROM sqlite_master').fetchone()
        return database
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# mode=ro, never immutable on a file that may be live: immutable=1 reads uncommitted rows of a hot journal as if they were true (PERF.md 2.1).
# Only a file in WAL mode without its -wal, which nobody has open, is read so: otherwise SQLite would leave -wal and -shm beside it.
def attempt(path, work):
    import sqlite3
    real = os.path.realpath(path)
    states = lambda: [state_of(real + end) for end in ('', '-wal')]
    for left in range(RETRIES, -1, -1):
        database = None
        before = states()
        wal = is_wal(path)
        crashed = wal and before[1] is not None and state_of(real + '-shm') is None
        alone = wal and (before[1] is None or crashed)
        try:
            mode = '?mode=ro&immutable=1' if alone else '?mode=ro'
            connect = lambda: sqlite3.connect('file:' + real + mode, uri=True, timeout=5, isolation_level=None)
            database = opened_copy(real) if crashed else connect()
            database.text_factory = lambda data: data.decode('utf-8', 'replace')
            for pragma in PRAGMAS:
                database.execute('PRAGMA ' + pragma)
            result = work(database)
            if not alone or states() == before:
                return result
            if not left:
                raise Trouble('locked', 'a writer came while the database was read')
        except sqlite3.Error as error:
            message = str(error)
            if 'readonly' in message:
                if left:
                    time.sleep(0.3)
                    continue
                raise Trouble('failed', 'a crashed writer left a journal that only Drone itself may roll back: ' + message)
            if 'locked' in message or 'busy' in message:
                raise Trouble('locked', 'database is locked by a writer: ' + message)
            if 'unable to open' in message:
                raise Trouble('denied', 'cannot open the database ' + path + ': ' + message)
            raise Trouble('failed' if isinstance(error, sqlite3.OperationalError) else 'corrupt', message)
        finally:
            if database is not None:
                database.close()


def has_table(database, table):
    found = database.execute("SELECT count(*) FROM sqlite_master WHERE type='table' AND name=?", (table,))
    return found.fetchone()[0] == 1


# A view with an endless query, or a computed column of 500 MB, would hang or kill us: only real columns are read.
def columns(database, table, wanted):
    if not has_table(database, table):
        raise Trouble('failed', 'not a Drone database: there is no table ' + table)
    there = database.execute('PRAGMA table_xinfo(' + table + ')').fetchall()
    if any(column[6] in (2, 3) for column in there):
        raise Trouble('failed', 'the table ' + table + ' has computed columns, which Drone never makes')
    names = [column[1] for column in there]
    if not any(name in names for name in wanted):
        raise Trouble('failed', 'not a Drone database: the table ' + table + " has none of Drone's columns")
    return ','.join('CAST(%s AS TEXT) AS %s' % (name, name) if name in BLOBS else name for name in wanted if name in names)


def rows(database, sql, args=()):
    cursor = database.execute(sql, args)
    names = [description[0] for description in cursor.description]
    plain = lambda value: value.decode('utf-8', 'replace') if isinstance(value, bytes) else value
    return [dict(zip(names, map(plain, row))) for row in cursor.fetchall()]


def migrations(database):
    if not has_table(database, 'migrations'):
        return None
    return database.execute('SELECT count(*) FROM migrations').fetchone()[0]


# The size of a step's log and its last bytes; None where it has no row.
def log_of(database, step):
    sql = 'SELECT length(CAST(log_data AS BLOB)),substr(CAST(log_data AS BLOB),-%d) FROM logs WHERE log_id=?' % ASK['maxLogBytes']
    found = database.execute(sql, (step['step_id'],)).fetchone()
    return None if found is None else (found[0] or 0, bytes(found[1] or b''))


def stages_of(database, build, selected):
    return rows(database, 'SELECT ' + selected + ' FROM stages WHERE stage_build_id=? ORDER BY stage_number', (build['build_id'],))


def steps_of(database, stage, selected):
    return rows(database, 'SELECT ' + selected + ' FROM steps WHERE step_stage_id=? ORDER BY step_number', (stage['stage_id'],))
