import * as z from 'zod';

/** Readers for the replies of Gitea and Forgejo that lead to the files of a commit (gitea modules/structs: repo_file.go, pull.go, repo_commit.go). */

/** Entries of `GET …/contents`: a file, folder, link or submodule each. */
export const Listing = z.array(z.object({ name: z.string(), path: z.string(), type: z.string(), size: z.number().nullish() }));

/** Reply of `GET …/contents/{path}`: base64 unless the file is too large for the API, then null. */
export const Contents = z.object({
  type: z.string(),
  size: z.number().nullish(),
  encoding: z.string().nullish(),
  content: z.string().nullish(),
});

/** Reply of `GET …/pulls/{index}`, as far as its commits go. */
export const PullCommits = z.object({
  head: z.object({ sha: z.string().nullish() }).nullish(),
  base: z.object({ ref: z.string().nullish(), sha: z.string().nullish() }).nullish(),
  merge_base: z.string().nullish(),
});

/** Reply of `GET …/git/commits/{sha}`. */
export const Commit = z.object({ sha: z.string() });
