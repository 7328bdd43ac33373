import assert from 'node:assert/strict';
import { aggregate, type Aggregation, computeInfluence } from '../aggregation/aggregate.js';
import { lendWhole } from '../aggregation/lendWhole.js';
import { measureBlock, readGeometry } from '../aggregation/measureBlock.js';
import { reduceBlock } from '../aggregation/reduceBlock.js';
import type { Rule, RuleSetting } from '../aggregation/rule.js';
import { freshMemory } from '../entries/freshMemory.js';
import { parseOptions } from '../entries/parseOptions.js';
import { listBits, madeRows, relativeDifference } from './madeRows.js';
import type { CaseOptions, RequiredCase } from './requiredCase.js';

const WORKERS_MAX = 64;
const CLOSE = 1e-5;

/** What every aggregation rule must do, under each of its variants. */
export function ruleCases(rule: Rule, { options = {} }: CaseOptions = {}): RequiredCase[] {
  const variants = rule.variants?.map(({ name }) => name) ?? [null];
  return variants.flatMap((variant) => {
    const parsed = parseOptions(rule, { ...options, ...(variant && { variant }) }, (field, mistake) => {
      throw new assert.AssertionError({ message: `${rule.name}: ${field}: ${mistake.allowed ?? ''}` });
    });
    const told = (workers: number, declared: number): RuleSetting => ({
      ...{ workers, declared, variant: variant ?? '' },
      options: parsed.options,
    });
    const name = variant === null ? rule.name : `${rule.name} (${variant})`;
    return casesUnder(rule, told).map((one) => ({ ...one, name: `${name} ${one.name}` }));
  });
}

/** A rule under one of its variants. */
interface Tried {
  readonly rule: Rule;
  readonly told: (workers: number, declared: number) => RuleSetting;
}

function casesUnder(rule: Rule, told: Tried['told']): RequiredCase[] {
  const tried = { rule, told };
  return [...boundCases(tried), ...valueCases(tried), ...manners(tried)];
}

/** The least n that works with so many declared corrupted. */
function leastWorkers({ rule, told }: Tried, declared: number): number {
  for (let n = Math.max(1, declared); n <= WORKERS_MAX; n++)
    if (rule.check(told(n, declared)) === null) return n;
  return assert.fail(`no n up to ${WORKERS_MAX} works with f=${declared}`);
}

/** Some more than one corrupted worker needs. */
function enough(tried: Tried): number {
  return leastWorkers(tried, 1) + 2;
}

function run({ rule, told }: Tried, rows: readonly Float32Array[], declared = 1): Aggregation {
  const { variant, options } = told(rows.length, declared);
  const root = rule.countRoot === undefined ? {} : { root: makeRoot(rows[0].length) };
  return aggregate(rule, rows, { declared, options, ...(rule.variants && { variant }), ...root });
}

/** A vector of the server's own: the first of the rows that are made, so that one at least is like it. */
function makeRoot(length: number): Float32Array {
  return madeRows(1, length)[0];
}

function boundCases(tried: Tried): RequiredCase[] {
  return [
    {
      name: 'says what n and f it needs, just below its bound',
      run: () => {
        for (const declared of [0, 1, 2]) {
          const bound = leastWorkers(tried, declared);
          if (bound <= Math.max(1, declared)) continue; // any n goes
          const problem = tried.rule.check(tried.told(bound - 1, declared));
          assert.ok(problem, `n=${bound - 1}, f=${declared} is refused`);
          assert.ok(problem.found.length > 0 && problem.allowed.length > 0, 'in words');
        }
      },
    },
    {
      name: 'works at its bound, and its influence sums to 1',
      run: () => {
        for (const declared of [0, 1, 2]) {
          const n = leastWorkers(tried, declared);
          const { aggregate: result, influence } = run(tried, madeRows(n, 7), declared);
          assert.equal(result.length, 7);
          assert.ok(result.every(Number.isFinite), 'the aggregate is finite');
          assert.equal(influence.length, n);
          const total = influence.reduce((sum, share) => sum + share, 0);
          assert.ok(Math.abs(total - 1) < 1e-9, `influence sums to ${total}`);
        }
      },
    },
  ];
}

function valueCases(tried: Tried): RequiredCase[] {
  return [...(tried.rule.keepsAgreement === false ? [] : agreementCases(tried)), ...orderCases(tried)];
}

function agreementCases(tried: Tried): RequiredCase[] {
  return [
    {
      name: 'of equal rows gives that row',
      run: () => {
        const [row] = madeRows(1, 9);
        const rows = Array.from({ length: enough(tried) }, () => row.slice());
        assert.ok(relativeDifference(run(tried, rows).aggregate, row) < CLOSE);
      },
    },
    {
      name: 'of zero rows gives zero',
      run: () => {
        const rows = Array.from({ length: enough(tried) }, () => new Float32Array(5));
        assert.ok(run(tried, rows).aggregate.every((value) => value === 0));
      },
    },
  ];
}

function orderCases(tried: Tried): RequiredCase[] {
  return [
    {
      name: 'does not depend on the order of workers',
      run: () => {
        const rows = madeRows(enough(tried), 31);
        for (const declared of [0, 1]) {
          if (tried.rule.check(tried.told(rows.length, declared)) !== null) continue;
          const [plain, turned] = [rows, [...rows].reverse()].map((list) => run(tried, list, declared));
          // Where the last picks are ties, which the lowest row wins, others may be chosen.
          const isTie =
            plain.decision !== null &&
            !isReversed(plain.decision.chosen, turned.decision!.chosen, rows.length);
          if (isTie && (declared > 0 || isAlong(plain.decision!.scores, turned.decision!.scores))) continue;
          assert.ok(relativeDifference(turned.aggregate, plain.aggregate) < CLOSE, 'the aggregate stays');
          const moved = [...plain.influence].reverse();
          assert.ok(relativeDifference(turned.influence, moved) < CLOSE, 'influence goes along');
        }
      },
    },
    {
      name: 'does not fall over rows of NaN and of infinities',
      run: () => {
        for (const value of [NaN, Infinity, -Infinity]) {
          const rows = madeRows(enough(tried), 8);
          rows[1].fill(value);
          try {
            run(tried, rows);
          } catch (error) {
            assert.match((error as Error).message, /not finite/, 'an aggregate that is not finite is told');
          }
        }
      },
    },
  ];
}

function manners(tried: Tried): RequiredCase[] {
  return [
    {
      name: 'leaves its input as it was, and gives no view of it',
      run: () => {
        const rows = madeRows(enough(tried), 12);
        const before = listBits(rows);
        const { aggregate: result } = run(tried, rows);
        assert.equal(listBits(rows), before);
        assert.ok(rows.every(({ buffer }) => buffer !== result.buffer));
      },
    },
    {
      name: 'gives the same bits every time, ties too',
      run: () => {
        const tied = madeRows(enough(tried), 6).map((row) => row.map((value) => Math.round(2 * value)));
        for (const rows of [madeRows(enough(tried), 20), tied]) {
          assert.equal(listBits([run(tried, rows).aggregate]), listBits([run(tried, rows).aggregate]));
        }
      },
    },
    ...(tried.rule.explainScore === undefined
      ? []
      : [
          {
            name: 'takes each score apart into what adds up to it, bit for bit',
            run: () => checkScores(tried.rule, tried.told(enough(tried), 1)),
          },
        ]),
    {
      name: 'makes of blocks what it makes of the whole',
      run: () => checkBlocks(tried.rule, tried.told(enough(tried), 1)),
    },
  ];
}

function checkScores(rule: Rule, setting: RuleSetting): void {
  const rows = madeRows(setting.workers, 37);
  rows[1] = rows[0].slice(); // of colluders one is at distance 0
  const memory = freshMemory(rule.memory ?? [], 37, setting.workers);
  const asked = { entry: rule, setting, norms: true };
  const view = lendWhole(37, makeRoot(37));
  const geometry = readGeometry(asked, rows.length, measureBlock(asked, rows, memory, view));
  const { scores } = rule.decide!(geometry, setting, memory);
  for (const [row, score] of scores.entries()) {
    const { terms, divisor } = rule.explainScore!(geometry, setting, row);
    assert.equal(terms.reduce((sum, { value }) => sum + value, 0) / divisor, score);
    assert.ok(terms.every((term) => term.row !== row));
  }
}

/** A rule decides on the whole; reduced in blocks, and put together, the aggregate has the same bits. */
function checkBlocks(rule: Rule, setting: RuleSetting): void {
  const rows = madeRows(setting.workers, 37);
  const memory = freshMemory(rule.memory ?? [], 37, setting.workers);
  const server = makeRoot(37);
  const view = lendWhole(37, server);
  const asked = { entry: rule, setting, norms: true };
  const geometry = readGeometry(asked, rows.length, measureBlock(asked, rows, memory, view));
  const decision = rule.decide?.(geometry, setting, memory) ?? null;
  const whole = reduceBlock(rule, rows, setting, decision, memory, view);
  const cuts = [0, 5, 6, 37];
  const kept = new Float64Array(rows.length);
  const pieces = cuts.slice(1).map((to, k) => {
    const block = rows.map((row) => row.slice(cuts[k], to));
    const told = [
      freshMemory(rule.memory ?? [], to - cuts[k], setting.workers),
      { ...view, start: cuts[k], root: server.slice(cuts[k], to) },
    ] as const;
    const piece = reduceBlock(rule, block, setting, decision, ...told);
    for (const [row, count] of Array.from(piece.kept).entries()) kept[row] += count;
    return piece.aggregate;
  });
  const joined = Float32Array.from(pieces.flatMap((piece) => [...piece]));
  assert.equal(listBits([joined]), listBits([whole.aggregate]));
  assert.ok(relativeDifference(computeInfluence(kept), computeInfluence(whole.kept)) < CLOSE);
}

/** Whether the same workers were chosen after the order of the workers was turned around. */
function isReversed(chosen: readonly number[], turned: readonly number[], workers: number): boolean {
  const moved = new Set(turned.map((row) => workers - 1 - row));
  return chosen.length === turned.length && chosen.every((row) => moved.has(row));
}

/** Whether the scores went along when the order of the workers was turned around. */
function isAlong(scores: readonly number[], turned: readonly number[]): boolean {
  const moved = [...turned].reverse();
  return scores.every((score, row) => score === moved[row] || Math.abs(score - moved[row]) < CLOSE * score);
}
