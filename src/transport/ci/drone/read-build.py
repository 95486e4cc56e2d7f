# All rows about one build number, or about the newest build, with the logs of its steps.
number = ASK['number']
slug = ASK['repo']


def find_builds(database, repos, selected):
    sql = 'SELECT ' + selected + ' FROM builds WHERE '
    if number is not None:
        of_repo = sql + 'build_repo_id=? AND build_number=?'
        return [build for repo in repos for build in rows(database, of_repo, (repo['repo_id'], number))]
    if slug:
        of_repo = sql + 'build_repo_id=? ORDER BY build_id DESC LIMIT 1'
        return [build for repo in repos for build in rows(database, of_repo, (repo['repo_id'],))]
    return rows(database, sql + 'build_id=(SELECT max(build_id) FROM builds)')


def neighbours_of(database, build):
    sql = 'SELECT %s FROM builds WHERE build_repo_id=? AND build_number BETWEEN ? AND ? ORDER BY build_number'
    selected = columns(database, 'builds', ASK['neighbourColumns'])
    span = ASK['neighbourSpan']
    return rows(database, sql % selected, (build['build_repo_id'], build['build_number'] - span, build['build_number'] + span))


def log_reply(database, step):
    found = log_of(database, step)
    if found is None:
        return {'stepId': step['step_id'], 'size': 0, 'text': None}
    return {'stepId': step['step_id'], 'size': found[0], 'text': found[1].decode('utf-8', 'replace')}


def work(database):
    selected = dict((table, columns(database, table, wanted)) for table, wanted in ASK['columns'].items())
    count = migrations(database)
    repos = rows(database, 'SELECT ' + selected['repos'] + ' FROM repos ORDER BY repo_id')
    if slug:
        repos = [repo for repo in repos if repo['repo_slug'] == slug]
    builds = find_builds(database, repos, selected['builds'])
    if number is not None:
        ids = set(build['build_repo_id'] for build in builds)
        repos = [repo for repo in repos if repo['repo_id'] in ids]
    stages = [stage for build in builds for stage in stages_of(database, build, selected['stages'])]
    steps = [step for stage in stages for step in steps_of(database, stage, selected['steps'])]
    return {
        'migrations': count,
        'repos': repos,
        'builds': builds,
        'stages': stages,
        'steps': steps,
        'logs': [log_reply(database, step) for step in steps],
        'neighbours': [row for build in builds for row in neighbours_of(database, build)],
    }


reply(lambda: attempt(ASK['path'], work))
