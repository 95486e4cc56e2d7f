# The newest builds of every repo and all that are not over, newest first; no log.
def work(database):
    repos = rows(database, 'SELECT ' + columns(database, 'repos', ['repo_id', 'repo_slug']) + ' FROM repos')
    slugs = dict((repo['repo_id'], repo['repo_slug']) for repo in repos)
    sql = 'SELECT ' + columns(database, 'builds', ASK['neighbourColumns']) + ' FROM builds WHERE ' + ASK['where']
    return {'builds': [dict(build, repo_slug=slugs.get(build['build_repo_id'])) for build in rows(database, sql)]}


reply(lambda: attempt(ASK['path'], work))
