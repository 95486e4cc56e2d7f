/**
 * The yes/no shapes of one line. A row is its name, its group, the pattern, and what must be there before the pattern is tried:
 * one of these words, or one of these characters, or one of these as the first character that is no blank; and all of `needs`.
 * A line has at most `longestLine` characters here, so that a gap of 300 takes all of it; every pattern is linear in any text.
 */
export interface Atom {
  readonly name: string;
  readonly group: 'words' | 'noise' | 'shape' | 'consequence' | 'text';
  readonly pattern: RegExp;
  readonly words?: string;
  readonly chars?: string;
  readonly first?: string;
  readonly needs?: readonly Need[];
}

/** What a line must hold at least once. `four words` are four runs of letters with single blanks after each. */
export type Need = 'digit' | 'dot' | 'error name' | 'four words';

const failWords = 'fail failed failure failures failing fails';
const errorWords = 'error errors';

export const atoms: readonly Atom[] = [
  { name: 'error', group: 'words', words: errorWords, pattern: /\berrors?\b/i },
  { name: 'fail', group: 'words', words: failWords, pattern: /\bfail(?:ed|ure|ures|ing|s)?\b/i },
  {
    name: 'exceptionName',
    needs: ['error name'],
    group: 'words',
    chars: 'EF',
    pattern: /\b[A-Z]\w*(?:Error|Exception|Failure|Fault)\b|\b(?:Error|Exception)\b(?=[:(])/,
  },
  {
    name: 'fatal',
    group: 'words',
    words:
      'fatal fata panic panicked traceback segfault segmentation core killed abort aborted aborting sigsegv sigabrt sigkill sigterm memory unhandled uncaught',
    pattern:
      /\b(?:fatal|FATA|panic(?:ked)?|traceback|segfault|segmentation fault|core dumped|killed|abort(?:ed|ing)?|SIG(?:SEGV|ABRT|KILL|TERM)|out of memory|unhandled|uncaught)\b/i,
  },
  {
    name: 'assertion',
    group: 'words',
    words: 'assert assertion assertionerror xctassert xctasserttrue xctassertequal xctassertnil',
    pattern: /\bassert(?:ion|ionerror)?\b|AssertionError|XCTAssert/i,
  },
  {
    name: 'cannot',
    group: 'words',
    words: 'cannot can could couldn unable failed did does doesn not',
    pattern:
      /\b(?:cannot|can't|can not|could not|couldn't|unable to|failed to|did not|does not|doesn't|not (?:allowed|permitted|supported|valid|recognized|installed|available|defined|declared))\b/i,
  },
  {
    name: 'notFound',
    group: 'words',
    words: 'not no missing undefined unresolved unknown exist invalid illegal unrecognized unbound undeclared',
    pattern:
      /\b(?:not found|no such|missing|undefined|unresolved|unknown|does not exist|invalid|illegal|unrecognized|not defined|unbound|undeclared|no (?:matching|module|rule|package|member))\b/i,
  },
  {
    name: 'expectation',
    group: 'words',
    words: 'expected actual unexpected but got should to mismatch differ differs different',
    pattern:
      /\b(?:expected|actual|unexpected|but (?:was|got)|got:|should (?:be|have|equal|not|return)|to (?:equal|be|match|have)|mismatch|differ(?:s|ent)?)\b/i,
  },
  {
    name: 'network',
    group: 'words',
    words: 'timed timeout refused denied unreachable reset resolve certificate disconnected rate exceeded time out 503 502 500 404 403',
    pattern:
      /\b(?:timed? ?out|timeout|refused|denied|unreachable|reset by peer|could not resolve|certificate|disconnected|503|502|500|404|403|rate limit|exceeded)\b/i,
  },
  {
    name: 'conflict',
    group: 'words',
    words:
      'conflict incompatible violation outdated exceed too longer line unused duplicate already redeclar ambiguous unsatisf broken bad wrong corrupt',
    pattern:
      /\b(?:conflict|incompatible|violation|outdated|exceed|too (?:long|many|large|old)|line longer|unused|duplicate|already (?:exists|in use)|redeclar|ambiguous|unsatisf|broken|bad|wrong|corrupt)\b/i,
  },
  {
    name: 'warning',
    group: 'noise',
    words: 'warn warning warnings deprecated deprecation deprecat deprecations deprecationwarning',
    pattern: /\bwarn(?:ing|ings)?\b|deprecat/i,
  },
  {
    name: 'okWord',
    group: 'noise',
    words: 'ok pass passed passing success successful successfully done succeeded up-to-date date',
    chars: '✓✔√',
    pattern: /✓|✔|√|\b(?:ok|OK|PASS|PASSED|passed|passing|success(?:ful(?:ly)?)?|SUCCESS|done|SUCCEEDED|succeeded|up-to-date)\b/,
  },
  {
    name: 'zeroFailures',
    group: 'noise',
    words: '0 no zero',
    pattern: /\b(?:0|no|zero) (?:errors?|fail(?:ed|ures?|ing)|problems|offen[cs]es|broken)\b|\b(?:fail(?:ed|ures?)|errors?) ?[:=] ?0\b/i,
  },
  {
    name: 'ignored',
    group: 'noise',
    words: 'ignored ignoring retry retrying skipped skipping optional allow non continuing disabled true if fallback xfail todo skip',
    pattern:
      /\b(?:ignor(?:ed|ing)|retry(?:ing)?|skipp(?:ed|ing)|optional|allow_fail|non-fatal|continuing|disabled|if .{0,40} fails?|fallback|xfail|TODO|SKIP)\b|\|\| true/i,
  },
  {
    name: 'progress',
    group: 'noise',
    words:
      'get hit ign fetched selecting preparing unpacking setting processing downloading downloaded installing installed fetching collecting compiling requirement using cloning receiving resolving remote extracting updating checking pulling adding removing copying building linking loading reading running starting finished progress discovered cc cxx ld ar kb mb gb b kib mib gib',
    chars: '%',
    pattern:
      /\d{1,3}(?:\.\d+)? ?%|\b\d+(?:\.\d+)? ?[kKMG]i?B(?:\/s)?\b|^\s*(?:Get|Hit|Ign|Fetched|Selecting|Preparing|Unpacking|Setting up|Processing|Downloading|Downloaded|Installing|Installed|Fetching|Collecting|Compiling|Requirement already|Using|Cloning|Receiving|Resolving|remote:|Extracting|Updating|Checking|Pulling|Adding|Removing|Copying|Building|Linking|Loading|Reading|Running|Starting|Finished|Progress|Discovered|CC|CXX|LD|AR)\b/,
  },
  {
    name: 'infoLevel',
    group: 'noise',
    words: 'info debug trace notice npm',
    pattern: /^\s*(?:\S+ )?\[?(?:INFO|DEBUG|TRACE|NOTICE)\b\]?|^npm (?:http|info|verb|WARN)|\b(?:debug):/,
  },
  { name: 'echo', group: 'noise', chars: '$+>%#', pattern: /^\s*(?:\$|\+{1,3}|>{1,3}|%|#) \S|^\S[^\s@]*@\S[^\s:]*:.*\$ |^\s*> \S+@\S+ / },
  {
    name: 'compilerCall',
    group: 'noise',
    words: 'gcc cc clang g c ld ar javac sh libtool rustc go cmake echo export cd mkdir rm cp',
    chars: '-',
    pattern:
      /^\s*(?:g?cc|clang|g\+\+|c\+\+|ld|ar|javac|\/bin\/sh|libtool|gcc-\d|rustc|go build|cmake|echo|export|cd|mkdir|rm|cp)\s+[-/\w]|(?:\s-[IDLWfO]\S+){3}/i,
  },
  {
    name: 'diagnostic',
    group: 'shape',
    words: 'error errors fatal e',
    pattern:
      /:\s?(?:fatal |internal compiler |syntax |Parse )?(?:error|ERROR|Error)\b ?(?:[A-Z]{1,4}\d{2,6})?:?|\berror(?:\[E\d+\])?:|^\s*(?:fatal|FATAL|ERROR|Error|E:|E ) ?:?/,
  },
  {
    name: 'errorFirst',
    group: 'shape',
    words: `error fatal severe critical fata erro ${failWords}`,
    pattern: /^\s*(?:\[?(?:error|ERROR|Error|fatal|FATAL|FAIL|FAILED|Failed|failure|Failure|FAILURE|SEVERE|CRITICAL|FATA|ERRO)\]?)\b/,
  },
  { name: 'errorGutter', group: 'shape', first: 'E*!', pattern: /^E\s{2,}\S|^\s*\*\* \(|^!{1,3} |^\*\*\* / },
  {
    name: 'exceptionStart',
    group: 'shape',
    chars: ':(',
    first: 'CTUE',
    pattern:
      /^\s*(?:[\w$]+\.){0,12}[A-Z]\w*(?:Error|Exception|Failure)\b\s*[:(]|^Caused by|^Exception in|^Traceback|^Unhandled|^Uncaught|^thread .* panicked|^panic:|^goroutine /,
  },
  {
    name: 'fileLine',
    needs: ['digit', 'dot'],
    group: 'shape',
    chars: '.',
    pattern:
      /(?:^|[\s"'([@])(?:[A-Za-z]:)?[\w@+./\\~-]{0,300}\w\.[A-Za-z]\w{0,9}(?::\d+(?::\d+)?|\(\d+(?:,\d+)?\)|, ?line \d+|" line \d+|", line \d+)/,
  },
  {
    name: 'fileLineFirst',
    needs: ['digit', 'dot'],
    group: 'shape',
    chars: '.',
    pattern: /^\s*(?:\[\w+\] )?(?:[A-Za-z]:)?[\w@+./\\~-]*\w\.[A-Za-z]\w{0,9}(?::\d+|\(\d+)/,
  },
  { name: 'lineNumber', needs: ['digit'], group: 'shape', chars: '0123456789', pattern: /\bline:? ?\d+\b|\bL\d+:|\b\d+:\d+\b/i },
  {
    name: 'frame',
    group: 'shape',
    pattern:
      /^\s*(?:at\s+\S|from \S+:\d+|File ".*", line|#\d+\s+(?:0x)?\S|\d+: 0x|in \S+ at|\S+:\d+:in [`'])|^\s+\S+\.\w+:\d+(?::in|: in|\b.{0,300}\(|$)|^\s*\.\.\. \d+ more|^\t\S+\.go:\d+|^\s+\(\w+\) \S+\.exs?:\d+/,
    chars: 'a.:#f(',
  },
  { name: 'caret', group: 'shape', chars: '^~|>', pattern: /^\s*(?:\[\w+\]\s*)?(?:\|\s*)?[\^~]+[-\w\s]*$|^\s*-->|^\s*(?:\d+\s*)?\|/ },
  { name: 'numbered', group: 'shape', chars: ')', pattern: /^\s{0,4}\d{1,3}\)\s+\S/ },
  {
    name: 'bullet',
    group: 'shape',
    first: '●✖✗✘×❌✕•[-',
    pattern: /^\s*(?:●|✖|✗|✘|×|❌|✕|•|\[-\]|\[x\]|\[FAIL\]|- \[ \])/,
  },
  {
    name: 'failureHeading',
    group: 'shape',
    words: `${failWords} ${errorWords} problems problem issues issue was were`,
    pattern:
      /^\W{2,}.{0,60}\b(?:fail(?:ed|ures?)?|errors?)\b.{0,60}\W{2,}$|^\s*(?:failures?|failed (?:tests?|examples?|scenarios)|errors?|problems?|issues?(?: :-\()?)\s*(?::\s*)?$|There (?:was|were) \d+/i,
  },
  {
    name: 'testFailed',
    group: 'shape',
    words: 'fail failed failure not error',
    pattern: /--- FAIL|^\s*not ok\b|^\s*FAIL(?:ED)?[\s:]|\bFAILED\b|\[\s*FAILED?\s*\]|<<< (?:FAILURE|ERROR)|\bFAIL\b|\bFAILURE\b/,
  },
  {
    name: 'difference',
    group: 'shape',
    words: 'expected actual got received diff',
    first: '-+@',
    pattern: /^\s*[-+]\s*\S|^\s*(?:Expected|Actual|expected|actual|got|Received|Diff)\b|^@@ /,
  },
  {
    name: 'failureCount',
    needs: ['digit'],
    group: 'shape',
    words: `${failWords} ${errorWords} problem problems offences offenses offence offense broken examples tests total`,
    pattern:
      /(?<![\w.:/-])[1-9]\d* (?:\w+ )?(?:failed|failing|failures?|errors?|problems?|offen[cs]es?|broken|examples?, \d+ fail)|\b(?:failed|failures?|errors?) ?[:=]? ?[1-9]|\b(?:tests run|total):? ?\d+/i,
  },
  {
    name: 'make',
    group: 'consequence',
    words: 'make recipe ninja gmake makefile entering leaving',
    pattern: /make(?:\[\d+\])?: \*\*\*|recipe for target|ninja: build stopped|gmake|Makefile:\d+|Entering directory|Leaving directory/,
  },
  {
    name: 'npmError',
    group: 'consequence',
    words: 'npm elifecycle error lerna info',
    pattern: /^npm ERR!|^npm error|ELIFECYCLE|error Command failed|lerna ERR!|info Visit https:\/\/yarnpkg/,
  },
  {
    name: 'exitStatus',
    group: 'consequence',
    words: 'exit exited return returned exitcode non nonzero command process status code',
    pattern:
      /\bexit(?:ed)?(?: with)?(?: a)?(?: non-?zero)?(?: error)?(?: code| status)? ?:? ?[1-9]\d*\b|return(?:ed)?(?: a)? non-?zero|non-?zero (?:exit|code|status)|command .{0,80} failed|process .{0,60}(?:failed|completed with exit)|exitcode '[1-9]/i,
  },
  {
    name: 'buildFailed',
    group: 'consequence',
    words: `${failWords} compile aborted aborting stopped exited`,
    pattern:
      /\bbuild fail(?:ed|ure)|tests? fail(?:ed|ures?)\b.{0,10}$|compilation failed|could not compile|rake aborted|task .{0,40} failed|execution failed|aborting due to|BUILD STOPPED|job failed|there (?:were|was) (?:test )?fail|your build exited/i,
  },
  {
    name: 'advice',
    group: 'consequence',
    words: 're rerun run help information details see complete report please stacktrace trace try hint note debug verbose x cwiki',
    pattern:
      /re-?run|\[help \d\]|for more (?:information|details)|see (?:the |above|also|full)|complete log|report (?:this|a bug)|please|--stacktrace|--trace\b|run with|try (?:running|`|-)|hint|help:|note:|--debug|--verbose|-X switch|http:\/\/cwiki/i,
  },
  { name: 'dots', group: 'text', chars: '.FEsSx*', pattern: /^[.FEs*SxX\s]{6,}$|[.]{15,}/ },
  { name: 'url', group: 'text', words: 'http https', pattern: /https?:\/\// },
  { name: 'quoted', group: 'text', chars: '`\'"‘“', pattern: /`[^`]+['`]|'[^']+'|"[^"]+"|‘[^’]{1,300}’|“[^”]{1,300}”/ },
  { name: 'endsWithColon', group: 'text', chars: ':', pattern: /:\s*$/ },
  { name: 'endsWithStop', group: 'text', chars: '.!', pattern: /[.!]\s*$/ },
  { name: 'capitalFirst', group: 'text', first: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', pattern: /^\s*[A-Z]/ },
  { name: 'indented', group: 'text', chars: ' \t', pattern: /^\s{2,}|^\t/ },
  { name: 'rule', group: 'text', first: '=-_*#~', pattern: /^\s*[=\-_*#~]{5,}/ },
  { name: 'keyValue', group: 'text', chars: '=:', pattern: /^\s*[\w.-]+\s?[=:]\s?\S+\s*$/ },
  { name: 'path', group: 'text', chars: '/', pattern: /(?:^|\s)\/(?:home|Users|usr|tmp|var|opt|builds?|drone|root)\// },
  { name: 'sentence', needs: ['four words'], group: 'text', chars: ' ', pattern: /[A-Za-z'] [A-Za-z']+ [A-Za-z']+ [A-Za-z']+ / },
  { name: 'version', needs: ['digit', 'dot'], group: 'text', chars: '.', pattern: /\b\d+\.\d+\.\d+\b/ },
  {
    name: 'code',
    group: 'text',
    chars: ';{}(=',
    pattern: /[;{}]\s*$|\b(?:def|function|return|const|let|var|import|class|if)\b.{0,300}[({;:=]/,
  },
  {
    name: 'duration',
    needs: ['digit'],
    group: 'text',
    chars: '0123456789',
    pattern: /\(?\b\d+(?:\.\d+)? ?(?:ms|s|sec|seconds?|m)\b\)?\s*$/i,
  },
  {
    name: 'causedBy',
    group: 'shape',
    words: 'caused cause reason because',
    pattern: /\bcaused by\b|\broot cause\b|\breason:|\bbecause\b/i,
  },
  {
    name: 'noSuchCommand',
    group: 'shape',
    words: 'found such exist located denied',
    pattern: /command not found|: not found\s*$|no such file or directory|cannot be located|does not exist|permission denied/i,
  },
  {
    name: 'lintCode',
    group: 'shape',
    chars: '0123456789/)]-',
    pattern:
      /\b[A-Z]{1,4}\d{3,5}\b|\s[a-z@]+[-/][a-z@-]+(?:\/[a-z@-]+){0,3}\s*$|\[[a-zA-Z][\w/-]+\]\s*$|\([a-z][\w-]+\)\s*$|\b[A-Z][a-z]+\/[A-Z]\w+:/,
  },
  {
    name: 'shellSource',
    group: 'noise',
    words: 'if then fi else elif do done for while case esac echo exit',
    pattern: /^\s*(?:if|elif|while|for) .*(?:;|\bthen\b|\bdo\b)|^\s*(?:then|fi|else|do|done|esac)\s*(?:;\s*)?$|\becho ["']|\bexit [$1-9]/,
  },
  {
    name: 'upload',
    group: 'noise',
    words: 'upload uploading uploaded artifact artifacts coverage saved storing cache report reports written codecov coveralls',
    pattern:
      /\bupload(?:ing|ed)?\b|\bartifacts?\b|\bsaved (?:to|in)\b|\bstoring\b|\breports? (?:at|in|to|written)\b|codecov|coveralls|\bcache\b/i,
  },
  {
    name: 'infoTag',
    group: 'noise',
    words: 'info debug notice',
    pattern: /^\s*(?:\S+ )?\[?(?:info|debug|notice)\b\]?|\binfo:/,
  },
  { name: 'summary', group: 'consequence', words: 'summary results', pattern: /\bsummary\b|\bresults?\s*(?::\s*)?$/i },
  { name: 'comment', group: 'noise', first: '#', pattern: /^\s*#/ },
  {
    // A bar, at least two characters of which the bar may lend the first or both, and a bar. The first bar is taken whole and only once.
    name: 'titleBar',
    group: 'shape',
    first: '=-_─━',
    pattern:
      /^\s*(?=([=\-_─━]{2,}))\1(?:(?: ?\S|(?<=[=\-_─━]{3})).{0,100}\S ?[=\-_─━]{2,}\s*$|(?<=[=\-_─━]{4}) ?[=\-_─━]{2,}\s*$|(?<=[=\-_─━]{6})\s*$)/,
  },
];
