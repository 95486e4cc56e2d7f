// Tokens that give themselves away by their own form, as their issuers document it. Each pattern begins with fixed letters and has one bounded run
// after them, so that its cost is linear. Facts: the issuers' pages on token formats and the rule lists of gitleaks and trufflehog.
import type { Run } from './runs.ts';
import type { Span } from './span.ts';

interface Form {
  readonly kind: string;
  /** One of these letters is in every token of the form. */
  readonly letters: readonly string[];
  readonly pattern: RegExp;
}

const form = (kind: string, letters: string, pattern: string): Form => ({
  kind,
  letters: letters.split(' '),
  pattern: new RegExp(`(?<![A-Za-z0-9_])(?:${pattern})`, 'g'),
});

const forms: readonly Form[] = [
  form('github', 'ghp_ gho_ ghu_ ghs_ ghr_ github_pat_', String.raw`gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}`),
  form(
    'gitlab',
    'glpat- gldt- glrt- glcbt- glptt- glsoat- glft- glagent- glimt- gloas- glffct- GR1348941 _gitlab_session=',
    String.raw`gl(?:pat|dt|rt|cbt|ptt|soat|ft|agent|imt|oas|ffct)-[\w.-]{15,255}|GR1348941[\w-]{20,60}|_gitlab_session=[0-9a-z]{32}`,
  ),
  form(
    'slack',
    'xox xapp- hooks.slack',
    String.raw`xox[abeoprs]-[\w.-]{8,255}|xapp-\d-[\w-]{8,255}|https://hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/[\w/+-]{20,200}`,
  ),
  form(
    'stripe',
    'sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_ whsec_',
    '(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{8,255}|whsec_[A-Za-z0-9+/=]{16,255}',
  ),
  form('sendgrid', 'SG.', String.raw`SG\.[\w-]{16,32}\.[\w-]{16,64}`),
  form(
    'aws',
    'AKIA ASIA ABIA ACCA A3T FwoGZXIvYXdz IQoJb3JpZ2lu',
    '(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z2-7]{16}(?![A-Z0-9])|(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9+/=]{40,2000}',
  ),
  form('google', 'AIza ya29. GOCSPX- 1//0', String.raw`AIza[\w-]{35}|ya29\.[\w-]{20,400}|GOCSPX-[\w-]{20,40}|1//0[\w-]{30,200}`),
  form('azure', 'Q~', '[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}'),
  form('age', 'AGE-SECRET-KEY-', 'AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Za-z]{40,2000}'),
  form('pypi', 'pypi-', String.raw`pypi-[\w-]{40,400}`),
  form('npm', 'npm_', 'npm_[A-Za-z0-9]{30,60}'),
  form('docker', 'dckr_', String.raw`dckr_(?:pat|oat)_[\w-]{15,80}`),
  form('digitalocean', 'dop_v1_ doo_v1_ dor_v1_', 'do[opr]_v1_[a-f0-9]{40,80}'),
  form('telegram', ':AA', String.raw`\d{8,10}:AA[\w-]{32,40}`),
  form('swarm', 'SWMTKN- SWMKEY-', String.raw`SWMTKN-1-[\w-]{10,200}|SWMKEY-1-[\w+/-]{10,100}`),
  form('jwt', 'eyJ', String.raw`(?<!-)eyJ[\w-]{8,4000}\.eyJ[\w-]{8,8000}(?:\.[\w-]{4,2000})?`),
  form('vault', 'hvs. hvb. hvr.', String.raw`hv[sbr]\.[\w-]{20,300}`),
  form('terraform', '.atlasv1.', String.raw`[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,80}`),
  form('openai', 'sk-', String.raw`sk-(?:proj-|svcacct-|admin-|ant-\w{3,8}-|or-v1-)?[\w-]{20,255}`),
  form('huggingface', 'hf_', 'hf_[A-Za-z0-9]{30,60}'),
  form('twilio', 'SK', 'SK[0-9a-f]{32}(?![0-9a-f])'),
  form('mailgun', 'key-', 'key-[0-9a-f]{32}(?![0-9a-f])'),
  form('mailchimp', '-us', String.raw`[0-9a-f]{32}-us\d{1,2}(?!\d)`),
  form('discord', 'discord', String.raw`https://(?:\w{1,12}\.)?discord(?:app)?\.com/api/webhooks/\d{10,25}/[\w-]{30,100}`),
  form('shopify', 'shpat_ shpca_ shppa_ shpss_', 'shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}'),
  form('grafana', 'glc_ glsa_', String.raw`gl(?:c|sa)_[\w+/=]{30,200}`),
  form('databricks', 'dapi', String.raw`dapi[a-f0-9]{32}(?:-\d)?`),
  form('newrelic', 'NRAK-', 'NRAK-[A-Z0-9]{27}'),
  form('postman', 'PMAK-', 'PMAK-[a-f0-9]{24}-[a-f0-9]{34}'),
  form('pulumi', 'pul-', 'pul-[a-f0-9]{40}'),
  form('linear', 'lin_', 'lin_(?:api|oauth)_[A-Za-z0-9]{30,60}'),
  form('notion', 'ntn_', 'ntn_[A-Za-z0-9]{40,60}'),
  form('tailscale', 'tskey-', String.raw`tskey-[a-z]{3,12}-[\w-]{15,100}`),
  form('sentry', 'sntry', String.raw`sntry[su]_[\w+/=.-]{30,400}`),
  form('flyio', 'fo1_ fm1 fm2', String.raw`fo1_[\w-]{40,60}|fm[12][ar]?_[A-Za-z0-9+/=]{60,2000}`),
  form('doppler', 'dp.', String.raw`dp\.(?:pt|st|ct|scim|audit)\.[\w.-]{30,100}`),
  form('atlassian', 'ATATT ATBB ATCTT', 'AT(?:ATT|BB|CTT)[A-Za-z0-9_=-]{24,300}'),
  form('circleci', 'CCIPAT_', String.raw`CCIPAT_[\w-]{20,100}`),
  form('buildkite', 'bkua_ bkat_ bkct_ bkaj_', 'bk(?:ua|at|ct|aj)_[A-Za-z0-9]{30,80}'),
  form('rubygems', 'rubygems_', 'rubygems_[a-f0-9]{48}'),
  form('crates', 'cio', 'cio[A-Za-z0-9]{32}(?![A-Za-z0-9])'),
  form('supabase', 'sbp_', 'sbp_[a-f0-9]{40}'),
  form('planetscale', 'pscale_', String.raw`pscale_(?:tkn|pw|oauth)_[\w.-]{30,80}`),
  form('figma', 'figd_', String.raw`figd_[\w-]{30,80}`),
  form('matrix', 'syt_', String.raw`syt_[\w-]{4,100}_[A-Za-z0-9]{20}_[A-Za-z0-9]{6}`),
  form('square', 'sq0', String.raw`sq0(?:atp|csp|idp)-[\w-]{20,60}`),
  form('heroku', 'HRKU-', String.raw`HRKU-[\w-]{36,80}`),
  form('cloudflare', 'v1.0-', String.raw`v1\.0-[a-f0-9]{24}-[a-f0-9]{140,160}`),
  form(
    'password-hash',
    '$2 $apr1$ $1$ $5$ $6$ $y$ $gy$ $7$ $argon2 $scrypt$ $pbkdf2 {SSHA {SHA} {SMD5} {CRYPT}',
    String.raw`\$(?:2[abxy]|apr1|1|5|6|y|gy|7|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]{0,12})\$[\w./$=,+-]{16,300}|\{(?:SSHA(?:256|512)?|SHA|SMD5|CRYPT)\}[A-Za-z0-9+/=$.]{16,200}`,
  ),
];

interface Head {
  readonly fixed: string;
  readonly form: Form;
}

/** The fixed letters of all forms by their first two, so that each place of a text is looked at once. */
const heads = new Map<number, Head[]>();
const isHead = new Uint8Array(128 * 128);
const pairAt = (text: string, at: number): number => ((text.charCodeAt(at) & 127) << 7) | (text.charCodeAt(at + 1) & 127);
for (const form of forms)
  for (const fixed of form.letters) {
    const pair = pairAt(fixed, 0);
    isHead[pair] = 1;
    heads.set(pair, [...(heads.get(pair) ?? []), { fixed, form }]);
  }

const formsIn = (run: string): ReadonlySet<Form> => {
  const found = new Set<Form>();
  for (let at = 0; at + 1 < run.length; at += 1) {
    const pair = pairAt(run, at);
    if (isHead[pair] === 1) for (const { fixed, form } of heads.get(pair) ?? []) if (run.startsWith(fixed, at)) found.add(form);
  }
  return found;
};

/** Tokens of services among the long words of a text, by their own form. */
export const tokenSpans = (runs: readonly Run[]): readonly Span[] => {
  const spans: Span[] = [];
  for (const { index, run } of runs)
    for (const { kind, pattern } of formsIn(run))
      for (const match of run.matchAll(pattern)) spans.push({ from: index + match.index, to: index + match.index + match[0].length, kind });
  return spans;
};
