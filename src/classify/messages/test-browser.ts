import { defineMessages } from './message.ts';

/** How a browser, a worker or a time limit ends a test. */
export const testBrowserMessages = defineMessages(
  ['ci'],
  [
    {
      id: 'playwright-closed',
      kind: 'test-environment:browser',
      source:
        'microsoft/playwright packages/playwright-core/src/client/errors.ts:36 @v1.62.1; the others are the words of older Playwright and of Puppeteer',
      pattern:
        /\bTarget (?:page, context or browser has been closed|closed|crashed)\b|\bBrowser (?:has been )?closed unexpectedly\b|\bbrowser has disconnected\b/i,
      suggests: ['the test was out of time', 'the browser ran out of memory'],
      examples: ['Error: page.click: Target page, context or browser has been closed', 'Protocol error (Page.navigate): Target closed'],
    },
    {
      id: 'browser-crashed',
      kind: 'test-environment:browser',
      source:
        'microsoft/playwright packages/playwright-core/src/client/page.ts:510 and server/chromium/crConnection.ts:129 @v1.62.1; the others are said by Chromium and chromedriver',
      pattern:
        /\bPage crashed!?(?:$|\s)|\bGPU process isn't usable\b|\bsession deleted because of page crash\b|\bchrome not reachable\b|\btab crashed\b/,
      proves: 'The browser of the test crashed.',
      suggests: ['no memory left', '/dev/shm too small'],
      examples: [
        'Error: page.goto: Page crashed',
        'unknown error: session deleted because of page crash',
        'WebDriverException: Message: tab crashed',
      ],
    },
    {
      id: 'puppeteer-launch',
      kind: 'test-environment:browser',
      source:
        'puppeteer/puppeteer packages/browsers/src/launch.ts @02da11ade142 ("Failed to launch the browser process: Code: 1"; a "!" after it in older ones), packages/puppeteer-core/src/node/BrowserLauncher.ts @02691774ce03 (rev. for Firefox); microsoft/playwright packages/playwright-core/src/server/browserType.ts:272 @v1.62.1',
      pattern:
        /\bFailed to launch the browser process\b|\bCould not find (?:Chrome|Chromium|Firefox) \((?:ver|rev)\. (?<version>[^\s)]{1,40})\)|\bbrowserType\.launch: (?!Executable|Host system)[^\n]{1,200}/,
      proves: 'The browser of the test did not start.',
      examples: [
        'Error: Failed to launch the browser process: Code: 127',
        'Error: Could not find Firefox (rev. stable_129.0).',
        'Error: Failed to launch the browser process!',
        'Error: Could not find Chrome (ver. 127.0.6533.88).',
        'browserType.launch: Failed to launch: Error: spawn EACCES',
      ],
    },
    {
      id: 'selenium-session',
      kind: 'test-environment:browser',
      source:
        'SeleniumHQ/selenium py/selenium/webdriver/common/driver_finder.py @06ff31468241 (NoSuchDriverException: Unable to obtain driver for …); "executable needs to be in PATH" py/selenium/webdriver/common/service.py up to 4.8; chromedriver says the others',
      pattern:
        /\bsession not created: |\bSessionNotCreatedException\b(?!: Message: session not created)|\bDevToolsActivePort file doesn't exist\b|\b(?:chromedriver|geckodriver)' executable needs to be in PATH\b|\bNoSuchDriverException\b|\bUnable to (?:locate or )?obtain driver for (?<browser>\w{1,20})\b/,
      proves: 'The browser of the test did not start.',
      fault: ['harness', 'infra'],
      examples: [
        'Message: Unable to obtain driver for chrome; the words after it',
        'session not created: This version of ChromeDriver only supports Chrome version 114',
        "unknown error: DevToolsActivePort file doesn't exist",
        "WebDriverException: Message: 'chromedriver' executable needs to be in PATH.",
      ],
    },
    {
      id: 'cypress-start',
      kind: 'test-environment:browser',
      source:
        'cypress-io/cypress cli/lib/errors.ts @02d34226335e, packages/errors/src/errors.ts @00231ddf7de1 ("failed to verify that your server is running")',
      pattern:
        /\bCypress failed to start\b|\bThe cypress npm package is installed, but the Cypress binary is missing\b|\bNo version of Cypress is installed in: |\bYour system is missing the dependency: (?<dependency>\S{1,40})|\bWe detected that the \w{1,20} Renderer process just crashed\b|\bThe Test Runner unexpectedly exited via\b|\bCypress (?:could not verify that this server|failed to verify that your server) is running\b/,
      proves: 'Cypress did not run its tests.',
      suggests: ['its binary is missing', 'its browser crashed', 'the site did not answer'],
      fault: ['harness', 'infra', 'recipe'],
      examples: [
        'Cypress failed to verify that your server is running.',
        'No version of Cypress is installed in: /root/.cache/Cypress/13.6.0/Cypress',
        'Cypress failed to start.',
        'The cypress npm package is installed, but the Cypress binary is missing.',
        'We detected that the Chrome Renderer process just crashed.',
        'Your system is missing the dependency: Xvfb',
      ],
    },
    {
      id: 'display-missing',
      kind: 'test-environment:browser',
      source:
        'chromium/chromium ui/ozone/platform/x11 and the X libraries, not looked up line by line; microsoft/playwright packages/playwright-core/src/server/browserType.ts:46 @v1.62.1 knows it',
      pattern: /\bMissing X server or \$DISPLAY\b|\bcannot open display\b|\bUnable to open X display\b/,
      proves: 'A program with windows was run without a display.',
      fault: ['harness'],
      examples: ['[ERROR:ozone_platform_x11.cc(245)] Missing X server or $DISPLAY'],
    },
    {
      id: 'xdist-worker',
      kind: 'test-environment:worker',
      source: 'pytest-dev/pytest-xdist src/xdist/dsession.py:443 and :559 @v3.8.0',
      pattern: /\[(?<worker>gw\d{1,4})\] node down: |\bworker '(?<name>gw\d{1,4})' crashed while running '(?<test>[^']{1,300})'/,
      proves: 'A worker of the test run died.',
      suggests: ['no memory left', 'the test killed it'],
      examples: ['[gw0] node down: Not properly terminated', "worker 'gw0' crashed while running 'tests/test_x.py::test_y'"],
    },
    {
      id: 'jest-worker',
      kind: 'test-environment:worker',
      source:
        'jestjs/jest packages/jest-worker/src/workers/ChildProcessWorker.ts:418 and NodeThreadsWorker.ts:145 @v30.4.2, ChildProcessWorker.ts:135 @v26.0.0',
      pattern:
        /\bA (?:jest )?worker process \(pid=\d{1,9}\) was terminated by another process: signal=(?<signal>\w{1,12})|\bjest-worker: Call retries were exceeded\b|\bCall retries were exceeded\b/,
      proves: 'A worker of the test run died.',
      suggests: ['no memory left'],
      examples: [
        'A jest worker process (pid=1234) was terminated by another process: signal=SIGKILL, exitCode=null.',
        'Call retries were exceeded',
      ],
    },
    {
      id: 'js-worker-exit',
      kind: 'test-environment:worker',
      source:
        'vitest-dev/vitest packages/vitest/src/node/pools/pool.ts:112, :120, :127 and poolRunner.ts:370 @v4.1.11; tinylibs/tinypool src/runtime/process-worker.ts:49 @v2.1.0; microsoft/playwright packages/playwright/src/runner/dispatcher.ts:575 @v1.62.1; ERR_WORKER_OUT_OF_MEMORY: nodejs/node',
      pattern:
        /\b[Ww]orker (?:process )?exited unexpectedly\b|\[vitest-pool\]: (?:Worker \S{1,20} emitted error|Unexpected call|Failed to start|Timeout starting)|\bERR_WORKER_OUT_OF_MEMORY\b/,
      proves: 'A worker of the test run died.',
      suggests: ['no memory left'],
      examples: [
        'Error: [vitest-pool]: Timeout starting forks runner.',
        'Error: worker process exited unexpectedly (code=null, signal=SIGKILL)',
        'Error: Worker exited unexpectedly',
        'Error [ERR_WORKER_OUT_OF_MEMORY]: Worker terminated due to reaching memory limit: JS heap out of memory',
      ],
    },
    {
      id: 'python-pool-broken',
      kind: 'test-environment:worker',
      source: 'python/cpython Lib/concurrent/futures, line 481 of its module for processes @3.13.0',
      pattern: /\bBrokenProcessPool\b|\bA process in the process pool was terminated abruptly\b/,
      proves: 'A worker process died.',
      suggests: ['no memory left'],
      examples: ['BrokenProcessPool: A process in the process pool was terminated abruptly while the future was running or pending.'],
    },
    {
      id: 'pytest-timeout',
      kind: 'test-environment:timeout',
      source: 'pytest-dev/pytest-timeout pytest_timeout.py:24 @2.5.0, :498 ("Timeout >5.0s") @2.3.1, :375 @1.4.2',
      pattern: /\bFailed: Timeout (?:\(>?|>)(?<time>[\d.]{1,12})s/,
      proves: 'A test took longer than allowed.',
      examples: ['E   Failed: Timeout >300.0s', 'Failed: Timeout (>300.0s) from pytest-timeout.'],
    },
    {
      id: 'subprocess-timeout',
      kind: 'test-environment:timeout',
      source: 'python/cpython Lib/subprocess.py:183 @3.13.0',
      pattern: /\bsubprocess\.TimeoutExpired: Command (?<command>[^\n]{1,400}) timed out after (?<time>[\d.]{1,12}) seconds\b/,
      proves: 'A command took longer than its caller allows.',
      examples: ["subprocess.TimeoutExpired: Command '['abra', 'app', 'deploy']' timed out after 1200 seconds"],
    },
    {
      id: 'js-test-timeout',
      kind: 'test-environment:timeout',
      source:
        'jestjs/jest packages/jest-circus/src/utils.ts:182 @v30.4.2, packages/jest-jasmine2/src/queueRunner.ts:74 @v26.0.0; vitest-dev/vitest packages/runner/src/context.ts:249 @v4.1.11, :66 @v1.0.0; mochajs/mocha lib/runnable.js:427 @v11.8.0; microsoft/playwright packages/playwright/src/worker/timeoutManager.ts:180 and :182 @v1.62.1',
      pattern:
        /\b(?:Exceeded timeout of (?<jest>\d{1,9}) ms for a (?:test|hook)|Async callback was not invoked within the (?<jasmine>[\w.]{1,12}) timeout|Test timed out in (?<vitest>\d{1,9})ms|Hook timed out in \d{1,9}ms|Timeout of (?<mocha>\d{1,9})ms exceeded|Test timeout of (?<playwright>\d{1,9})ms exceeded|Tearing down "[^"\n]{1,120}" exceeded the test timeout of \d{1,9}ms)/,
      proves: 'A test took longer than allowed.',
      examples: [
        'Timeout - Async callback was not invoked within the 5000ms timeout specified by jest.setTimeout.',
        'Tearing down "context" exceeded the test timeout of 30000ms.',
        'thrown: "Exceeded timeout of 5000 ms for a test.',
        'Error: Test timed out in 5000ms.',
        'Error: Timeout of 2000ms exceeded. For async tests and hooks, ensure "done()" is called',
        'Test timeout of 30000ms exceeded.',
      ],
    },
    {
      id: 'playwright-timeout',
      kind: 'test-environment:timeout',
      source:
        'microsoft/playwright packages/playwright-core/src/server/progress.ts:135 and packages/playwright/src/matchers/matchers.ts:548 @v1.62.1; "Timed out … waiting for" packages/playwright/src/matchers/matcherHint.ts:29 @v1.50.0 to v1.54 ("Timeout: 5000ms" on a line of its own since)',
      pattern:
        /\b(?:TimeoutError: )?(?<call>(?:page|locator|frame|frameLocator|browserContext|browser|elementHandle|apiRequestContext|browserType|expect)\.\w{1,40}): Timeout (?<time>\d{1,9})ms exceeded\b|\bTimed out (?<wait>\d{1,9})ms waiting for expect\(|\bTimeout (?<poll>\d{1,9})ms exceeded while waiting on the predicate\b/,
      suggests: ['goto: the site is down or slow', 'locator: the page differs from what the test expects'],
      examples: [
        'Error: apiRequestContext.get: Timeout 30000ms exceeded.',
        'Error: Timeout 5000ms exceeded while waiting on the predicate',
        'TimeoutError: page.goto: Timeout 30000ms exceeded.',
        'Error: locator.click: Timeout 30000ms exceeded.',
      ],
    },
    {
      id: 'go-test-timeout',
      kind: 'test-environment:timeout',
      source: 'golang/go src/testing/testing.go:2802 @go1.26.8',
      pattern: /\bpanic: test timed out after (?<time>\S{1,20})/,
      proves: 'The Go tests of a package took longer than allowed.',
      examples: ['panic: test timed out after 10m0s'],
    },
    {
      id: 'python-timeout',
      kind: 'test-environment:timeout',
      source:
        'psf/requests src/requests/exceptions.py:82, :91, :98 @v2.34.2; encode/httpx httpx/_exceptions.py:140 to :158 @0.28.1; SeleniumHQ/selenium py/selenium/common/exceptions.py (the class); measured form: Python prints the full name of the class',
      pattern:
        /\b(?:requests\.exceptions\.(?:ReadTimeout|ConnectTimeout|Timeout)|httpx\.(?:ReadTimeout|ConnectTimeout|PoolTimeout)|selenium\.common\.exceptions\.TimeoutException|asyncio\.(?:exceptions\.)?TimeoutError|playwright\._impl\.\w{1,20}\.TimeoutError)\b/,
      suggests: ['the site is slow or hangs', 'the host is busy'],
      examples: [
        "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='x', port=443): Read timed out. (read timeout=10)",
        'selenium.common.exceptions.TimeoutException: Message: ',
      ],
    },
    {
      id: 'cypress-timeout',
      kind: 'test-environment:timeout',
      outer: true,
      source: 'cypress-io/cypress packages/driver/src/cypress/error_messages (retry_timed_out; "timed out waiting")',
      pattern: /(?:\bTimed out retrying after|`cy\.\w{1,40}\(\)` timed out waiting) [^\n]{0,40}/,
      suggests: ['the site is slow', 'the page differs from what the test expects'],
      examples: [
        'CypressError: `cy.visit()` timed out waiting `60000ms` for your remote page to load.',
        'Timed out retrying after 4000ms: expected true to be false',
      ],
    },
  ],
);
