// Writes a Drone database of about the size asked for, with the genuine tables of v2.25.0 taken from the fixture: one recipe build in the
// middle, number 557, with 620 KB of log, among builds with the rest.
import { copyFileSync, existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';

export const droneDb = (path, megabytes) => {
  if (existsSync(path) && statSync(path).size > megabytes * 0.9e6) return path;
  copyFileSync(new URL('../test/fixtures/drone/database.sqlite', import.meta.url), path);
  const db = new Database(path);
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  const build = db.prepare('SELECT * FROM builds WHERE build_number = 557').get();
  const stage = db.prepare('SELECT * FROM stages WHERE stage_build_id = ?').get(build.build_id);
  const step = db.prepare('SELECT * FROM steps WHERE step_stage_id = ?').get(stage.stage_id);
  const insert = (table, row) => {
    const keys = Object.keys(row);
    return db.prepare(`INSERT INTO ${table} (${keys.join(',')}) VALUES (${keys.map(() => '?').join(',')})`).run(Object.values(row));
  };
  const words = ['deploy', 'service', 'converged', 'waiting', 'task', 'running', 'healthy', 'assert', 'GET', 'response', 'ghost', 'mysql'];
  const blob = (size, seed) => {
    let random = seed;
    const entries = [];
    for (let length = 0, pos = 0; length < size; pos++) {
      let out = '';
      for (let i = 0; i < 10; i++) {
        random = (random * 1103515245 + 12345) & 0x7fffffff;
        out += `${words[random % words.length]}-${(random >> 8) % 4096} `;
      }
      entries.push({ pos, out: `${out}\n`, time: pos >> 6 });
      length += out.length + 32;
    }
    return Buffer.from(`${JSON.stringify(entries)}\n`);
  };
  const count = Math.ceil(megabytes / 0.52);
  db.transaction(() => {
    for (let i = 1; i <= count; i++) {
      const { build_id: _b, ...b } = build;
      const id = insert('builds', { ...b, build_number: 1000 + i, build_status: 'success' }).lastInsertRowid;
      const { stage_id: _s, ...s } = stage;
      const stageId = insert('stages', { ...s, stage_build_id: id }).lastInsertRowid;
      for (let number = 1; number <= 5; number++) {
        const { step_id: _t, ...t } = step;
        const stepId = insert('steps', { ...t, step_stage_id: stageId, step_number: number }).lastInsertRowid;
        db.prepare('INSERT INTO logs (log_id, log_data) VALUES (?, ?)').run(stepId, blob(104_000, i * 5 + number));
      }
    }
    // 557's own log keeps its lines at the end, 620 KB of noise before them.
    const { log_id: logId, log_data: data } = db
      .prepare('SELECT l.* FROM logs l JOIN steps s ON s.step_id = l.log_id WHERE s.step_stage_id = ? ORDER BY length(l.log_data) DESC')
      .get(stage.stage_id);
    const own = JSON.parse(data.toString());
    const noise = JSON.parse(blob(620_000, 7).toString());
    db.prepare('UPDATE logs SET log_data = ? WHERE log_id = ?').run(
      Buffer.from(`${JSON.stringify([...noise, ...own].map((entry, pos) => ({ ...entry, pos })))}\n`),
      logId,
    );
  })();
  db.close();
  return path;
};
