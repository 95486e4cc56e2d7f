import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A repo as Gitea holds it; field names and quirks as GITEA.md has them, checked against Gitea 1.23's published types. */
export interface GiteaRepo {
  readonly owner: string;
  readonly name: string;
  readonly private?: boolean;
  readonly pulls: readonly Pull[];
  readonly branches: readonly { readonly name: string; readonly sha: string; readonly at: string }[];
  comments: Comment[];
  readonly reviews: readonly {
    readonly pr: number;
    readonly id: number;
    readonly user: string;
    readonly body: string;
    readonly at: string;
  }[];
  readonly pushes: readonly { readonly pr: number; readonly at: string; readonly commits: readonly string[]; readonly force?: boolean }[];
  readonly statuses: readonly Status[];
  /** Commits of main, newest first; left out: its tip only. */
  readonly mainCommits?: readonly CommitOfRepo[];
  /** Files by commit and path; a path that ends in `->` is a symbolic link. */
  readonly commits?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface CommitOfRepo {
  readonly sha: string;
  readonly subject: string;
  readonly authoredAt: string;
  readonly committedAt: string;
  readonly tree?: string;
}

interface Pull {
  readonly number: number;
  readonly title: string;
  readonly state: 'open' | 'closed';
  readonly branch: string;
  readonly branchDeleted?: boolean;
  readonly sha: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly closedAt?: string;
  readonly mergedAt?: string;
  readonly forkGone?: boolean;
  readonly mergeBase?: string;
  readonly body?: string;
  /** What it brings, newest first; left out: its head only. */
  readonly commits?: readonly CommitOfRepo[];
}

export interface Comment {
  readonly pr: number;
  readonly id: number;
  /** null is a deleted user. */
  readonly user: string | null;
  readonly body: string;
  readonly at: string;
  readonly editedAt?: string;
}

interface Status {
  readonly sha: string;
  readonly id: number;
  readonly context: string;
  readonly status: string;
  readonly targetUrl: string | null;
  readonly at: string;
}

export interface GiteaOptions {
  readonly repos: readonly GiteaRepo[];
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** Whether the asker is in the organisations; otherwise membership answers 303. */
  readonly insider?: boolean;
  readonly token?: string;
  readonly pageSize?: number;
  /** Offset of the server's zone, such as `+02:00`. */
  readonly zone?: '+00:00' | '+02:00';
  /** The server's clock for what is posted. */
  readonly now?: () => string;
  /** A post is taken and its answer lost. */
  readonly loseAnswers?: boolean;
  /** Answers instead of the server where it gives true. */
  readonly fault?: (request: IncomingMessage, response: ServerResponse, path: string) => boolean;
}

export interface GiteaServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: { readonly method: string; readonly path: string; readonly authorization: string | undefined }[];
}

/** A small and strict Gitea on loopback: what it does not know is 404, what is not asked rightly is refused. */
export const startGitea = async (options: GiteaOptions): Promise<GiteaServer> => {
  const requests: GiteaServer['requests'] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://here');
    requests.push({ method: request.method ?? '', path: url.pathname, authorization: request.headers.authorization });
    if (options.fault?.(request, response, url.pathname)) return;
    answer(options, request, response, url);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const answer = (options: GiteaOptions, request: IncomingMessage, response: ServerResponse, url: URL): unknown => {
  const send = (status: number, value: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers });
    response.end(value === undefined ? '' : JSON.stringify(value));
  };
  const missing = () => send(404, { errors: null, message: "The target couldn't be found.", url: 'https://git.example.net/api/swagger' });
  const path = url.pathname.replace(/^\/api\/v1/, '');
  if (!url.pathname.startsWith('/api/v1/')) return missing();
  const authorized = options.token === undefined || request.headers.authorization === `token ${options.token}`;
  if (options.token !== undefined && request.headers.authorization && !authorized) return send(401, { message: 'user does not exist' });
  const list = (items: readonly object[]) => {
    const asked = Number(url.searchParams.get('limit') ?? 0);
    const size = Math.min(asked > 0 ? asked : 30, options.pageSize ?? 50);
    const page = Math.max(1, Number(url.searchParams.get('page') ?? 1));
    const link = `<https://git.example.net${url.pathname}?page=${page + 1}&limit=${size}>; rel="next"`;
    send(200, items.slice((page - 1) * size, page * size), {
      'x-total-count': String(items.length),
      ...(page * size < items.length ? { link } : {}),
    });
  };
  const time = (at: string | undefined) => (at === undefined ? null : inZone(at, options.zone ?? '+00:00'));

  const posting = /^\/repos\/([^/]+)\/([^/]+)\/issues\/(\d+)\/comments$/.exec(path);
  if (request.method === 'POST') {
    const repo = options.repos.find((one) => one.owner === posting?.[1] && one.name === posting[2]);
    if (!posting || !repo) return missing();
    if (!request.headers.authorization || !authorized) return send(401, { message: 'token is required' });
    return bodyOf(request).then((text) => {
      const { body } = JSON.parse(text) as { body: string };
      const at = (options.now ?? (() => new Date().toISOString()))();
      const comment = { pr: Number(posting[3]), id: Math.max(...repo.comments.map(({ id }) => id)) + 1, user: 'autonomic-bot', body, at };
      repo.comments = [...repo.comments, comment];
      if (options.loseAnswers) return request.socket.destroy();
      return send(201, commentOf(comment, repo, time));
    });
  }
  if (request.method !== 'GET') return send(405, { message: 'Method Not Allowed' });

  const member = /^\/orgs\/([^/]+)\/(public_)?members\/([^/]+)$/.exec(path);
  if (member) {
    const [, org = '', open, login = ''] = member;
    if (!open && !options.insider) return void response.writeHead(303, { location: `/api/v1/orgs/${org}/public_members/${login}` }).end();
    return void response.writeHead(!open && options.members[org]?.includes(login) ? 204 : 404).end();
  }
  const [, owner, name, rest = ''] = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  const repo = options.repos.find((one) => one.owner === owner && one.name === name);
  if (!repo || (repo.private && !authorized)) return missing();
  if (rest === '')
    return send(200, {
      id: 1,
      name,
      full_name: `${owner}/${name}`,
      mirror: false,
      original_url: '',
      mirror_updated: '0001-01-01T00:00:00Z',
    });
  if (rest === '/pulls') {
    const state = url.searchParams.get('state') ?? 'open';
    const chosen = repo.pulls.filter((one) => state === 'all' || one.state === state);
    return list(chosen.toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1)).map((one) => pullOf(one, repo, time)));
  }
  const [, index] = /^\/pulls\/(\d+)$/.exec(rest) ?? [];
  const pull = repo.pulls.find((one) => one.number === Number(index));
  if (pull) return send(200, { ...pullOf(pull, repo, time), merge_base: pull.mergeBase ?? '' });
  const [, short] = /^\/git\/commits\/([0-9a-f]+)$/.exec(rest) ?? [];
  const whole = Object.keys(repo.commits ?? {}).find((sha) => short !== undefined && sha.startsWith(short));
  if (short) return whole ? send(200, { sha: whole, url: '' }) : missing();
  const [, file] = /^\/contents(?:\/(.*))?$/.exec(rest) ?? [rest];
  if (rest.startsWith('/contents')) return contentsOf(repo, url.searchParams.get('ref') ?? '', file, send, missing);
  if (rest === '/branches')
    return list(repo.branches.map((one) => ({ name: one.name, commit: { id: one.sha, timestamp: time(one.at) }, protected: false })));
  const branchTip = repo.branches.find((branch) => branch.name === url.searchParams.get('sha'));
  if (rest === '/commits' && branchTip) return list((repo.mainCommits ?? [tipOf(branchTip)]).map((commit) => commitOf(commit, time)));
  const ofPull = repo.pulls.find((pull) => rest === `/pulls/${pull.number}/commits`);
  if (ofPull) return list((ofPull.commits ?? [headOf(ofPull)]).map((commit) => commitOf(commit, time)));
  const [, kind, number, what] = /^\/(issues|pulls)\/(\d+)\/(comments|timeline|reviews)$/.exec(rest) ?? [];
  if (kind && repo.pulls.some((one) => one.number === Number(number))) {
    const pr = Number(number);
    const comments = repo.comments.filter((one) => one.pr === pr).map((one) => commentOf(one, repo, time));
    // Not paged: every page is the whole list.
    if (kind === 'issues' && what === 'comments') return send(200, comments);
    if (kind === 'issues' && what === 'timeline')
      return list([
        ...comments.map((one) => ({ ...one, type: 'comment' })),
        ...repo.pushes.filter((one) => one.pr === pr).map((one, index) => pushOf(one, index, time)),
      ]);
    if (kind === 'pulls' && what === 'reviews')
      return list(
        repo.reviews
          .filter((one) => one.pr === pr)
          .map((one) => ({
            id: one.id,
            user: userOf(one.user),
            body: one.body,
            state: 'COMMENT',
            submitted_at: time(one.at),
            html_url: '',
          })),
      );
    return missing();
  }
  const [, sha] = /^\/statuses\/([0-9a-f]+)$/.exec(rest) ?? [];
  // A short sha gives an empty list, not 404.
  if (sha)
    return list(
      repo.statuses
        .filter((one) => one.sha === sha)
        .toSorted((a, b) => b.id - a.id)
        .map((one) => statusOf(one, time)),
    );
  return missing();
};

type Send = (status: number, value: unknown) => void;

/** As routers/api/v1/repo/file.go: a short hash is no ref, a folder answers with a list without contents, a file in base64. */
const contentsOf = (repo: GiteaRepo, ref: string, file: string | undefined, send: Send, missing: () => void): unknown => {
  const files = repo.commits?.[ref];
  if (!files) return missing();
  const entry = (path: string, isLink: boolean) => ({
    ...{ name: path.split('/').at(-1), path, type: isLink ? 'symlink' : 'file', size: files[path]?.length ?? 0 },
    ...{ encoding: null, content: null, target: isLink ? '/etc/passwd' : null },
  });
  if (file === undefined) {
    const folders = [...new Set(Object.keys(files).flatMap((path) => (path.includes('/') ? path.split('/')[0] : [])))];
    const top = Object.keys(files).filter((path) => !path.includes('/'));
    return send(200, [
      ...folders.map((name) => ({ name, path: name, type: 'dir', size: 0, encoding: null, content: null })),
      ...top.map((path) => entry(path.replace(/->$/, ''), path.endsWith('->'))),
    ]);
  }
  const text = files[file];
  if (text === undefined) return missing();
  return send(200, { ...entry(file, false), encoding: 'base64', content: Buffer.from(text).toString('base64') });
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString();
};

type Time = (at: string | undefined) => string | null;

const inZone = (at: string, zone: string): string => {
  const ms = Date.parse(at) + (zone === '+02:00' ? 7_200_000 : 0);
  return `${new Date(ms).toISOString().slice(0, 19)}${zone === '+00:00' ? 'Z' : zone}`;
};

const ids: Readonly<Record<string, number>> = { 'autonomic-bot': 5, operator: 7, stranger: 99 };
const userOf = (login: string | null) =>
  login === null
    ? { id: -1, login: 'Ghost', full_name: '' }
    : { id: ids[login] ?? 50, login, full_name: '', email: `${login}@noreply.example.net` };

const pullOf = (pull: Pull, repo: GiteaRepo, time: Time) => ({
  ...{
    id: 1000 + pull.number,
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    state: pull.state,
    draft: false,
    mergeable: false,
  },
  ...{ user: userOf('autonomic-bot'), merged: pull.mergedAt !== undefined, merged_at: time(pull.mergedAt), closed_at: time(pull.closedAt) },
  ...{
    created_at: time(pull.createdAt),
    updated_at: time(pull.updatedAt),
    comments: 0,
    html_url: `https://git.example.net/${repo.owner}/${repo.name}/pulls/${pull.number}`,
  },
  head: {
    ...{ label: pull.branch, ref: pull.branchDeleted ? `refs/pull/${pull.number}/head` : pull.branch, sha: pull.sha },
    ...{ repo_id: pull.forkGone ? -1 : 1, repo: pull.forkGone ? null : { full_name: `${repo.owner}/${repo.name}` } },
  },
  base: {
    label: 'main',
    ref: 'main',
    sha: repo.branches.find((one) => one.name === 'main')?.sha ?? '',
    repo: { full_name: `${repo.owner}/${repo.name}` },
  },
});

const commentOf = (comment: Comment, repo: GiteaRepo, time: Time) => ({
  ...{
    id: comment.id,
    user: userOf(comment.user),
    body: comment.body,
    created_at: time(comment.at),
    updated_at: time(comment.editedAt ?? comment.at),
  },
  html_url: `https://git.example.net/${repo.owner}/${repo.name}/pulls/${comment.pr}#issuecomment-${comment.id}`,
});

const pushOf = (push: GiteaRepo['pushes'][number], index: number, time: Time) => ({
  ...{ id: 90_000 + push.pr * 100 + index, type: 'pull_push', user: userOf('autonomic-bot'), created_at: time(push.at) },
  body: JSON.stringify({ is_force_push: push.force ?? false, commit_ids: push.commits }),
});

const statusOf = (status: Status, time: Time) => ({
  ...{ id: status.id, status: status.status, context: status.context, description: '', target_url: status.targetUrl },
  ...{ creator: userOf('autonomic-bot'), created_at: time(status.at), updated_at: time(status.at) },
});

const tipOf = ({ sha, at, name }: GiteaRepo['branches'][number]): CommitOfRepo => ({
  ...{ sha, subject: `tip of ${name}`, authoredAt: at, committedAt: at },
});

const headOf = ({ sha, title, createdAt }: Pull): CommitOfRepo => ({
  ...{ sha, subject: title, authoredAt: createdAt, committedAt: createdAt },
});

const commitOf = ({ sha, subject, authoredAt, committedAt, tree }: CommitOfRepo, time: Time) => ({
  ...{ sha, parents: [], html_url: '' },
  commit: {
    message: `${subject}\n`,
    tree: { sha: tree ?? `f${sha.slice(1)}` },
    author: { date: time(authoredAt) },
    committer: { date: time(committedAt) },
  },
});
