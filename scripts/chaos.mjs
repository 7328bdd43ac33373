// `npm run chaos -- --seeds 1000 [--from N]`: whole scenarios drawn from seeds, each played plainly, and
// again under faults, on threads, resumed and branched: to the same bytes. What differs is shrunk to a
// scenario file and the command that repeats it; --scenario FILE and --without PARTS play that one again.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drawScenario } from './chaos/drawScenario.mjs';
import { shrink } from './chaos/shrink.mjs';
import { PARTS, tryScenario } from './chaos/tryScenario.mjs';

const MAIN = fileURLToPath(new URL('../dist/bundle/main.js', import.meta.url));
process.env.NODE_ENV = 'production';
const { main } = await import('../dist/bundle/program.js');
const options = readOptions();
const parent = mkdtempSync(path.join(tmpdir(), 'krumble-chaos-'));
const total = { seeds: 0, refused: 0, differences: 0 };
try {
  for (let seed = options.from; seed < options.from + options.seeds; seed++) await trySeed(seed);
} finally {
  rmSync(parent, { recursive: true, force: true });
}
console.log(`chaos: seeds ${options.from} to ${options.from + options.seeds - 1}: ${JSON.stringify(total)}`);
process.exitCode = total.differences > 0 ? 3 : 0;

async function trySeed(seed) {
  const scenario = options.scenario ?? drawScenario(seed);
  const attempt = async (candidate, without) => {
    const folder = path.join(parent, 'trial');
    try {
      return await tryScenario(candidate, { seed, folder, run, without });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const { refused, difference, seen } = await attempt(scenario, options.without);
  total.seeds++;
  if (refused !== null) total.refused++;
  for (const [name, count] of Object.entries(seen)) total[name] = (total[name] ?? 0) + count;
  if (total.seeds % 20 === 0) console.log(`${total.seeds} of ${options.seeds}: ${JSON.stringify(total)}`);
  if (difference === null) return;
  total.differences++;
  console.log(`seed ${seed}: ${difference}`);
  const fails = async (candidate, without) => (await attempt(candidate, without)).difference !== null;
  const smallest = await shrink(scenario, (candidate, without) =>
    fails(candidate, [...options.without, ...without]),
  );
  const file = `chaos-${seed}.json`;
  writeFileSync(file, `${JSON.stringify(smallest.scenario, null, 2)}\n`);
  const left = [...options.without, ...smallest.without].flatMap((part) => ['--without', part]);
  console.log(`  npm run chaos -- --from ${seed} --seeds 1 --scenario ${file} ${left.join(' ')}`);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seeds: { type: 'string', default: '20' },
        from: { type: 'string', default: '1' },
        scenario: { type: 'string' },
        without: { type: 'string', multiple: true, default: [] },
      },
    });
    const [seeds, from] = ['seeds', 'from'].map((name) => {
      if (/^\d{1,9}$/.test(values[name]) && (name === 'from' || Number(values[name]) > 0))
        return Number(values[name]);
      throw new Error(`--${name}: found ${JSON.stringify(values[name])}, allowed a whole number`);
    });
    const unknown = values.without.find((part) => !PARTS.includes(part));
    if (unknown !== undefined)
      throw new Error(`--without: found ${JSON.stringify(unknown)}, allowed ${PARTS.join(', ')}`);
    const scenario = values.scenario && JSON.parse(readFileSync(values.scenario, 'utf8'));
    return { seeds, from, scenario, without: values.without };
  } catch (error) {
    console.error(`chaos: ${error.message}`);
    process.exit(2);
  }
}

/** Runs a command in this process, or apart where it may be killed. */
async function run(args, isApart) {
  return isApart ? runApart(args) : runHere(args);
}

function runApart(args) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

async function runHere(args) {
  const had = { out: process.stdout.write, err: process.stderr.write };
  let stderr = '';
  process.stdout.write = (_, ...rest) => (rest.findLast((one) => typeof one === 'function')?.(), true);
  process.stderr.write = (text, ...rest) => {
    stderr += text;
    rest.findLast((one) => typeof one === 'function')?.();
    return true;
  };
  process.exitCode = undefined;
  try {
    await main([process.execPath, 'krumble', ...args]);
    return { code: Number(process.exitCode ?? 0), stderr };
  } finally {
    [process.stdout.write, process.stderr.write] = [had.out, had.err];
    process.exitCode = undefined;
  }
}
