import { expect, it } from 'vitest';
import { configNames } from '../../../src/transport/docker/config-names.ts';

const secret = Buffer.from('db_password=hunter2').toString('base64');
const config = {
  ID: 'a',
  Version: { Index: 1 },
  CreatedAt: 'x',
  Spec: { Name: 'app_conf', Labels: { k: 'v' }, Data: secret, Templating: { Options: { deep: secret } } },
};

it('only names, times and labels of configs come through', () => {
  const read = configNames(Buffer.from(JSON.stringify([config, { Spec: null }, null, 'odd'])));
  expect(JSON.stringify(read)).not.toContain(secret);
  expect(read).toMatchObject([{ ID: 'a', Spec: { Name: 'app_conf', Labels: { k: 'v' } } }, {}, {}, {}]);
});

it('an answer that cannot be read is not quoted', () => {
  for (const body of [`{"Data":"${secret}`, `{"Data":"${secret}"}`, `${secret}`])
    expect(() => configNames(Buffer.from(body))).toThrow(/^the answer to \/configs (cannot be read|is no list)$/);
});
