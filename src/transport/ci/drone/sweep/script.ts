import { errorReply, mark, python, pythonDatabase, pythonReply, pythonRunFolder, safeName, safePath, sh } from '../../../remote/python.ts';
import { droneColumns, maxLogBytes, neighbourColumns, neighbourSpan } from '../columns.ts';

/** How a swept stream is packed: the byte behind the mark. */
export const packing = { zstd: 'Z', zlib: 'z' } as const;

/** Builds left out, in as few words as a command line takes; what does not fit is sent in vain and left out here. */
const maxDoneChars = 60_000;

/**
 * Command (f): every build with its logs and its run folder, as frames (a length of four bytes, JSON of that length, then the blobs whose sizes
 * it gives), packed by zstd where both ends have it.
 */
export const sweepCommand = (
  path: string,
  runs: string | null,
  ask: {
    readonly repo: string | null;
    readonly recipe: string | null;
    readonly since: number | null;
    readonly until: number | null;
    readonly done: ReadonlyMap<string, ReadonlySet<number>>;
  },
  zstd: boolean,
): string =>
  sh(script, [
    safePath(path),
    runs === null ? '' : safePath(runs),
    ask.repo === null ? '' : safeName(ask.repo),
    ask.recipe === null ? '' : safeName(ask.recipe),
    ask.since === null ? '' : String(ask.since),
    ask.until === null ? '' : String(ask.until),
    doneWords(ask.done),
    zstd ? 'zstd' : '',
  ]);

/** `owner/name=1-20,25;…`. */
const doneWords = (done: ReadonlyMap<string, ReadonlySet<number>>): string => {
  const words = [...done].map(([slug, numbers]) => `${safeName(slug)}=${rangesOf([...numbers].sort((a, b) => a - b)).join(',')}`).join(';');
  return words.length > maxDoneChars ? words.slice(0, words.lastIndexOf(',', maxDoneChars)) : words;
};

const rangesOf = (numbers: readonly number[]): string[] => {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] + 1 === number) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
};

// Every statement is done and its rows fetched before a byte is written: a reader that waits on a slow pipe would lock Drone out (PERF.md 2.1).
const sweepPython = `${pythonReply}${pythonDatabase}${pythonRunFolder}import struct
COLS=${JSON.stringify(droneColumns)}
NEAR=${JSON.stringify(neighbourColumns)}
path,root,slug,recipe,since,until,done,packed=sys.argv[1:9]
since=float(since) if since else None; until=float(until) if until else None
DONE={}
for part in filter(None,done.split(';')):
    name,_,ranges=part.partition('=')
    DONE[name]=[tuple(int(x) for x in (r.split('-')*2)[:2]) for r in ranges.split(',') if r]
z=None if packed else zlib.compressobj(1)
w=sys.stdout.buffer
def write(b): w.write(b if z is None else z.compress(b))
def send(head,blobs=()):
    head['blobs']=[None if b is None else len(b) for b in blobs]
    j=json.dumps(head).encode()
    write(struct.pack('>I',len(j))+j)
    for b in blobs:
        if b is not None: write(b)
def recipe_in(b):
    p=b['build_params'] or ''
    if '"RECIPE"' not in p: return None
    try: p=json.loads(p)
    except ValueError: return None
    return p.get('RECIPE') if isinstance(p,dict) and isinstance(p.get('RECIPE'),str) else None
def near(repo,after):
    return attempt(path,lambda c: rows(c,'SELECT '+columns(c,'builds',NEAR)+' FROM builds WHERE build_repo_id=? AND build_number>? ORDER BY build_number LIMIT 500',(repo['repo_id'],after)))
def tests(repo):
    last=-1
    while True:
        some=near(repo,last)
        if any(recipe_in(b) is not None for b in some): return True
        if not some: return False
        last=some[-1]['build_number']
def wanted(repo,b):
    at=b['build_started'] or b['build_created'] or 0
    return (since is None or at>=since) and (until is None or at<until) and (not recipe or recipe_in(b)==recipe) and not any(x<=b['build_number']<=y for x,y in DONE.get(repo['repo_slug'],()))
def folder(n):
    if not root: return {'error':'absent','message':'the folder of runs was not given (--runs)'}
    try: return run_folder(root,str(n))
    except PermissionError as e: return {'error':'denied','message':'no permission to read '+str(e.filename)}
    except FileNotFoundError as e: return {'error':'absent','message':'there is no '+str(e.filename)}
    except Exception as e: return {'error':'failed','message':type(e).__name__+': '+str(e)}
def sweep(repo):
    queue=[]; far=-1; past=0; more=True
    while True:
        while more and (not queue or far<queue[0]['build_number']+${neighbourSpan}):
            some=near(repo,far); more=bool(some)
            if some: far=some[-1]['build_number']; queue+=some; send({'kind':'near','rows':some})
        if not queue: return
        def work(c):
            batch=[]; size=at=0
            col=dict((t,columns(c,t,COLS[t])) for t in ('builds','stages','steps'))
            while at<len(queue) and size<4194304 and len(batch)<200 and (not more or far>=queue[at]['build_number']+${neighbourSpan}):
                b=queue[at]; at+=1
                if not wanted(repo,b): continue
                full=rows(c,'SELECT '+col['builds']+' FROM builds WHERE build_id=?',(b['build_id'],))
                if not full: continue
                stages=rows(c,'SELECT '+col['stages']+' FROM stages WHERE stage_build_id=? ORDER BY stage_number',(b['build_id'],))
                steps=[]; logs=[]; blobs=[]
                for s in stages: steps+=rows(c,'SELECT '+col['steps']+' FROM steps WHERE step_stage_id=? ORDER BY step_number',(s['stage_id'],))
                for s in steps:
                    r=c.execute('SELECT length(CAST(log_data AS BLOB)),substr(CAST(log_data AS BLOB),-${maxLogBytes}) FROM logs WHERE log_id=?',(s['step_id'],)).fetchone()
                    d=None if r is None else bytes(r[1] or b'')
                    logs.append({'stepId':s['step_id'],'size':0 if r is None else r[0] or 0}); blobs.append(d); size+=len(d or b'')
                batch.append(({'kind':'build','repo':repo,'build':full[0],'stages':stages,'steps':steps,'logs':logs,'past':at},blobs))
            return at,batch
        at,batch=attempt(path,work)
        del queue[:at]
        for head,blobs in batch:
            head['run']=folder(head['build']['build_number']); send(head,blobs)
        del batch
        send({'kind':'past','count':at}); w.flush()
def start(c):
    have=c.execute("SELECT count(*) FROM sqlite_master WHERE type='table' AND name='migrations'").fetchone()[0]
    migrations=c.execute('SELECT count(*) FROM migrations').fetchone()[0] if have else None
    columns(c,'logs',COLS['logs'])
    return migrations,rows(c,'SELECT '+columns(c,'repos',COLS['repos'])+' FROM repos ORDER BY repo_id')
try:
    migrations,all=attempt(path,start)
    repos=[r for r in all if (r['repo_slug']==slug if slug else tests(r))]
    total=sum(attempt(path,lambda c: c.execute('SELECT count(*) FROM builds WHERE build_repo_id=?',(r['repo_id'],)).fetchone()[0]) for r in repos)
    send({'kind':'start','migrations':migrations,'total':total,'repos':len(repos),'slugs':[r['repo_slug'] for r in all]})
    for r in repos: send({'kind':'repo','repo':r}); sweep(r)
    send({'kind':'end'})
except BrokenPipeError: raise
except Trouble as e: send({'kind':'trouble','error':e.args[0],'message':e.args[1]})
except PermissionError as e: send({'kind':'trouble','error':'denied','message':'no permission to read '+str(e.filename)})
except FileNotFoundError as e: send({'kind':'trouble','error':'absent','message':'there is no '+str(e.filename)})
except Exception as e: send({'kind':'trouble','error':'failed','message':type(e).__name__+': '+str(e)})
if z is not None: w.write(z.flush())
w.flush()
`;

const script = `if ! command -v python3 >/dev/null 2>&1; then ${errorReply('failed', 'python3 is not on the host, and builds are swept with it')}
elif [ -n "$8" ] && command -v zstd >/dev/null 2>&1; then ${mark}; printf ${packing.zstd}; ${python(sweepPython)} | zstd -1 -q -c
else set -- "$1" "$2" "$3" "$4" "$5" "$6" "$7" ''; ${mark}; printf ${packing.zlib}; ${python(sweepPython)}; fi`;
