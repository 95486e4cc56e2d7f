# Every build with its logs and its run folder, as frames: a length of four bytes, JSON of that length, then the blobs whose sizes it gives.
# Every statement is done and its rows fetched before a byte is written: a reader that waits on a slow pipe would lock Drone out (PERF.md 2.1).
import struct

path = ASK['path']
slug = ASK['repo']
recipe = ASK['recipe']
since = ASK['since']
until = ASK['until']
SPAN = ASK['neighbourSpan']
BATCH_BYTES = 4194304
BATCH_BUILDS = 200

done = {}
for part in filter(None, ASK['done'].split(';')):
    name, _, ranges = part.partition('=')
    done[name] = [tuple(int(bound) for bound in (text.split('-') * 2)[:2]) for text in ranges.split(',') if text]

# Packed here where no zstd packs what is written.
pack = None if len(sys.argv) > 2 else zlib.compressobj(1)
out = sys.stdout.buffer


def write(data):
    out.write(data if pack is None else pack.compress(data))


def send(head, blobs=()):
    head['blobs'] = [None if blob is None else len(blob) for blob in blobs]
    text = json.dumps(head).encode()
    write(struct.pack('>I', len(text)) + text)
    for blob in blobs:
        if blob is not None:
            write(blob)


def recipe_in(build):
    params = build['build_params'] or ''
    if '"RECIPE"' not in params:
        return None
    try:
        params = json.loads(params)
    except ValueError:
        return None
    return params.get('RECIPE') if isinstance(params, dict) and isinstance(params.get('RECIPE'), str) else None


def builds_after(repo, number):
    def work(database):
        sql = 'SELECT %s FROM builds WHERE build_repo_id=? AND build_number>? ORDER BY build_number LIMIT 500'
        return rows(database, sql % columns(database, 'builds', ASK['neighbourColumns']), (repo['repo_id'], number))

    return attempt(path, work)


def tests_recipes(repo):
    last = -1
    while True:
        page = builds_after(repo, last)
        if any(recipe_in(build) is not None for build in page):
            return True
        if not page:
            return False
        last = page[-1]['build_number']


def is_wanted(repo, build):
    at = build['build_started'] or build['build_created'] or 0
    if (since is not None and at < since) or (until is not None and at >= until):
        return False
    if recipe and recipe_in(build) != recipe:
        return False
    return not any(first <= build['build_number'] <= last for first, last in done.get(repo['repo_slug'], ()))


def folder_of(number):
    if not ASK['root']:
        return {'error': 'absent', 'message': 'the folder of runs was not given (--runs)'}
    try:
        return run_folder(ASK['root'], str(number))
    except Exception as error:
        return trouble_of(error)


def frame_of(database, repo, row, selected):
    full = rows(database, 'SELECT ' + selected['builds'] + ' FROM builds WHERE build_id=?', (row['build_id'],))
    if not full:
        return None
    stages = stages_of(database, row, selected['stages'])
    steps = [step for stage in stages for step in steps_of(database, stage, selected['steps'])]
    logs = []
    blobs = []
    for step in steps:
        found = log_of(database, step)
        logs.append({'stepId': step['step_id'], 'size': 0 if found is None else found[0]})
        blobs.append(None if found is None else found[1])
    return {'kind': 'build', 'repo': repo, 'build': full[0], 'stages': stages, 'steps': steps, 'logs': logs}, blobs


def sweep(repo):
    queue = []
    far = -1
    more = True
    while True:
        while more and (not queue or far < queue[0]['build_number'] + SPAN):
            page = builds_after(repo, far)
            more = bool(page)
            if page:
                far = page[-1]['build_number']
                queue += page
                send({'kind': 'near', 'rows': page})
        if not queue:
            return

        def work(database):
            batch = []
            size = past = 0
            selected = dict((table, columns(database, table, ASK['columns'][table])) for table in ('builds', 'stages', 'steps'))
            while past < len(queue) and size < BATCH_BYTES and len(batch) < BATCH_BUILDS:
                if more and far < queue[past]['build_number'] + SPAN:
                    break
                row = queue[past]
                past += 1
                frame = frame_of(database, repo, row, selected) if is_wanted(repo, row) else None
                if frame is not None:
                    frame[0]['past'] = past
                    batch.append(frame)
                    size += sum(len(blob or b'') for blob in frame[1])
            return past, batch

        past, batch = attempt(path, work)
        del queue[:past]
        for head, blobs in batch:
            head['run'] = folder_of(head['build']['build_number'])
            send(head, blobs)
        del batch
        send({'kind': 'past', 'count': past})
        out.flush()


def start(database):
    columns(database, 'logs', ASK['columns']['logs'])
    sql = 'SELECT ' + columns(database, 'repos', ASK['columns']['repos']) + ' FROM repos ORDER BY repo_id'
    return migrations(database), rows(database, sql)


def count_builds(repo):
    sql = 'SELECT count(*) FROM builds WHERE build_repo_id=?'
    return attempt(path, lambda database: database.execute(sql, (repo['repo_id'],)).fetchone()[0])


def sweep_all():
    count, all_repos = attempt(path, start)
    repos = [repo for repo in all_repos if (repo['repo_slug'] == slug if slug else tests_recipes(repo))]
    total = sum(count_builds(repo) for repo in repos)
    slugs = [repo['repo_slug'] for repo in all_repos]
    send({'kind': 'start', 'migrations': count, 'total': total, 'repos': len(repos), 'slugs': slugs})
    for repo in repos:
        send({'kind': 'repo', 'repo': repo})
        sweep(repo)
    send({'kind': 'end'})


try:
    sweep_all()
except BrokenPipeError:
    raise
except Exception as error:
    send(dict(trouble_of(error), kind='trouble'))
if pack is not None:
    out.write(pack.flush())
out.flush()
