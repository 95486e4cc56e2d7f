# The lines that name what can break a deploy: of the time given, of the time a build ran, or of the whole file or the last day.
import calendar
import collections

path = ASK['file']
bounds = ASK['bounds']
STAMP = re.compile(r'time="(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))"')


def window_of_build():
    number = ASK['build']
    slug = ASK['repo']

    def work(database):
        repos = [repo for repo in rows(database, 'SELECT repo_id,repo_slug FROM repos') if not slug or repo['repo_slug'] == slug]
        sql = (
            'SELECT build_started,build_finished,build_created,CAST(build_params AS TEXT) AS params '
            'FROM builds WHERE build_repo_id=? AND build_number=?'
        )
        return [build for repo in repos for build in rows(database, sql, (repo['repo_id'], number))]

    builds = attempt(ASK['drone'], work)
    recipes = [build for build in builds if '"RECIPE"' in (build['params'] or '')]
    if len(builds) > 1 and len(recipes) == 1:
        builds = recipes
    if not builds:
        raise Trouble('absent', 'the Drone database has no build %d' % number)
    now = time.time()
    since = min(build['build_started'] or build['build_created'] or now for build in builds)
    until = max(build['build_finished'] or now for build in builds)
    return since - bounds['aroundSeconds'], until + bounds['aroundSeconds']


def seconds_of(stamp):
    groups = stamp.groups()
    seconds = calendar.timegm(tuple(int(group) for group in groups[:6]) + (0, 0, 0))
    if groups[6] is None:
        return seconds
    return seconds - (1 if groups[6] == '+' else -1) * (int(groups[7]) * 3600 + int(groups[8]) * 60)


def keep(stream, window, state):
    kept = collections.deque()
    size = 0
    inside = window is None
    for raw in stream:
        line = raw.decode('utf-8', 'replace').rstrip('\r\n')
        if not line:
            continue
        if state['source'] is None:
            state['source'] = 'journal-file' if line.lstrip()[:1] == '{' else 'dockerd-log'
        if state['source'] == 'dockerd-log':
            message = line
            stamp = STAMP.search(line)
            # A line without a time belongs to the one before it.
            if stamp and window:
                inside = window[0] <= seconds_of(stamp) <= window[1]
        else:
            try:
                entry = json.loads(line)
                message = message_in(entry)
                at = int(entry.get('__REALTIME_TIMESTAMP') or 0) / 1e6
            except Exception:
                continue
            inside = window is None or window[0] <= at <= window[1]
        if not inside or not WORDS.search(message):
            continue
        kept.append(line)
        size += len(line) + 1
        while size > bounds['keepBytes'] or len(kept) > bounds['keepLines']:
            size -= len(kept.popleft()) + 1
            state['truncated'] = True
    return list(kept)


def read_file(window, state):
    with open(path, 'rb') as file:
        end = file.seek(0, 2)
        file.seek(max(0, end - bounds['fileBytes']))
        if end > bounds['fileBytes']:
            file.readline()
            state['truncated'] = True
        lines = keep(file, window, state)
    return {'source': state['source'] or 'dockerd-log', 'lines': lines, 'truncated': state['truncated']}


def read_journal(window, state):
    since, until = window or (time.time() - bounds['sinceSeconds'], time.time())
    process = journalctl(['--since', '@%d' % since, '--until', '@%d' % (until + 1)])
    state['source'] = 'journal'
    lines = keep(process.stdout, None, state)
    complaint = process.stderr.read().decode('utf-8', 'replace').strip()
    if process.wait() or (complaint and not lines):
        raise journal_trouble(complaint)
    return {'source': 'journal', 'lines': lines, 'truncated': state['truncated']}


def work():
    window = ASK['window'] or (window_of_build() if ASK['drone'] and ASK['build'] is not None else None)
    state = {'source': None, 'truncated': False}
    return read_file(window, state) if path else read_journal(window, state)


reply(work)
