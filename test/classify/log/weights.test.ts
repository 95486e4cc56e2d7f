import { expect, it } from 'vitest';
import { atoms } from '#classify/log/atoms';
import { growFeatureNames } from '#classify/log/grow-features';
import { lineFeatureNames } from '#classify/log/line-features';
import { calibrated, type StoredWeights, weightsOf } from '#classify/log/weights';
import stored from '../../../src/classify/log/weights.json' with { type: 'json' };

const file = stored as unknown as StoredWeights;

it('every weight is of a feature there is', () => {
  for (const name of [...Object.keys(file.line), ...Object.keys(file.keep)]) expect(lineFeatureNames).toContain(name);
  for (const name of [...Object.keys(file.up), ...Object.keys(file.down)]) expect(growFeatureNames).toContain(name);
  expect(() => weightsOf(file)).not.toThrow();
});

it('a weight of a feature that there is not is refused', () => {
  expect(() => weightsOf({ ...file, line: { ...file.line, 'phase of the moon': 1 } })).toThrow(/phase of the moon/);
  expect(() => weightsOf({ ...file, down: { 'lines to the failure': 1 } })).toThrow(/lines to the failure/);
});

it('names of features are unique, and so are those of atoms', () => {
  expect(new Set(lineFeatureNames).size).toBe(lineFeatureNames.length);
  expect(new Set(growFeatureNames).size).toBe(growFeatureNames.length);
  expect(new Set(atoms.map(({ name }) => name)).size).toBe(atoms.length);
  expect(atoms.length).toBeLessThanOrEqual(64);
});

it('says what it was trained on', () => {
  expect(file.version).toBe(1);
  expect(file.trainedOn.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(file.trainedOn.projects).toBeGreaterThan(30);
});

it('the corrected confidence rises with what is expected', () => {
  const points = file.calibration;
  const values = Array.from({ length: 101 }, (_, k) => calibrated(k / 100, points));
  for (let k = 1; k < values.length; k++) expect(values[k]).toBeGreaterThanOrEqual(values[k - 1] as number);
  expect(values[0]).toBeGreaterThan(0);
  expect(values[100]).toBeLessThan(1);
});
