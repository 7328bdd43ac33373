import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { builtIn } from '../../dist/catalogue/builtIn.js';
import { stream } from '../../dist/random/stream.js';
import { drawFaultPlan } from '../../dist/runs/faultPlan.js';
import { expandScenario } from '../../dist/scenario/expand.js';
import { findEntries } from '../../dist/scenario/findEntries.js';

const FAULTY_ATTEMPTS = 3;
const EXPECTED = /cannot be (begun|recorded): |a thread was lost 3 times/;
const PLAIN = ['--executor', 'inline', '--ui', 'lines'];

/** What can be left out of a trial, to see what a difference hangs on. */
export const PARTS = ['faults', 'kills', 'threads', 'branch'];

/**
 * Plays a scenario plainly, in one thread and undisturbed; then as the seed says: on threads, with faults,
 * resumed until it is done, and branched. Returns what was found: `refused` where only a run could tell that
 * the scenario is none; `difference`, null where all bytes are equal; and what happened in between.
 * `run` runs a command, `isApart` in a process of its own, which may be killed: { code, stderr }.
 */
export async function tryScenario(scenario, { seed, folder, run, without = [] }) {
  const random = stream(seed, 'chaos trial');
  const seen = { rounds: 0, faults: 0, kills: 0, diskErrors: 0, lostThreads: 0, resumes: 0, branches: 0 };
  const [file, plain, tried] = ['scenario.json', 'plain', 'tried'].map((name) => path.join(folder, name));
  mkdirSync(folder, { recursive: true });
  for (const parent of [plain, tried]) mkdirSync(parent);
  writeFileSync(file, JSON.stringify(scenario));
  const every = ['--checkpoint-every', String(1 + random.below(3))];
  const begin = (parent) => ['run', file, '--out', path.join(parent, 'run'), ...every];
  const first = await run([...begin(plain), ...PLAIN], false);
  if (first.code === 2) return { refused: first.stderr, difference: null, seen };
  if (first.code !== 0) return { refused: null, difference: `the plain run: ${first.stderr}`, seen };
  const how = without.includes('threads')
    ? PLAIN
    : ['--threads', String(1 + random.below(4)), '--executor', pick(random), '--ui', 'lines'];
  const context = { scenario, seed, run, how, seen, without };
  const failed = await playUnderFaults(path.join(tried, 'run'), begin(tried), context);
  if (failed !== null) return { refused: null, difference: failed, seen };
  if (!without.includes('branch') && random.uniform() < 0.4) {
    const from = ['--from', String(1 + random.below(Math.max(1, scenario.training.rounds - 1)))];
    const change = [
      '--set',
      'training.learningRate=0.05',
      '--set',
      `training.rounds=${scenario.training.rounds + 1}`,
    ];
    const codes = [];
    for (const parent of [plain, tried]) {
      const args = [
        'branch',
        path.join(parent, 'run'),
        ...from,
        ...change,
        '--out',
        path.join(parent, 'branch'),
      ];
      codes.push((await run([...args, ...(parent === plain ? PLAIN : how)], false)).code);
    }
    if (codes[0] !== codes[1])
      return { refused: null, difference: `branches end with ${codes.join(', ')}`, seen };
    if (codes[0] === 0) seen.branches++;
  }
  return { refused: null, difference: findDifference(plain, tried), seen };
}

function pick(random) {
  return random.uniform() < 0.7 ? 'shared' : random.uniform() < 0.5 ? 'messages' : 'inline';
}

/** Plays with faults until it is done, without any in the end. null, or what went wrong. */
async function playUnderFaults(out, begin, { scenario, seed, run, how, seen, without }) {
  const expanded = expandScenario(scenario);
  const played = { scenario: expanded, entries: findEntries(builtIn, expanded) };
  for (let attempt = 0; ; attempt++) {
    const number = 100 * seed + attempt;
    const isStruck = attempt < FAULTY_ATTEMPTS;
    const plan = isStruck ? only(drawFaultPlan(number, played), { how, without }) : { threads: [], disk: [] };
    const isAny = plan.threads.length + plan.disk.length > 0;
    const file = path.join(path.dirname(out), '..', 'faults.json');
    if (isAny) writeFileSync(file, JSON.stringify(plan));
    // A short deadline where a thread may hang; without faults a machine under load has all the time.
    const faults = isAny ? ['--faults', file, '--deadline', '3'] : [];
    seen.faults += plan.threads.length + plan.disk.length;
    const isBegun = existsSync(path.join(out, 'manifest.json'));
    if (isBegun) seen.resumes++;
    const args = isBegun ? ['resume', out, ...how, ...faults] : [...begin, ...how, ...faults];
    const { code, stderr } = await run(
      args,
      plan.disk.some(({ kind }) => kind === 'kill'),
    );
    if (code === null) seen.kills++;
    if (/cannot be (begun|recorded)/.test(stderr)) seen.diskErrors++;
    seen.lostThreads += stderr.split('the round is begun anew').length - 1;
    if (code === 0) {
      seen.rounds += scenario.training.rounds;
      return null;
    }
    const isExpected = code === null || (code === 1 && EXPECTED.test(stderr));
    if (!isExpected || attempt > FAULTY_ATTEMPTS)
      return `krumble ${args.join(' ')}: exit code ${code}: ${stderr}`;
  }
}

/** The faults that can strike: those of threads where there are any, and no part that is left out. */
function only({ threads, disk }, { how, without }) {
  if (without.includes('faults')) return { threads: [], disk: [] };
  return {
    threads: how.includes('inline') ? [] : threads,
    disk: without.includes('kills') ? disk.filter(({ kind }) => kind !== 'kill') : disk,
  };
}

/** The first file that two folders do not have alike, but for times; null where all bytes are equal. */
function findDifference(one, other) {
  const [a, b] = [one, other].map(readHashes);
  for (const name of [...new Set([...a.keys(), ...b.keys()])].sort())
    if (a.get(name) !== b.get(name)) return `${name} is not the same`;
  return null;
}

function readHashes(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) =>
    /\.(jsonl?|safetensors)$/.test(name),
  );
  const timeless = names.filter((name) => !name.endsWith('timings.jsonl'));
  return new Map(
    timeless.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(path.join(folder, name)))
        .digest('hex'),
    ]),
  );
}
