import { errorReply, journalWords, python, pythonReply, safePath, sh } from '../remote/python.ts';

/** How much of the log is read at the first look, and at most at once. */
export const tailBounds = { firstBytes: 256 * 1024, firstLines: 500, pieceBytes: 2 * 2 ** 20 };

/** A place in a log file: which file (device and inode) and how many bytes of it were read. */
export interface Place {
  readonly file: string;
  readonly offset: number;
}

/** Reads a cursor of a file back; throws where it is none. */
export const placeOf = (cursor: string): Place => {
  const [, file, offset] = /^(\d+:\d+):(\d{1,15})$/.exec(cursor) ?? [];
  if (file === undefined) throw new Error(`${JSON.stringify(cursor.slice(0, 80))} is no place in a log file`);
  return { file, offset: Number(offset) };
};

/** What is said where the entry of a cursor is no longer in the journal. */
export const vacuumed = 'the journal no longer holds the entry that was read last: others may be gone with it';

/** Command (f): the daemon's log after a place. */
export const tailCommand = (file: string | null, cursor: string | null): string => {
  if (cursor !== null && !/^[\w=;:.-]{1,400}$/.test(cursor)) throw new Error('not a cursor we send to a host');
  return sh(script, [file === null ? '' : safePath(file), cursor ?? '']);
};

const tailPython = `${pythonReply}import re
path,cursor=sys.argv[1:3]
words=re.compile(${JSON.stringify(journalWords)},re.I)
def said(line):
    if not line.lstrip().startswith('{'): return line
    try: v=json.loads(line).get('MESSAGE')
    except Exception: return ''
    if isinstance(v,list): return bytes(x for x in v if isinstance(x,int) and 0<=x<256).decode('utf-8','replace')
    return v if isinstance(v,str) else ''
def keep(data): return [l for l in data.decode('utf-8','replace').splitlines() if l.strip() and words.search(said(l))]
def piece(f,name,offset,lost,over):
    f.seek(offset); d=f.read(${tailBounds.pieceBytes}); last=d.rfind(b'\\n')
    if not over: d=d[:last+1] if last>=0 or len(d)<${tailBounds.pieceBytes} else d
    lines=keep(d)
    source='journal-file' if lines and lines[0].lstrip().startswith('{') else 'dockerd-log'
    return {'source':source,'lines':lines,'cursor':name+':%d'%(offset+len(d)),'lost':lost},len(d)
def ident(s): return '%d:%d'%(s.st_dev,s.st_ino)
def work():
    if path:
        with open(path,'rb') as f:
            s=os.fstat(f.fileno()); here=ident(s)
            if not cursor: return piece(f,here,max(0,s.st_size-${tailBounds.firstBytes}),None,False)[0]
            name,offset=cursor.rsplit(':',1); offset=int(offset); same=name==here
            if same and offset<=s.st_size: return piece(f,here,offset,None,False)[0]
            try:
                with open(path+'.1','rb') as g:
                    o=os.fstat(g.fileno())
                    if (same or ident(o)==name) and offset<=o.st_size:
                        rest,n=piece(g,name,offset,None,True)
                        return rest if n else piece(f,here,0,None,False)[0]
            except OSError: pass
            return piece(f,here,0,path+' was '+('emptied' if same else 'replaced')+' and what it held before is not in '+path+'.1',False)[0]
    import subprocess
    since=['--cursor='+cursor] if cursor else ['-n','${tailBounds.firstLines}']
    try: p=subprocess.Popen(['journalctl','-q','-u','docker.service']+since+['-o','json','--no-pager'],stdout=subprocess.PIPE,stderr=subprocess.PIPE)
    except FileNotFoundError: raise Trouble('absent','there is no journalctl on the host')
    d=p.stdout.read(${tailBounds.pieceBytes}); p.stdout.close()
    e=p.stderr.read().decode('utf-8','replace').strip(); p.wait()
    d=d[:d.rfind(b'\\n')+1]
    if e and not d: raise Trouble('denied' if 'ermission' in e else 'absent' if 'o journal files' in e else 'failed',e[:300])
    found=[x.decode() for x in re.findall(rb'"__CURSOR"\\s*:\\s*"([^"]+)"',d)]
    lost=bool(cursor) and found[:1]!=[cursor]
    return {'source':'journal','lines':keep(d if lost or not cursor else d[d.find(b'\\n')+1:]),'cursor':found[-1] if found else None,'lost':${JSON.stringify(vacuumed)} if lost else None}
reply(work)
`;

const script = `if command -v python3 >/dev/null 2>&1; then ${python(tailPython)}
else ${errorReply('failed', 'python3 is not on the host, and the daemon log is read with it')}; fi`;
