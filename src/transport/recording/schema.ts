/** `PRAGMA application_id` of a recording ("ccfr") and the form of its tables (`PRAGMA user_version`). */
export const applicationId = 0x63_63_66_72;
export const schemaVersion = 1;

/**
 * Times are epoch milliseconds of the recorder's clock, except `event.at`, which is the engine's. `object` holds one row each time a thing
 * changed, as a probe would tell it; `state` NULL where it is gone. `gap.until` NULL where the source is still unread.
 */
export const tables = {
  meta: ['name', 'value'],
  object: ['id', 'kind', 'key', 'stack', 'at', 'state'],
  event: ['id', 'at', 'seen', 'type', 'action', 'actor', 'name', 'stack'],
  journal: ['id', 'at', 'seen', 'line'],
  log: ['id', 'at', 'service', 'line'],
  load: ['id', 'at', 'state'],
  gauge: ['id', 'at', 'network', 'state'],
  gap: ['id', 'source', 'since', 'until', 'because'],
  source: ['name', 'at', 'cursor'],
} as const;
export type Table = keyof typeof tables;

export const createSql = `
CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value TEXT) STRICT;
CREATE TABLE IF NOT EXISTS object(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, stack TEXT, at INTEGER NOT NULL, state TEXT) STRICT;
CREATE INDEX IF NOT EXISTS object_key ON object(kind, key, at);
CREATE INDEX IF NOT EXISTS object_stack ON object(stack, kind, at);
CREATE TABLE IF NOT EXISTS event(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, seen INTEGER NOT NULL, type TEXT NOT NULL, action TEXT NOT NULL, actor TEXT NOT NULL, name TEXT, stack TEXT) STRICT;
CREATE INDEX IF NOT EXISTS event_at ON event(at);
CREATE TABLE IF NOT EXISTS journal(id INTEGER PRIMARY KEY, at INTEGER, seen INTEGER NOT NULL, line TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS journal_seen ON journal(seen);
CREATE TABLE IF NOT EXISTS log(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, service TEXT NOT NULL, line TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS log_service ON log(service, at);
CREATE TABLE IF NOT EXISTS load(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS load_at ON load(at);
CREATE TABLE IF NOT EXISTS gauge(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, network TEXT NOT NULL, state TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS gauge_at ON gauge(at);
CREATE TABLE IF NOT EXISTS gap(id INTEGER PRIMARY KEY, source TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, because TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS source(name TEXT PRIMARY KEY, at INTEGER NOT NULL, cursor TEXT) STRICT;
`;
