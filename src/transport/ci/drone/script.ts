import { openStatuses } from '#model/ci-status';
import replyText from '../../remote/reply.py?raw';
import { safeName, safeNumber, safePath } from '../../remote/safe-values.ts';
import { pythonOr, type RemoteCommand, sh } from '../../remote/shell.ts';
import { blobColumns, droneColumns, maxLogBytes, neighbourColumns, neighbourSpan, recentBuilds } from './columns.ts';
import databaseText from './database.py?raw';
import noPythonText from './no-python.sh?raw';
import readBuildText from './read-build.py?raw';
import readDatabaseShell from './read-database.sh?raw';
import readHistoryText from './read-history.py?raw';
import readRecentText from './read-recent.py?raw';

const constants = { blobs: blobColumns, columns: droneColumns, neighbourColumns, neighbourSpan, maxLogBytes };

/** Reads rows and logs of one build on a host: python3 where there is one, else the sqlite3 shell. */
export const buildCommand = (path: string, ask: { readonly number: number | null; readonly repo: string | null }): RemoteCommand => {
  const number = ask.number === null ? null : safeNumber(ask.number);
  const repo = ask.repo === null ? null : safeName(ask.repo);
  const { script, args } = pythonOr({
    program: [replyText, databaseText, readBuildText],
    ask: { ...constants, path: safePath(path), number, repo },
    without: readDatabaseShell,
    args: [path, buildSql(number ?? -1, repo ?? '')],
  });
  return sh(script, args);
};

/** Reads the builds of a recipe on a host, without stages and logs; `recipe: null` asks for those of every recipe. */
export const historyCommand = (
  path: string,
  ask: { readonly recipe: string | null; readonly repo: string | null; readonly atMost: number },
): RemoteCommand => {
  const { script, args } = pythonOr({
    program: [replyText, databaseText, readHistoryText],
    ask: {
      ...constants,
      path: safePath(path),
      recipe: ask.recipe === null ? null : safeName(ask.recipe),
      repo: ask.repo === null ? null : safeName(ask.repo),
      atMost: safeNumber(ask.atMost),
    },
    without: noPythonText,
  });
  return sh(script, args);
};

/** Reads the newest builds of every repo on a host, and all that are not over; no log. */
export const recentCommand = (path: string): RemoteCommand => {
  const { script, args } = pythonOr({
    program: [replyText, databaseText, readRecentText],
    ask: { ...constants, path: safePath(path), where: recentWhere },
    without: readDatabaseShell,
    args: [path, recentSql],
  });
  return sh(script, args);
};

const open = openStatuses.map((status) => `'${status}'`).join(',');
const recentWhere = `build_status IN (${open}) OR build_id > (SELECT max(build_id) FROM builds) - ${recentBuilds} ORDER BY build_id DESC LIMIT ${2 * recentBuilds}`;

const jsonRows = (table: string, columns: readonly string[]): string =>
  `(SELECT json_group_array(json_object(${columns.map((name) => `'${name}',${name}`).join(',')})) FROM ${table})`;
const cast = (columns: readonly string[], of = ''): string =>
  columns.map((name) => (blobColumns.includes(name) ? `CAST(${of}${name} AS TEXT) AS ${name}` : `${of}${name}`)).join(',');

// Temporary tables in memory give the lock back before the first byte is written (PERF.md 2.2, step 2). Both values went through `safe…`.
const buildSql = (number: number, slug: string): string => `.bail on
.timeout 5000
PRAGMA temp_store=2;
BEGIN;
CREATE TEMP TABLE r AS SELECT ${cast(droneColumns.repos)} FROM repos WHERE '${slug}' IN ('',repo_slug) ORDER BY repo_id;
CREATE TEMP TABLE b AS SELECT ${cast(droneColumns.builds)} FROM temp.r CROSS JOIN main.builds ON build_repo_id=repo_id AND build_number=${number} WHERE ${number}>=0
 UNION ALL SELECT ${cast(droneColumns.builds)} FROM main.builds WHERE ${number}<0 AND build_id=(SELECT max(build_id) FROM main.builds WHERE build_repo_id IN (SELECT repo_id FROM temp.r));
DELETE FROM temp.r WHERE ${number}>=0 AND repo_id NOT IN (SELECT build_repo_id FROM temp.b);
CREATE TEMP TABLE g AS SELECT ${cast(droneColumns.stages)} FROM temp.b CROSS JOIN main.stages ON stage_build_id=build_id ORDER BY stage_id;
CREATE TEMP TABLE p AS SELECT ${cast(droneColumns.steps)} FROM temp.g CROSS JOIN main.steps ON step_stage_id=stage_id ORDER BY step_id;
CREATE TEMP TABLE l AS SELECT step_id AS id,length(CAST(log_data AS BLOB)) AS size,CASE WHEN log_id IS NULL THEN NULL ELSE hex(substr(CAST(log_data AS BLOB),-${maxLogBytes})) END AS hex FROM temp.p LEFT JOIN main.logs ON log_id=step_id;
CREATE TEMP TABLE n AS SELECT ${cast(neighbourColumns, 'm.')} FROM temp.b CROSS JOIN main.builds m ON m.build_repo_id=b.build_repo_id AND m.build_number BETWEEN b.build_number-${neighbourSpan} AND b.build_number+${neighbourSpan};
CREATE TEMP TABLE v AS SELECT count(*) AS c FROM main.migrations;
COMMIT;
SELECT json_object('migrations',(SELECT c FROM v),'repos',${jsonRows('r', droneColumns.repos)},'builds',${jsonRows('b', droneColumns.builds)},'stages',${jsonRows('g', droneColumns.stages)},'steps',${jsonRows('p', droneColumns.steps)},'neighbours',${jsonRows('n', neighbourColumns)},'logs',(SELECT json_group_array(json_object('stepId',id,'size',coalesce(size,0),'hex',hex)) FROM l));`;

const recentSql = `.bail on
.timeout 5000
PRAGMA temp_store=2;
BEGIN;
CREATE TEMP TABLE n AS SELECT ${cast(neighbourColumns)},(SELECT repo_slug FROM main.repos WHERE repo_id=build_repo_id) AS repo_slug FROM main.builds WHERE ${recentWhere};
COMMIT;
SELECT json_object('builds',${jsonRows('n', [...neighbourColumns, 'repo_slug'])});`;
