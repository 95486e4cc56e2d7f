import { describe, expect, it } from 'vitest';
import { classify } from '#classify/classify';
import type { Capture } from '#probes/index';
import type { RecipeFiles } from '#probes/recipe-files/artifact';
import { captureScenario } from './corpus.ts';

const [head, base] = ['a'.repeat(40), 'b'.repeat(40)];
type Files = Readonly<Record<string, string>>;
const source = (from: 'head' | 'base', commit: string, files: Files): RecipeFiles['sources'][number] => ({
  from,
  place: 'https://git.example.net/recipe-maintainers/ghost',
  commit,
  files: Object.entries(files).map(([path, text]) => ({ path, lines: text.split('\n'), because: null })),
});
const withFiles = (capture: Capture, sources: RecipeFiles['sources']): Capture => ({
  ...capture,
  evidence: {
    ...capture.evidence,
    'recipe-files': { status: 'ok', artifact: { recipe: 'ghost', pr: 4, sources, unread: [] }, notes: [], ms: 1, bytes: 1 },
  },
});
const judged = async (scenario: string, before: Files | null, after: Files | null) =>
  classify(
    withFiles(await captureScenario(scenario), [
      ...(after ? [source('head', head, after)] : []),
      ...(before ? [source('base', base, before)] : []),
    ]),
  );
const stack = (images: Readonly<Record<string, string>>, more = ''): Files => ({
  'compose.yml': `services:\n${Object.entries(images)
    .map(([name, image]) => `  ${name}:\n    image: ${image}\n`)
    .join('')}${more}`,
});
const ghost = { app: 'ghost:99.1.0', db: 'mysql:8.0.35' };

describe('what the PR did not touch is no regression of the PR', () => {
  it('an image that base names as well is not there: the base is broken', async () => {
    const { verdict, findings } = await judged('image-missing', stack(ghost), stack({ ...ghost, db: 'mysql:8.4' }));
    expect(verdict).toMatchObject({
      outcome: 'red',
      label: 'base-broken',
      cause: 'recipe',
      reason: 'image-missing',
      confidence: 'certain',
    });
    expect(findings.filter(({ label }) => label === 'recipe-regression')).toEqual([]);
    const cite = findings[0]?.cites.find(({ probe }) => probe === 'recipe-files');
    expect(cite).toMatchObject({ place: { kind: 'file', path: 'compose.yml', line: 3 }, quote: 'base: ghost:99.1.0 (bbbbbbbb)' });
  });

  it('one that the PR brought in is its regression, and the change is cited', async () => {
    const { verdict, findings } = await judged('image-missing', stack({ ...ghost, app: 'ghost:5' }), stack(ghost));
    expect(verdict).toMatchObject({ label: 'recipe-regression', reason: 'image-missing', confidence: 'certain' });
    expect(findings[0]?.cites.at(-1)).toMatchObject({ probe: 'recipe-files', quote: 'the PR changes ghost:5 to ghost:99.1.0 (aaaaaaaa)' });
  });

  it.each<[string, Files | null, Files | null]>([
    ['the base was not read', null, stack(ghost)],
    ['the head was not read', stack(ghost), null],
    ['a file of the base is not there', { ...stack(ghost), '.env.sample': 'COMPOSE_FILE=compose.yml:compose.x.yml' }, stack(ghost)],
    ['the service is new', stack({ db: 'mysql:8.0.35' }), stack(ghost)],
  ])('nothing is decided where %s', async (_, before, after) => {
    const plain = classify(await captureScenario('image-missing'));
    const { verdict, recipe } = await judged('image-missing', before, after);
    expect(verdict).toEqual(plain.verdict);
    if (before === null || after === null || '.env.sample' in before) expect(recipe?.changes).toBeNull();
  });

  it('a crash of what was not touched, while something else was, is only likely', async () => {
    const before = { app: 'ghost:5.97.0-alpine', db: 'mysql:8.0.35' };
    expect((await judged('update-paused-crash', stack(before), stack({ ...before, db: 'mysql:8.4' }))).verdict).toMatchObject({
      ...{ label: 'recipe-regression', reason: 'crash', confidence: 'likely' },
    });
    expect((await judged('update-paused-crash', stack(before), stack(before))).verdict).toMatchObject({
      label: 'base-broken',
      reason: 'crash',
    });
  });

  it('labels of the deploy make no new task, secrets and configs do', async () => {
    const version = (text: string) => `    deploy: {labels: {"coop-cloud.x.version": "${text}"}}\n`;
    const of = (text: string) => stack({ db: 'mysql:8.0.35', app: 'ghost:99.1.0' }, version(text));
    expect((await judged('image-missing', of('1'), of('2'))).verdict.label).toBe('base-broken');
    const config = (name: string) =>
      stack(
        { db: 'mysql:8.0.35', app: 'ghost:99.1.0' },
        `    configs: [{source: conf, target: /c}]\nconfigs: {conf: {name: ${name}, file: c}}\n`,
      );
    expect((await judged('image-missing', config('conf_v1'), config('conf_v2'))).verdict.label).toBe('recipe-regression');
  });

  it('a version of a config that abra.sh raises is a change of the service', async () => {
    const files = (version: string): Files => ({
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the compose file
      ...stack(ghost, '    configs: [conf]\nconfigs: {conf: {name: "${STACK_NAME}_conf_${CONF_VERSION}", file: c}}\n'),
      'abra.sh': `export CONF_VERSION=${version}`,
    });
    const { recipe } = await judged('image-missing', files('v1'), files('v2'));
    expect(recipe?.changes).toMatchObject([
      { path: 'configs.conf.name', from: expect.stringMatching(/_conf_v1$/), to: expect.stringMatching(/_conf_v2$/) },
    ]);
  });

  it('a base deploy that fails before any update is the base, whatever the PR changes', async () => {
    const capture = await captureScenario('first-deploy-crash');
    const services = capture.evidence['swarm-services']?.status === 'ok' ? capture.evidence['swarm-services'].artifact.services : [];
    const plain = classify(capture);
    const failing = services.find(({ name }) => name === plain.verdict.service);
    const name = failing?.name.split('_').at(-1) ?? '';
    const image = failing?.image?.replace(/@.*/, '') ?? '';
    const at = (tag: string) => stack({ [name]: tag });
    const judge = (before: string, after: string) =>
      classify(withFiles(capture, [source('head', head, at(after)), source('base', base, at(before))])).verdict;
    expect(plain.verdict.label).toBe('recipe-regression');
    expect(judge(image, `${image}-new`)).toMatchObject({ label: 'base-broken', reason: plain.verdict.reason });
    expect(judge(`${image}-old`, image)).toMatchObject({ label: 'recipe-regression' });
  });

  it('the advice says that the PR itself turned the knob', async () => {
    const of = (period: string) => stack({ app: 'ghost:5.82.2-alpine', db: 'mysql:8.4.4' }, `    healthcheck: {start_period: ${period}}\n`);
    const { advice } = await judged('migration-paused-then-converges', of('15m'), of('6s'));
    expect(advice[0]).toMatchObject({ change: { file: 'compose.yml', from: '6s', to: '30s' } });
    expect(advice[0]?.summary).toContain('The PR itself changed it from 15m to 6s.');
  });

  it('of a build whose swarm is gone the image that its log names tells', async () => {
    const log = [
      '+ docker stack deploy -c compose.yml ghos-bdd2f3',
      'Creating service ghos-bdd2f3_app',
      'failed to resolve reference "docker.io/library/ghost:99.1.0": docker.io/library/ghost:99.1.0: not found',
    ];
    const ofLog = (before: string, after: string) =>
      classify(
        withFiles(
          {
            ...{ capturedAt: '2026-06-13T06:00:00.000Z', hosts: [] },
            target: { build: null, repo: null, stack: 'ghos-bdd2f3', proxyNetwork: 'proxy' },
            evidence: { 'ci-log': { status: 'ok', artifact: { lines: log }, notes: [], ms: 1, bytes: 1 } },
          },
          [source('head', head, stack({ app: after })), source('base', base, stack({ app: before }))],
        ),
      ).verdict;
    const image = 'docker.io/library/ghost:99.1.0';
    expect(ofLog(image, image)).toMatchObject({ label: 'base-broken', reason: 'image-missing' });
    expect(ofLog('ghost:5', image)).toMatchObject({ label: 'recipe-regression', reason: 'image-missing' });
    expect(ofLog(image, 'ghost:100')).toMatchObject({ label: 'base-broken', reason: 'image-missing' });
  });
});
