import { afterAll, describe, expect, test } from 'vitest';
import type { Attack, AttackSetting } from '../../src/attacks/attack.js';
import { attacks } from '../../src/attacks/attacks.js';
import { goBeyond } from '../../src/attacks/fang/fangTrimmedMean.js';
import { zMax } from '../../src/attacks/zMax.js';
import { playAttack } from '../../src/testing/playAttack.js';
import { oracleFiles, relativeError } from '../support/oracles.js';
import { byzflRules, momentumRules, publishedKrum } from '../support/referenceRules.js';

interface AttackCase {
  readonly n: number;
  readonly f: number;
  readonly d: number;
  readonly kind: string;
  readonly vectors: number[][];
  readonly draws?: number[];
  readonly expected: Readonly<Record<string, number[] | number>>;
}

interface ZCase {
  readonly n: number;
  readonly corrupted: number;
  readonly supporters: number;
  readonly published: number | null;
  readonly algorithm3: number | null;
}

/** How an oracle's name is played: by an attack's setting, and how near it has to come. */
interface Reading {
  readonly setting: AttackSetting;
  readonly tolerance: number;
  readonly rule?: (rows: readonly (readonly number[])[], f: number) => number[];
  /** The fact that is compared, where the name is of a number. */
  readonly fact?: string;
}

const [EXACT, FACTOR, SEARCHED] = [1e-5, 1e-4, 1e-3];
const DIRECTIONS: Readonly<Record<string, string>> = { unit: 'unit', sign: 'sign', std: 'sigma' };
const SOURCES: Readonly<Record<string, string>> = { ndss21: 'authors', flpoison: 'flpoison' };

const READINGS: readonly [RegExp, (found: readonly string[], one: AttackCase) => Reading | null][] = [
  [/^authors\.attack\.little\[(.+)\] of/, ([, z]) => exact('little', { variant: 'authors', z: Number(z) })],
  [/^byzfl\.attack\.little\[(.+)\]$/, ([, z]) => exact('little', { variant: 'byzfl', z: Number(z) })],
  [/^byzpy\.attack\.little$/, (_, one) => exact('little', { variant: 'byzpy', z: algorithm3(one) })],
  [
    /^krum\.attack\.alie\[max\]$/,
    (_, one) => exact('little', { variant: 'krum-library', z: algorithm3(one) }),
  ],
  [/^byzfl\.attack\.sign-flipping$/, () => exact('sign-flip', { variant: 'mean', scale: 1 })],
  [/^byzfl\.attack\.ipm\[(.+)\]$/, ([, tau]) => exact('ipm', { tau: Number(tau) })],
  [/^byzpy\.attack\.empire$/, () => exact('ipm', { tau: 1 })],
  [/^byzfl\.attack\.mimic\[(.+)\]$/, ([, index]) => exact('mimic', { index: Number(index) })],
  [
    /^(ndss21|flpoison)\.attack\.(min-max|min-sum)\[(.+)\]$/,
    ([, source, name, direction]) => ({
      setting: { name, variant: SOURCES[source], direction: DIRECTIONS[direction] },
      tolerance: FACTOR,
    }),
  ],
  [
    /^byzfl\.attack\.(optimal-little|optimal-ipm)\.(.+?)( factor)?$/,
    ([, name, rule, factor]) => ({
      setting: { name, variant: 'byzfl' },
      tolerance: SEARCHED,
      rule: byzflRules[rule],
      ...(factor && { fact: 'factor' }),
    }),
  ],
  [
    /^bm\.attack\.(little|empire)\[-16\]\.(.+)$/,
    ([, name, rule]) => ({
      setting: {
        name: name === 'little' ? 'optimal-little' : 'optimal-ipm',
        variant: 'byzantine-momentum',
      },
      tolerance: SEARCHED,
      rule: momentumRules[rule],
    }),
  ],
  [/^bm\.attack\.anticge$/, () => exact('anticge', {})],
  [
    /^krum\.attack\.small-perturbation\.krum$/,
    () => ({ setting: { name: 'small-perturbation' }, tolerance: SEARCHED, rule: publishedKrum }),
  ],
  [/^ndss21\.attack\.fang-krum$/, () => exact('fang-krum', { variant: 'full-knowledge' })],
  [/^flpoison\.attack\.fang-krum of/, () => exact('fang-krum', { variant: 'partial-knowledge' })],
];

/** What is not compared, and why. */
const LEFT_OUT: readonly [RegExp, string][] = [];

const own = oracleFiles<{ cases: AttackCase[]; zmax?: ZCase[] }>(/^attacks\.json$/);
const oracles = own.length > 0 ? own : oracleFiles<(typeof own)[0]['content']>(/^rules.*\.json$/);
const compared = new Map<string, number>();
const leftOut = new Map<string, number>();
let wanted = 0;

describe.each(oracles)('$name', ({ content }) => {
  describe.each(content.cases)('n=$n f=$f d=$d $kind', (one) => {
    for (const [name, value] of Object.entries(one.expected)) {
      if (!name.includes('.attack.')) continue;
      if (LEFT_OUT.some(([pattern]) => pattern.test(name))) {
        leftOut.set(name, (leftOut.get(name) ?? 0) + 1);
        continue;
      }
      wanted++;
      test(`${name} agrees`, () => {
        compare(name, value, one);
        compared.set(name, (compared.get(name) ?? 0) + 1);
      });
    }
  });

  test.each(content.zmax ?? [])('z max of $n workers, $corrupted corrupted, agrees', (one) => {
    const bound = zMax(one.n, one.corrupted);
    expect(bound).toHaveProperty('supporters', one.supporters);
    expect(bound.z).toBeCloseTo(one.published!, 9);
    expect(zMax(one.n, one.corrupted, 'algorithm3').z).toBeCloseTo(one.algorithm3!, 9);
  });
});

function compare(name: string, value: number[] | number, one: AttackCase): void {
  const rows = one.vectors.map((vector) => Float32Array.from(vector));
  const [corrupted, honest] = [rows.slice(0, one.f), rows.slice(one.f)];
  if (/^own\.attack\.fang-trimmed-mean\[draws\]$/.test(name)) {
    return expect(relativeError(goBeyond(honest, one.draws!), value as number[])).toBeLessThan(EXACT);
  }
  const { setting, tolerance, rule, fact } = read(name, one);
  const attack = attacks.find((candidate) => candidate.name === setting.name) as Attack | undefined;
  expect(attack, `nothing plays ${name}`).toBeDefined();
  // Where others append what is forged, it is appended: rows that tie fall as theirs do.
  const defense = (reports: readonly Float32Array[], others: readonly Float32Array[]) =>
    Float32Array.from(
      rule!(
        [...others, ...reports].map((row) => [...row]),
        one.f,
      ),
    );
  const { reports, facts } = playAttack(attack!, setting, { own: corrupted, honest }, { defense });
  if (fact !== undefined)
    return expect(relativeError([facts[fact] as number], [value as number])).toBeLessThan(tolerance);
  for (const report of reports) expect(relativeError(report, value as number[])).toBeLessThan(tolerance);
}

function read(name: string, one: AttackCase): Reading {
  for (const [pattern, reading] of READINGS) {
    const found = pattern.exec(name);
    const made = found && reading(found, one);
    if (made) return made;
  }
  throw new Error(`nothing is known of ${name}`);
}

function exact(name: string, options: object): Reading {
  return { setting: { name, ...options }, tolerance: EXACT };
}

function algorithm3({ n, f }: AttackCase): number {
  return zMax(n, f, 'algorithm3').z!;
}

test('every file of oracles is read', () => {
  expect(oracles.length).toBeGreaterThan(0);
  expect(oracles.every(({ content }) => content.cases.length > 0)).toBe(true);
});

afterAll(() => {
  const total = (counts: Map<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);
  const list = (counts: Map<string, number>) =>
    [...counts].map(([name, count]) => `  ${count} ${name}`).join('\n');
  console.log(
    `attacks: compared ${total(compared)} of ${wanted} values\n${list(compared)}\nleft out ${total(leftOut)}\n${list(leftOut)}`,
  );
  expect(total(compared)).toBe(wanted);
});
