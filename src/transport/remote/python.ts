import { blobColumns, droneColumns, maxLogBytes, neighbourColumns, neighbourSpan } from '../ci/drone/columns.ts';

/** Stands before the payload of every reply: whatever a login shell printed before it is noise. */
export const replyMark = '\n--ccci-probe-reply-1--\n';

/** Words of daemon lines worth keeping; case does not count. */
export const journalWords =
  'available IP|allocat|network|VIP|raft|leader|quorum|heartbeat|pull|manifest|toomanyrequests|no space left|oom|Out of memory|fatal task error|task|swarm|Pool|overlay|vxlan|Starting up|API listen|node|ReleaseAddress';

/** Seconds kept around a build, and the bounds of what is sent. */
export const journalBounds = {
  aroundSeconds: 120,
  sinceSeconds: 86_400,
  fileBytes: 32 * 2 ** 20,
  keepBytes: 20 * 2 ** 20,
  keepLines: 50_000,
};

/** Bounds of what is read of a run folder. */
export const runBounds = { files: 2_000, texts: 64, resultsBytes: 8 * 2 ** 20, junitBytes: 4 * 2 ** 20 };

/** Quotes a value for a POSIX shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A path that may become part of a remote command. */
export const safePath = (path: string): string => {
  if (!/^[\w./@:+ -]+$/.test(path) || path.startsWith('-'))
    throw new Error(`the path ${JSON.stringify(path)} has characters we do not send to a host`);
  return path;
};

/** A run or repo name that may become part of a remote command. */
export const safeName = (name: string): string => {
  if (!/^[\w.][\w.+-]*(\/[\w.][\w.+-]*)?$/.test(name) || name.split('/').some((part) => part === '.' || part === '..'))
    throw new Error(`${JSON.stringify(name)} is not a name we send to a host`);
  return name;
};

const safeNumber = (number: number | null): string => {
  if (number === null) return '';
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${number} is not a build number`);
  return String(number);
};

const inEnglish = 'LC_ALL=C TZ=UTC';
export const sh = (script: string, args: readonly string[]): string =>
  `${inEnglish} sh -c ${quote(script)} ccci-probe ${args.map(quote).join(' ')}`;

/** Command (a): rows and logs of one build. One exec; python3 where there is one, else the sqlite3 shell. */
export const droneCommand = (path: string, ask: { readonly number: number | null; readonly repo: string | null }): string =>
  sh(droneScript, [safePath(path), safeNumber(ask.number), ask.repo === null ? '' : safeName(ask.repo)]);

/** Command (a'): builds of a recipe, without stages and logs. */
export const historyCommand = (
  path: string,
  ask: { readonly recipe: string | null; readonly repo: string | null; readonly atMost: number },
): string =>
  sh(historyScript, [
    safePath(path),
    ask.recipe === null ? '' : safeName(ask.recipe),
    ask.repo === null ? '' : safeName(ask.repo),
    safeNumber(ask.atMost),
  ]);

/** Command (b): the run folder. */
export const runsCommand = (folder: string, run: string): string => sh(runsScript, [safePath(folder), safeName(run)]);

/** Command (c): lines of the daemon's log: of `file`, or of the journal where that is null; `drone` is where a build's window is looked up. */
export const journalCommand = (ask: {
  readonly file: string | null;
  readonly drone: string | null;
  readonly build: number | null;
  readonly repo: string | null;
  readonly window: { readonly since: number; readonly until: number } | null;
}): string =>
  sh(journalScript, [
    ask.file === null ? '' : safePath(ask.file),
    ask.drone === null ? '' : safePath(ask.drone),
    safeNumber(ask.build),
    ask.repo === null ? '' : safeName(ask.repo),
    ask.window === null ? '' : `${safeNumber(Math.floor(ask.window.since))}-${safeNumber(Math.floor(ask.window.until))}`,
  ]);

/** Why a socket cannot be opened on the host: prints `absent`, `denied` or `refused`. */
export const socketCommand = (path: string): string =>
  sh('if [ ! -e "$1" ]; then echo absent; elif [ ! -w "$1" ]; then echo denied; else echo refused; fi', [safePath(path)]);

/** The Docker CLI as a pipe to its daemon, where sshd forwards no sockets (docker/cli connhelper does the same). */
export const dialCommand = (path: string): string => `${inEnglish} docker -H ${quote(`unix://${safePath(path)}`)} system dial-stdio`;

export const python = (script: string): string => `python3 -I -S -c ${quote(script)} "$@"`;
export const errorReply = (kind: string, message: string): string =>
  `printf '%s' ${quote(replyMark + JSON.stringify({ error: kind, message }))}`;
export const mark = `printf '%s' ${quote(replyMark)}`;

// Reads all, closes, and only then writes: a reader that waits on a slow pipe would lock Drone out of its own file (PERF.md 2.1).
export const pythonReply = `import sys,os,json,zlib,time
class Trouble(Exception): pass
def reply(make):
    try: o=make()
    except Trouble as e: o={'error':e.args[0],'message':e.args[1]}
    except PermissionError as e: o={'error':'denied','message':'no permission to read '+str(e.filename)}
    except FileNotFoundError as e: o={'error':'absent','message':'there is no '+str(e.filename)}
    except Exception as e: o={'error':'failed','message':type(e).__name__+': '+str(e)}
    w=sys.stdout.buffer; w.write(${JSON.stringify(replyMark)}.encode()+zlib.compress(json.dumps(o).encode(),1)); w.flush()
`;

// mode=ro, never immutable on a file that may be live: immutable=1 reads uncommitted rows of a hot journal as if they were true (PERF.md 2.1). Only a
// file in WAL mode without its -wal, which nobody has open, is read so: otherwise SQLite would leave -wal and -shm beside it.
export const pythonDatabase = `def attempt(path,work):
    import sqlite3
    real=os.path.realpath(path)
    def state(): return [(os.stat(p).st_size,os.stat(p).st_mtime_ns) if os.path.exists(p) else None for p in (real,real+'-wal')]
    for left in (4,3,2,1,0):
        c=None
        with open(path,'rb') as f: head=f.read(20)
        before=state()
        alone=head[:15]==b'SQLite format 3' and 2 in head[18:20] and before[1] is None
        try:
            c=sqlite3.connect('file:'+real+'?mode=ro'+('&immutable=1' if alone else ''),uri=True,timeout=5,isolation_level=None)
            c.text_factory=lambda b:b.decode('utf-8','replace')
            for p in ('query_only=1','trusted_schema=0','cell_size_check=1','mmap_size=0'): c.execute('PRAGMA '+p)
            got=work(c)
            if not alone or state()==before: return got
            if not left: raise Trouble('locked','a writer came while the database was read')
        except sqlite3.Error as e:
            m=str(e)
            if 'readonly' in m:
                if left: time.sleep(0.3); continue
                raise Trouble('failed','a crashed writer left a journal that only Drone itself may roll back: '+m)
            if 'locked' in m or 'busy' in m: raise Trouble('locked','database is locked by a writer: '+m)
            if 'unable to open' in m: raise Trouble('denied','cannot open the database '+path+': '+m)
            if isinstance(e,sqlite3.OperationalError): raise Trouble('failed',m)
            raise Trouble('corrupt',m)
        finally:
            if c is not None: c.close()
def columns(c,table,wanted):
    if c.execute("SELECT count(*) FROM sqlite_master WHERE type='table' AND name=?",(table,)).fetchone()[0]!=1: raise Trouble('failed','not a Drone database: there is no table '+table)
    rows=c.execute('PRAGMA table_xinfo('+table+')').fetchall()
    if any(r[6] in (2,3) for r in rows): raise Trouble('failed','the table '+table+' has computed columns, which Drone never makes')
    have=[r[1] for r in rows]
    if not any(w in have for w in wanted): raise Trouble('failed','not a Drone database: the table '+table+" has none of Drone's columns")
    return ','.join('CAST(%s AS TEXT) AS %s'%(w,w) if w in BLOBS else w for w in wanted if w in have)
def rows(c,sql,args=()):
    k=c.execute(sql,args); names=[d[0] for d in k.description]
    return [dict(zip(names,[v.decode('utf-8','replace') if isinstance(v,bytes) else v for v in r])) for r in k.fetchall()]
BLOBS=${JSON.stringify(blobColumns)}
`;

const dronePython = `${pythonReply}${pythonDatabase}COLS=${JSON.stringify(droneColumns)}
NEAR=${JSON.stringify(neighbourColumns)}
path,number,slug=sys.argv[1:4]
def work(c):
    col={t:columns(c,t,w) for t,w in COLS.items()}
    migrations=None
    if c.execute("SELECT count(*) FROM sqlite_master WHERE type='table' AND name='migrations'").fetchone()[0]: migrations=c.execute('SELECT count(*) FROM migrations').fetchone()[0]
    repos=rows(c,'SELECT '+col['repos']+' FROM repos ORDER BY repo_id')
    if slug: repos=[r for r in repos if r['repo_slug']==slug]
    one='SELECT '+col['builds']+' FROM builds WHERE '
    builds=[]
    if number:
        for r in repos: builds+=rows(c,one+'build_repo_id=? AND build_number=?',(r['repo_id'],int(number)))
        ids=set(b['build_repo_id'] for b in builds); repos=[r for r in repos if r['repo_id'] in ids]
    elif slug:
        for r in repos: builds+=rows(c,one+'build_repo_id=? ORDER BY build_id DESC LIMIT 1',(r['repo_id'],))
    else: builds=rows(c,one+'build_id=(SELECT max(build_id) FROM builds)')
    stages=[]; steps=[]; logs=[]; near=[]
    for b in builds:
        stages+=rows(c,'SELECT '+col['stages']+' FROM stages WHERE stage_build_id=? ORDER BY stage_number',(b['build_id'],))
        n=b['build_number']
        near+=rows(c,'SELECT '+columns(c,'builds',NEAR)+' FROM builds WHERE build_repo_id=? AND build_number BETWEEN ? AND ? ORDER BY build_number',(b['build_repo_id'],n-${neighbourSpan},n+${neighbourSpan}))
    for s in stages: steps+=rows(c,'SELECT '+col['steps']+' FROM steps WHERE step_stage_id=? ORDER BY step_number',(s['stage_id'],))
    for s in steps:
        r=c.execute('SELECT length(CAST(log_data AS BLOB)),substr(CAST(log_data AS BLOB),-${maxLogBytes}) FROM logs WHERE log_id=?',(s['step_id'],)).fetchone()
        t=None if r is None else (b'' if r[1] is None else bytes(r[1])).decode('utf-8','replace')
        logs.append({'stepId':s['step_id'],'size':0 if r is None else r[0] or 0,'text':t})
    return {'migrations':migrations,'repos':repos,'builds':builds,'stages':stages,'steps':steps,'logs':logs,'neighbours':near}
reply(lambda:attempt(path,work))
`;

export const jsonRows = (table: string, columns: readonly string[]): string =>
  `(SELECT json_group_array(json_object(${columns.map((name) => `'${name}',${name}`).join(',')})) FROM ${table})`;
export const cast = (columns: readonly string[]): string =>
  columns.map((name) => (blobColumns.includes(name) ? `CAST(${name} AS TEXT) AS ${name}` : name)).join(',');

// Temporary tables in memory give the lock back before the first byte is written (PERF.md 2.2, step 2).
const droneSql = `.bail on
.timeout 5000
PRAGMA temp_store=2;
BEGIN;
CREATE TEMP TABLE r AS SELECT ${cast(droneColumns.repos)} FROM repos WHERE '@SLUG' IN ('',repo_slug) ORDER BY repo_id;
CREATE TEMP TABLE b AS SELECT ${cast(droneColumns.builds)} FROM temp.r CROSS JOIN main.builds ON build_repo_id=repo_id AND build_number=@NUMBER WHERE @NUMBER>=0
 UNION ALL SELECT ${cast(droneColumns.builds)} FROM main.builds WHERE @NUMBER<0 AND build_id=(SELECT max(build_id) FROM main.builds WHERE build_repo_id IN (SELECT repo_id FROM temp.r));
DELETE FROM temp.r WHERE @NUMBER>=0 AND repo_id NOT IN (SELECT build_repo_id FROM temp.b);
CREATE TEMP TABLE g AS SELECT ${cast(droneColumns.stages)} FROM temp.b CROSS JOIN main.stages ON stage_build_id=build_id ORDER BY stage_id;
CREATE TEMP TABLE p AS SELECT ${cast(droneColumns.steps)} FROM temp.g CROSS JOIN main.steps ON step_stage_id=stage_id ORDER BY step_id;
CREATE TEMP TABLE l AS SELECT step_id AS id,length(CAST(log_data AS BLOB)) AS size,CASE WHEN log_id IS NULL THEN NULL ELSE hex(substr(CAST(log_data AS BLOB),-${maxLogBytes})) END AS hex FROM temp.p LEFT JOIN main.logs ON log_id=step_id;
CREATE TEMP TABLE n AS SELECT ${cast(neighbourColumns)
  .replace(/(^|,)(?=\w)/g, '$1m.')
  .replace(
    'm.CAST(build_params',
    'CAST(m.build_params',
  )} FROM temp.b CROSS JOIN main.builds m ON m.build_repo_id=b.build_repo_id AND m.build_number BETWEEN b.build_number-${neighbourSpan} AND b.build_number+${neighbourSpan};
CREATE TEMP TABLE v AS SELECT count(*) AS c FROM main.migrations;
COMMIT;
SELECT json_object('migrations',(SELECT c FROM v),'repos',${jsonRows('r', droneColumns.repos)},'builds',${jsonRows('b', droneColumns.builds)},'stages',${jsonRows('g', droneColumns.stages)},'steps',${jsonRows('p', droneColumns.steps)},'neighbours',${jsonRows('n', neighbourColumns)},'logs',(SELECT json_group_array(json_object('stepId',id,'size',coalesce(size,0),'hex',hex)) FROM l));`;

const droneScript = `if command -v python3 >/dev/null 2>&1; then ${python(dronePython)}
elif ! command -v sqlite3 >/dev/null 2>&1; then ${errorReply('failed', 'neither python3 nor sqlite3 is on the host')}
elif [ ! -e "$1" ]; then ${errorReply('absent', 'there is no such database file on the host')}
elif [ ! -r "$1" ]; then ${errorReply('denied', 'no permission to read the database file')}
else ${mark}; printf '%s\\n' ${quote(droneSql)} | sed "s|@NUMBER|\${2:--1}|g; s|@SLUG|$3|g" | sqlite3 -batch -readonly "$1" | gzip -1; fi`;

const historyPython = `${pythonReply}${pythonDatabase}COLS=${JSON.stringify(droneColumns.repos)}
NEAR=${JSON.stringify(neighbourColumns)}
path,recipe,slug,most=sys.argv[1:5]
def tests(b):
    try: p=json.loads(b['build_params'] or 'null')
    except ValueError: return False
    return isinstance(p,dict) and (p.get('RECIPE')==recipe if recipe else 'RECIPE' in p)
def work(c):
    repos=[r for r in rows(c,'SELECT '+columns(c,'repos',COLS)+' FROM repos ORDER BY repo_id') if not slug or r['repo_slug']==slug]
    found=[]; last=None
    while len(found)<int(most):
        some=rows(c,'SELECT '+columns(c,'builds',NEAR)+' FROM builds'+('' if last is None else ' WHERE build_id<%d'%last)+' ORDER BY build_id DESC LIMIT 2000')
        if not some: break
        last=some[-1]['build_id']
        found+=[b for b in some if any(r['repo_id']==b['build_repo_id'] for r in repos) and tests(b)]
    return {'repos':repos,'builds':found[:int(most)][::-1]}
reply(lambda:attempt(path,work))
`;

const historyScript = `if command -v python3 >/dev/null 2>&1; then ${python(historyPython)}
else ${errorReply('failed', 'python3 is not on the host, and builds are listed with it')}; fi`;

/** Reads a run folder: `run_folder(root,run)`. */
export const pythonRunFolder = `import stat
def run_text(path,cap):
    for left in (3,2,1,0):
        try:
            with open(path,'rb') as f:
                a=os.fstat(f.fileno())
                if a.st_size>cap: return None
                d=f.read(cap+1); b=os.fstat(f.fileno())
            if (a.st_size,a.st_mtime_ns)==(b.st_size,b.st_mtime_ns) and len(d)==b.st_size or not left: return d.decode('utf-8','replace') if len(d)<=cap else None
        except FileNotFoundError:
            if not left: return None
        time.sleep(0.1)
def run_folder(root,run):
    os.listdir(root)
    top=os.path.realpath(root); here=os.path.realpath(os.path.join(top,run))
    if os.path.dirname(here)!=top or not os.path.isdir(here): return {'exists':False,'files':[],'texts':[]}
    found=[]
    def look(folder,prefix,depth):
        for name in sorted(os.listdir(folder)):
            path=os.path.join(folder,name); real=os.path.realpath(path)
            if not real.startswith(here+os.sep): continue
            try: s=os.stat(real)
            except OSError: continue
            if stat.S_ISREG(s.st_mode) and len(found)<${runBounds.files}: found.append((prefix+name,real,s))
            elif stat.S_ISDIR(s.st_mode) and depth<2 and not os.path.islink(path): look(path,prefix+name+'/',depth+1)
    look(here,'',1)
    texts=[]
    for rel,real,s in found:
        cap=${runBounds.resultsBytes} if rel=='results.json' else ${runBounds.junitBytes} if rel.startswith('junit/') and rel.endswith('.xml') else 0
        if cap and len(texts)<${runBounds.texts}: texts.append({'path':rel,'text':run_text(real,cap)})
    return {'exists':True,'files':[{'path':r,'size':s.st_size,'mtimeMs':s.st_mtime_ns//1000000} for r,_,s in found],'texts':texts}
`;

const runsPython = `${pythonReply}${pythonRunFolder}reply(lambda:run_folder(sys.argv[1],sys.argv[2]))
`;

// The plain shell follows no symbolic links at all; base64 keeps a file that grows meanwhile from breaking the frame.
const runsScript = `if command -v python3 >/dev/null 2>&1; then ${python(runsPython)}
elif [ ! -d "$1" ]; then ${errorReply('absent', 'there is no such folder of runs on the host')}
elif [ ! -r "$1" ] || [ ! -x "$1" ]; then ${errorReply('denied', 'no permission to read the folder of runs')}
elif [ ! -d "$1/$2" ]; then ${errorReply('none', '')}
else cd "$1/$2" && ${mark} && {
find . -maxdepth 2 -type f | head -n ${runBounds.files} | while IFS= read -r f; do stat -c 'file %s %Y %n' "$f"; done
for f in results.json junit/*.xml; do
  [ -f "$f" ] && [ ! -L "$f" ] || continue
  cap=${runBounds.junitBytes}; [ "$f" = results.json ] && cap=${runBounds.resultsBytes}
  if [ "$(wc -c <"$f")" -gt "$cap" ]; then echo "large $f"; else echo "text $f"; base64 <"$f"; fi
done
echo end; } | gzip -1; fi`;

const journalPython = `${pythonReply}${pythonDatabase}import re,calendar,collections
path,drone,number,slug,given=sys.argv[1:6]
words=re.compile(${JSON.stringify(journalWords)},re.I)
stamp=re.compile(r'time="(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.\\d+)?(?:Z|([+-])(\\d\\d):(\\d\\d))"')
def window():
    def work(c):
        repos=[r for r in rows(c,'SELECT repo_id,repo_slug FROM repos') if not slug or r['repo_slug']==slug]
        found=[]
        for r in repos: found+=rows(c,'SELECT build_started,build_finished,build_created,CAST(build_params AS TEXT) AS p FROM builds WHERE build_repo_id=? AND build_number=?',(r['repo_id'],int(number)))
        return found
    found=attempt(drone,work)
    runs=[b for b in found if '"RECIPE"' in (b['p'] or '')]
    if len(found)>1 and len(runs)==1: found=runs
    if not found: raise Trouble('absent','the Drone database has no build '+number)
    now=time.time()
    return (min(b['build_started'] or b['build_created'] or now for b in found)-${journalBounds.aroundSeconds},max(b['build_finished'] or now for b in found)+${journalBounds.aroundSeconds})
def message(v):
    if isinstance(v,list): return bytes(x for x in v if isinstance(x,int) and 0<=x<256).decode('utf-8','replace')
    return v if isinstance(v,str) else ''
def seconds(m):
    g=m.groups(); t=calendar.timegm(tuple(int(x) for x in g[:6])+(0,0,0))
    return t if g[6] is None else t-(1 if g[6]=='+' else -1)*(int(g[7])*3600+int(g[8])*60)
def keep(stream,span,state):
    kept=collections.deque(); size=0; inside=span is None
    for raw in stream:
        line=raw.decode('utf-8','replace').rstrip('\\r\\n')
        if not line: continue
        if state['source'] is None: state['source']='journal-file' if line.lstrip()[:1]=='{' else 'dockerd-log'
        if state['source']=='dockerd-log':
            m=stamp.search(line); said=line
            if m and span: inside=span[0]<=seconds(m)<=span[1]
        else:
            try: o=json.loads(line); said=message(o.get('MESSAGE')); at=int(o.get('__REALTIME_TIMESTAMP') or 0)/1e6
            except Exception: continue
            inside=span is None or span[0]<=at<=span[1]
        if not inside or not words.search(said): continue
        kept.append(line); size+=len(line)+1
        while size>${journalBounds.keepBytes} or len(kept)>${journalBounds.keepLines}: size-=len(kept.popleft())+1; state['truncated']=True
    return list(kept)
def work():
    span=tuple(int(x) for x in given.split('-')) if given else window() if drone and number else None
    state={'source':None,'truncated':False}
    if path:
        with open(path,'rb') as f:
            end=f.seek(0,2); f.seek(max(0,end-${journalBounds.fileBytes}))
            if end>${journalBounds.fileBytes}: f.readline(); state['truncated']=True
            lines=keep(f,span,state)
        return {'source':state['source'] or 'dockerd-log','lines':lines,'truncated':state['truncated']}
    import subprocess
    since,until=span or (time.time()-${journalBounds.sinceSeconds},time.time())
    try: p=subprocess.Popen(['journalctl','-q','-u','docker.service','--since','@%d'%since,'--until','@%d'%(until+1),'-o','json','--no-pager'],stdout=subprocess.PIPE,stderr=subprocess.PIPE)
    except FileNotFoundError: raise Trouble('absent','there is no journalctl on the host')
    state['source']='journal'; lines=keep(p.stdout,None,state); said=p.stderr.read().decode('utf-8','replace').strip()
    if p.wait() or (said and not lines): raise Trouble('denied' if 'ermission' in said else 'absent' if 'o journal files' in said else 'failed',said[:300] or 'journalctl failed')
    return {'source':'journal','lines':lines,'truncated':state['truncated']}
reply(work)
`;

const journalScript = `if command -v python3 >/dev/null 2>&1; then ${python(journalPython)}
else ${errorReply('failed', 'python3 is not on the host, and the daemon log is read with it')}; fi`;
