# The newest builds whose parameters name a recipe, oldest first, without stages and logs.
recipe = ASK['recipe']
slug = ASK['repo']
PAGE = 2000


def tests_recipe(build):
    try:
        params = json.loads(build['build_params'] or 'null')
    except ValueError:
        return False
    return isinstance(params, dict) and (params.get('RECIPE') == recipe if recipe else 'RECIPE' in params)


def work(database):
    all_repos = rows(database, 'SELECT ' + columns(database, 'repos', ASK['columns']['repos']) + ' FROM repos ORDER BY repo_id')
    repos = [repo for repo in all_repos if not slug or repo['repo_slug'] == slug]
    ids = set(repo['repo_id'] for repo in repos)
    selected = columns(database, 'builds', ASK['neighbourColumns'])
    found = []
    below = ''
    while len(found) < ASK['atMost']:
        page = rows(database, 'SELECT %s FROM builds %s ORDER BY build_id DESC LIMIT %d' % (selected, below, PAGE))
        if not page:
            break
        below = 'WHERE build_id<%d' % page[-1]['build_id']
        found += [build for build in page if build['build_repo_id'] in ids and tests_recipe(build)]
    return {'repos': repos, 'builds': found[:ASK['atMost']][::-1]}


reply(lambda: attempt(ASK['path'], work))
