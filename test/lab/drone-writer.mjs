// Writes to a Drone database as Drone does, until its stdin ends: short transactions, a busy timeout of 5 s, pages that spill.
import Database from 'better-sqlite3';

const db = new Database(process.argv[2], { timeout: 5000 });
db.pragma('cache_size = 20');
// As Drone has it.
db.pragma('foreign_keys = OFF');
const update = db.prepare('UPDATE builds SET build_updated=? WHERE build_id=(SELECT max(build_id) FROM builds)');
const log = db.prepare('INSERT OR REPLACE INTO logs (log_id, log_data) VALUES (?, ?)');
const blob = Buffer.alloc(400_000, '[{"pos":0,"out":"noise\\n","time":0}]');
const told = { written: 0, errors: [], worstMs: 0 };
const write = db.transaction((n) => {
  update.run(n);
  log.run(9_000_000 + (n % 10), blob);
});
let isOver = false;
process.stdin.on('end', () => {
  isOver = true;
});
process.stdin.resume();
console.log('ready');
const step = () => {
  if (isOver) {
    db.close();
    console.log(JSON.stringify(told));
    return;
  }
  const start = performance.now();
  try {
    write(told.written);
    told.written += 1;
  } catch (error) {
    told.errors.push(String(error));
  }
  told.worstMs = Math.max(told.worstMs, performance.now() - start);
  setTimeout(step, 20);
};
step();
