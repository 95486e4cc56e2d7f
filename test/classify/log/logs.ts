/** Small logs made up for these tests. */

/** Steps of a CI that went well: what a failing command is surrounded by. */
const quiet = (count: number): string[] => Array.from({ length: count }, (_, k) => `Downloading package-${k} 1.${k}.0 (${k * 7 + 3} kB)`);

export const pytestLog: readonly string[] = [
  '+ pip install -r requirements.txt',
  ...quiet(30),
  'Successfully installed demo-1.0',
  '+ pytest -q',
  'tests/test_cart.py ....F..                                               [ 70%]',
  'tests/test_user.py ...                                                   [100%]',
  '',
  '=================================== FAILURES ===================================',
  '_________________________________ test_total ___________________________________',
  '',
  '    def test_total():',
  '        cart = Cart([Item(2), Item(3)])',
  '>       assert cart.total() == 6',
  'E       assert 5 == 6',
  'E        +  where 5 = total()',
  '',
  'tests/test_cart.py:14: AssertionError',
  '=========================== short test summary info ============================',
  'FAILED tests/test_cart.py::test_total - assert 5 == 6',
  '1 failed, 9 passed in 0.41s',
];

export const compilerLog: readonly string[] = [
  'travis_fold:start:install\r\x1b[0K$ make deps',
  ...quiet(40),
  'travis_fold:end:install\r\x1b[0K',
  '\x1b[0m$ make',
  'gcc -O2 -Wall -c src/main.c -o build/main.o',
  'gcc -O2 -Wall -c src/parse.c -o build/parse.o',
  'src/parse.c: In function ‘parse’:',
  'src/parse.c:41:12: error: ‘lenght’ undeclared (first use in this function)',
  '   41 |   return lenght;',
  '      |          ^~~~~~',
  'src/parse.c:41:12: note: each undeclared identifier is reported only once for each function it appears in',
  'make: *** [Makefile:12: build/parse.o] Error 1',
  '\x1b[31;1mThe command "make" exited with 2.\x1b[0m',
  '$ cat error.log',
  'Done. Your build exited with 1.',
];

export const actionsLog: readonly string[] = [
  '2026-03-01T10:00:00.0000001Z ##[group]Run actions/checkout@v4',
  '2026-03-01T10:00:00.1000001Z with:',
  '2026-03-01T10:00:00.2000001Z ##[endgroup]',
  ...quiet(20).map((line) => `2026-03-01T10:00:01.0000001Z ${line}`),
  '2026-03-01T10:00:02.0000001Z ##[group]Run npm run build',
  '2026-03-01T10:00:02.1000001Z ##[endgroup]',
  '2026-03-01T10:00:03.0000001Z > shop@1.0.0 build',
  '2026-03-01T10:00:03.1000001Z > tsc -p .',
  "2026-03-01T10:00:09.0000001Z src/cart.ts(12,7): error TS2322: Type 'string' is not assignable to type 'number'.",
  '2026-03-01T10:00:09.1000001Z npm ERR! code ELIFECYCLE',
  '2026-03-01T10:00:09.2000001Z npm ERR! errno 2',
  '2026-03-01T10:00:09.3000001Z ##[error]Process completed with exit code 2.',
  '2026-03-01T10:00:10.0000001Z Post job cleanup.',
];
