import type { Told } from '#classify/what-if/what-if';
import { durationMs } from '#config/duration';
import { Usage } from '#model/errors';
import { KNOBS, type Setting } from '#swarm/knobs';

const SERVICE = /^[A-Za-z0-9][\w.-]{0,127}$/;
const LONGEST_MS = 7 * 24 * 3_600_000;

/** `start_period=60s`, `db.start_period=60s`, `db.update_config.monitor=5m`: a knob as a compose file names it, of one service or of all. */
export const settingOf = (text: string): Setting => {
  const [, place = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (place === '') throw new Usage(`--set ${JSON.stringify(text)}: expected KNOB=VALUE such as start_period=60s or db.retries=10`);
  const parts = place.trim().replaceAll('-', '_').split('.');
  const below = parts.findIndex((part, index) => index < parts.length - 1 && SECTIONS.has(part));
  const named = below >= 0 ? parts.slice(below) : parts.slice(-1);
  const asked = named.join('.');
  const knob = Object.keys(KNOBS).find((name) => name === asked || KNOBS[name]?.path === asked || KNOBS[name]?.path === `deploy.${asked}`);
  if (knob === undefined)
    throw new Usage(`--set ${JSON.stringify(text)}: no knob ${JSON.stringify(asked)}; there are ${Object.keys(KNOBS).join(', ')}`);
  const dots = place.trim().split('.');
  const service = dots
    .slice(0, dots.length - named.length)
    .join('.')
    .replace(/^services\./, '');
  if (service !== '' && !SERVICE.test(service))
    throw new Usage(`--set ${JSON.stringify(text)}: ${JSON.stringify(service)} is no service name`);
  return { service: service === '' ? null : service, knob, value: readValue(text, knob, value.trim()) };
};

const SECTIONS = new Set(['deploy', 'update_config', 'restart_policy', 'healthcheck']);

const readValue = (text: string, knob: string, value: string): number | string => {
  const { takes = 'count', least = 0 } = KNOBS[knob] ?? {};
  const wrong = (expected: string) => new Usage(`--set ${JSON.stringify(text)}: expected ${expected}`);
  if (typeof takes !== 'string') {
    if (!takes.includes(value)) throw wrong(`one of ${takes.join(', ')}`);
    return value;
  }
  if (takes === 'duration') {
    const ms = durationMs(value);
    if (ms === undefined || ms < least || ms > LONGEST_MS) throw wrong(`a duration such as 60s or 5m${least > 0 ? ', more than 0' : ''}`);
    return ms;
  }
  const number = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (takes === 'ratio' && !(number >= 0 && number <= 1)) throw wrong('a ratio from 0 to 1');
  if (takes === 'count' && !(Number.isInteger(number) && number >= least && number <= 1_000_000))
    throw wrong(`a whole number${least > 0 ? ` from ${least}` : ''}`);
  return number;
};

/** `45s` for every service, `db=45s` for one: how long a start takes. */
export const startTimeOf = (text: string): Told => {
  const [, service = null, value = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(text) ?? [];
  const ms = durationMs(value);
  if (ms === undefined || ms <= 0 || ms > LONGEST_MS || (service !== null && !SERVICE.test(service)))
    throw new Usage(`--migration ${JSON.stringify(text)}: expected a duration such as 45s, or SERVICE=45s`);
  return { service, ms };
};
