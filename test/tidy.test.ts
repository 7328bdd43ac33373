import { describe, expect, test } from 'vitest';
import {
  type Allowance,
  type Ban,
  commentsBeyond,
  complaints,
  exported,
  matching,
  named,
  readTree,
} from './support/tidy.js';

const files = readTree(
  ['src', 'test', 'bench', 'scripts', 'docs', 'README.md', 'eslint.config.js'],
  ['.ts', '.tsx', '.js', '.mjs', '.md'],
);

/** Names of entries by their kind, and the folders that may say them. The paper's folder may say them all. */
const ENTRIES = {
  rule: { names: ['krum', 'bulyan', 'trimmed-mean'], homes: ['aggregation', 'paper'] },
  attack: {
    names: ['little', 'backdoor-sample', 'backdoor-pattern'],
    homes: ['attacks', 'measures', 'paper'],
  },
  task: {
    names: ['mnist-mlp', 'cifar10-cnn', 'cifar100-wrn40x4'],
    homes: ['tasks', 'models', 'data', 'paper'],
  },
  schedule: { names: ['inverse-time', 'constant'], homes: ['schedules', 'paper'] },
  // An ordinary word too: a name where it is the whole text.
  partition: { names: ['^dealt$', 'iid'], homes: ['partitions', 'paper'] },
  'local update': {
    names: ['single-batch', 'full-gradient', 'local-epoch'],
    homes: ['localUpdates', 'tasks', 'paper'],
  },
  measure: { names: ['quality', 'class-accuracy'], homes: ['measures', 'paper'] },
};

/** Help that shows an example, and commands that are told to users. */
const EXAMPLES = /^\nExample|krumble /;

const CODE = /^(?:src|test|bench|scripts)\//;
const THIS = 'test/tidy\\.test\\.ts$'; // shows what is banned
const COLUMNS = 110;

const BANS: readonly Ban[] = [
  ...Object.entries(ENTRIES).map(([kind, { names, homes }]) => ({
    name: `names of ${kind}s`,
    instead: `ask the ${kind} for what differs (a field of its entry); only src/${homes.join(', src/')} name it`,
    files: new RegExp(`^src/(?!(?:${homes.join('|')})/)(?!kernels/assembly/)`),
    find: named(names, EXAMPLES),
  })),
  {
    name: 'chance',
    instead: 'a named stream of src/random',
    files: new RegExp(`^(?:src|test|bench)/(?!${THIS.slice('test/'.length)})`),
    find: matching(/\bMath\.random\b|\bMath\[|\brandom\b[^}]*\}\s*=\s*Math\b/),
  },
  {
    name: 'clocks',
    instead: 'nowMs of src/cluster/clock.ts, for what is shown; no time ever enters a record',
    files: /^src\/(?!cluster\/clock\.ts$|scaling\/driverClock\.ts$|ui\/terminal\/|cli\/)/,
    find: matching(/\bDate\.now\b|\bperformance\.\w|\bnew Date\b|\bhrtime\b|\bperf_hooks\b/),
  },
  {
    name: 'long comments',
    instead: `two lines, or one thought a sentence, within ${COLUMNS} columns`,
    files: CODE,
    find: commentsBeyond(COLUMNS),
  },
  {
    name: 'exports that end in Of',
    instead: 'a verb that says what is done: countRows, parseRound, buildRecord',
    files: /^src\//,
    find: exported(/Of$/),
  },
  {
    name: 'unfinished',
    instead: 'do it now, or leave it to a plan outside the code',
    files: new RegExp(`^(?!${THIS})`),
    find: matching(/\b(?:FIXME|TODO|XXX)\b/),
  },
  {
    name: 'tests that hide others',
    instead: 'run one by `vitest -t`; where a test cannot run, test.skipIf with the reason',
    files: new RegExp(`^(?:test|bench)/(?!${THIS.slice('test/'.length)})`),
    find: matching(/\b(?:it|test|describe|bench)(?:\.each\b.*)?\.(?:only|skip|todo)\b/),
  },
  {
    name: 'imports of what was built',
    instead: "the source; users import 'krumble'",
    files: /^(?:src|docs)\/|^README\.md$/,
    find: matching(/\b(?:from|import|require)\b\s*\(?\s*['"][^'"]*\bdist\//),
  },
];

/**
 * Findings that today's code may still have, by ban and file.
 * A test fails where there are more, and where there are fewer: whoever mends a file lowers its number.
 */
const allowedToday: Readonly<Record<string, Allowance>> = {};

describe('the code is tidy:', () => {
  test.each(BANS.map((ban) => [ban.name, ban] as const))('%s', (name, ban) => {
    const found = complaints(ban, files, allowedToday[name]);
    if (found.length > 0) expect.fail(`\n${found.join('\n')}`);
  });

  test('every allowance belongs to a ban', () => {
    const known = BANS.map(({ name }) => name);
    expect(Object.keys(allowedToday).filter((name) => !known.includes(name))).toEqual([]);
  });
});

/** For each ban: a text that it catches, with the complaint's beginning, and texts that it lets pass. */
const SNIPPETS: Readonly<Record<string, { caught: [string, string, string]; passed: [string, string][] }>> = {
  'names of rules': {
    caught: ['src/ui/a.ts', "const a = 1;\nif (rule === 'krum') b();", "src/ui/a.ts:2: the name 'krum'"],
    passed: [
      ['src/aggregation/krum.ts', "export const name = 'krum';"],
      ['src/paper/table.ts', "const rules = ['krum'];"],
      ['src/ui/a.ts', "import { scores } from '../aggregation/krum.js'; // not 'krum'"],
      ['src/ui/a.ts', "const scenario = 'mnist-little-vs-krum';"],
      ['src/cli/commands/a.ts', "const help = '\\nExample: --rule krum' + 'krumble run --rule krum';"],
    ],
  },
  'names of attacks': {
    caught: ['src/ui/a.ts', 'const words = { little: `${n} sigma` };', "src/ui/a.ts:1: the name 'little'"],
    passed: [
      ['src/attacks/little.ts', "export const name = 'little';"],
      ['src/ui/a.ts', "const text = 'not littler'; const { backdoor } = round;"],
    ],
  },
  'names of tasks': {
    caught: [
      'src/cli/a.ts',
      'const text = `${n} rounds of mnist-mlp`;',
      "src/cli/a.ts:1: the name 'mnist-mlp'",
    ],
    passed: [['src/tasks/mnistMlp.ts', "export const name = 'mnist-mlp';"]],
  },
  'names of schedules': {
    caught: ['src/rounds/a.ts', "if (name === 'constant') b();", "src/rounds/a.ts:1: the name 'constant'"],
    passed: [
      ['src/schedules/constant.ts', "export const name = 'constant';"],
      ['src/rounds/a.ts', "import { constant } from '../schedules/constant.js';"],
    ],
  },
  'names of partitions': {
    caught: ['src/data/a.ts', "const words = { dealt: 'in turn' };", "src/data/a.ts:1: the name 'dealt'"],
    passed: [
      ['src/partitions/dealt.ts', "export const name = 'dealt';"],
      ['src/data/a.ts', 'const text = `${n} images dealt to workers`;'],
    ],
  },
  'names of local updates': {
    caught: [
      'src/actors/a.ts',
      "const isWhole = reports === 'full-gradient';",
      "src/actors/a.ts:1: the name 'full-gradient'",
    ],
    passed: [['src/tasks/a.ts', "const workers = { reports: 'single-batch' };"]],
  },
  'names of measures': {
    caught: ['src/ui/a.ts', 'const fields = { quality: 1 };', "src/ui/a.ts:1: the name 'quality'"],
    passed: [['src/measures/quality.ts', "export const name = 'quality';"]],
  },
  chance: {
    caught: ['src/data/a.ts', 'const a = Math.random();', 'src/data/a.ts:1: Math.random'],
    passed: [['src/data/a.ts', 'const random = stream(seed); const a = Math.round(random.uniform());']],
  },
  clocks: {
    caught: ['src/rounds/a.ts', 'const a = performance.now();', 'src/rounds/a.ts:1: performance.n'],
    passed: [
      ['src/rounds/a.ts', 'const a = nowMs();'],
      ['src/cli/a.ts', 'const a = Date.now();'],
    ],
  },
  'long comments': {
    caught: [
      'bench/a.ts',
      `a;\n  // ${'x'.repeat(106)}`,
      'bench/a.ts:2: a comment that reaches to column 111',
    ],
    passed: [
      ['bench/a.ts', `// ${'x'.repeat(107)}`],
      ['bench/a.ts', `const a = '// ${'x'.repeat(107)}';`],
      ['bench/a.ts', `// https://${'x'.repeat(107)}`],
    ],
  },
  'exports that end in Of': {
    caught: ['src/a.ts', "export { b, a as rowsOf } from './a.js';", 'src/a.ts:1: the exported name rowsOf'],
    passed: [
      ['src/a.ts', 'function rowsOf() {}\nexport { rowsOf as rows };\nexport const offer = rowsOf();'],
    ],
  },
  unfinished: {
    caught: ['docs/a.md', 'TODO: explain', 'docs/a.md:1: TODO'],
    passed: [['docs/a.md', 'This is to do.']],
  },
  'tests that hide others': {
    caught: ['test/a.test.ts', "  test.only('a', () => {});", 'test/a.test.ts:1: test.only'],
    passed: [['test/a.test.ts', "describe.skipIf(!hasRedis)('a', () => {});"]],
  },
  'imports of what was built': {
    caught: ['src/a.ts', "import { a } from '../dist/a.js';", "src/a.ts:1: from '../dist/"],
    passed: [['src/a.ts', "const file = new URL('../dist/a.wasm', import.meta.url);"]],
  },
};

describe('a ban', () => {
  test('has snippets here', () => {
    expect(Object.keys(SNIPPETS)).toEqual(BANS.map(({ name }) => name));
  });

  test.each(BANS)('of $name catches what it should, and no more', (ban) => {
    const { caught, passed } = SNIPPETS[ban.name];
    const [path, text, beginning] = caught;
    expect(complaints(ban, [{ path, text }])).toEqual([`${beginning}; instead: ${ban.instead}`]);
    for (const [path, text] of passed) expect(complaints(ban, [{ path, text }]), text).toEqual([]);
  });

  const finished = BANS.find(({ name }) => name === 'unfinished')!;
  const twice = [{ path: 'src/a.ts', text: '// TODO\n// FIXME' }];

  test('is silent where the allowance is met', () => {
    expect(complaints(finished, twice, { 'src/a.ts': 2 })).toEqual([]);
  });

  test('names every finding where there are more than allowed', () => {
    expect(complaints(finished, twice, { 'src/a.ts': 1 })).toEqual([
      `src/a.ts:1: TODO; instead: ${finished.instead}`,
      `src/a.ts:2: FIXME; instead: ${finished.instead}`,
    ]);
  });

  test('complains of an allowance that is larger than needed, or of a file that is gone', () => {
    expect(complaints(finished, twice, { 'src/a.ts': 3, 'src/b.ts': 1 })).toEqual([
      'src/a.ts: "unfinished" has 2 findings here, 3 are allowed; instead: lower the allowance to 2',
      'src/b.ts: "unfinished" has 0 findings here, 1 are allowed; instead: lower the allowance to 0',
    ]);
  });
});
