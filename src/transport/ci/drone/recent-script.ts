import { openStatuses } from '#model/ci-status';
import { cast, errorReply, jsonRows, mark, python, pythonDatabase, pythonReply, quote, safePath, sh } from '../../remote/python.ts';
import { neighbourColumns, recentBuilds } from './columns.ts';

/** Command (e): the newest builds of every repo and all that are not over; no log. */
export const recentCommand = (path: string): string => sh(script, [safePath(path)]);

const open = openStatuses.map((status) => `'${status}'`).join(',');
const where = `build_status IN (${open}) OR build_id > (SELECT max(build_id) FROM builds) - ${recentBuilds} ORDER BY build_id DESC LIMIT ${2 * recentBuilds}`;

const recentPython = `${pythonReply}${pythonDatabase}NEAR=${JSON.stringify(neighbourColumns)}
path=sys.argv[1]
def work(c):
    slugs=dict((r['repo_id'],r['repo_slug']) for r in rows(c,'SELECT '+columns(c,'repos',['repo_id','repo_slug'])+' FROM repos'))
    found=rows(c,'SELECT '+columns(c,'builds',NEAR)+${JSON.stringify(` FROM builds WHERE ${where}`)})
    for b in found: b['repo_slug']=slugs.get(b['build_repo_id'])
    return {'builds':found}
reply(lambda:attempt(path,work))
`;

// Temporary tables give the lock back before the first byte is written (PERF.md 2.2, step 2).
const recentSql = `.bail on
.timeout 5000
PRAGMA temp_store=2;
BEGIN;
CREATE TEMP TABLE n AS SELECT ${cast(neighbourColumns)},(SELECT repo_slug FROM main.repos WHERE repo_id=build_repo_id) AS repo_slug FROM main.builds WHERE ${where};
COMMIT;
SELECT json_object('builds',${jsonRows('n', [...neighbourColumns, 'repo_slug'])});`;

const script = `if command -v python3 >/dev/null 2>&1; then ${python(recentPython)}
elif ! command -v sqlite3 >/dev/null 2>&1; then ${errorReply('failed', 'neither python3 nor sqlite3 is on the host')}
elif [ ! -e "$1" ]; then ${errorReply('absent', 'there is no such database file on the host')}
elif [ ! -r "$1" ]; then ${errorReply('denied', 'no permission to read the database file')}
else ${mark}; printf '%s\\n' ${quote(recentSql)} | sqlite3 -batch -readonly "$1" | gzip -1; fi`;
