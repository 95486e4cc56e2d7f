/** Words of daemon lines worth keeping, here and on a host; case does not count. */
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

/** How much of the log a recorder reads at the first look, and at most at once. */
export const tailBounds = { firstBytes: 256 * 1024, firstLines: 500, pieceBytes: 2 * 2 ** 20 };
