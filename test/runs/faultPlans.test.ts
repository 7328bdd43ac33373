import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { verifyRun } from '../../src/runs/verify.js';
import { drawFaultPlan } from '../../src/runs/faultPlan.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { krumble } from '../support/inProcess.js';
import { type Outcome, krumbleProcess } from '../support/program.js';
import { readContent, holdsRun, RECORDING, recordSmall } from '../support/recordedRun.js';
import { small } from '../support/small.js';

// KRUMBLE_FAULT_PLANS=200 tries so many; KRUMBLE_FAULT_SEED=1234 begins at that seed.
const PLANS = Number(process.env.KRUMBLE_FAULT_PLANS ?? 4);
const SEED = Number(process.env.KRUMBLE_FAULT_SEED ?? 1);
const ATTEMPTS_WITH_FAULTS = 4;

const parent = mkdtempSync(path.join(tmpdir(), 'krumble-faults-'));
const scenario = path.join(parent, 'small.yaml');
let reference: Record<string, string>;
const tally = { processes: 0, killed: 0, 'disk errors': 0, 'threads replaced': 0, 'clock jumps': 0 };

beforeAll(async () => {
  reference = readContent(await recordSmall(parent));
});
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
  console.log(`fault plans: ${PLANS} from seed ${SEED}, ${JSON.stringify(tally)}`);
});

describe('a run under faults, resumed as often as it takes, ends as the undisturbed one:', () => {
  test.each(Array.from({ length: PLANS }, (_, k) => SEED + k))(
    'plan %i',
    { timeout: 300_000 },
    async (seed) => {
      const out = path.join(parent, `run-${seed}`);
      const commands: string[] = [];
      for (let attempt = 0; ; attempt++) {
        const faults = attempt < ATTEMPTS_WITH_FAULTS ? ['--faults', String(100 * seed + attempt)] : [];
        const rest = ['--deadline', '3', '--threads', '2', '--ui', 'lines', ...faults];
        const args = holdsRun(out)
          ? ['resume', out, ...rest]
          : ['run', scenario, '--out', out, ...RECORDING.slice(0, 2), ...rest];
        commands.push(`krumble ${args.join(' ')}`);
        const outcome = await (
          faults.length > 0 && isKilled(100 * seed + attempt) ? krumbleProcess : krumble
        )(args);
        count(outcome);
        if (outcome.code === 0) break;
        expect(isExpected(outcome), `${commands.join('\n')}\n${outcome.stderr}`).toBe(true);
        expect(attempt, commands.join('\n')).toBeLessThan(ATTEMPTS_WITH_FAULTS + 2);
      }
      expect(readContent(out), commands.join('\n')).toEqual(reference);
      expect(verifyRun(out).strangers, commands.join('\n')).toEqual([]);
      rmSync(out, { recursive: true });
    },
  );
});

/** Whether the plan of that seed has a process killed, which must be one of its own. */
function isKilled(planSeed: number): boolean {
  const scenario = expandScenario(small);
  const played = { scenario, entries: findEntries(builtIn, scenario) };
  return drawFaultPlan(planSeed, played).disk.some(({ kind }) => kind === 'kill');
}

/** Killed, or ended by a disk that failed or by threads that were lost again and again. */
function isExpected({ code, stderr }: Outcome): boolean {
  return (
    code === null || (code === 1 && /cannot be (begun|recorded): |a thread was lost 3 times/.test(stderr))
  );
}

function count({ code, stderr }: Outcome): void {
  tally.processes++;
  if (code === null) tally.killed++;
  if (/cannot be (begun|recorded)/.test(stderr)) tally['disk errors']++;
  tally['threads replaced'] += stderr.split('the round is begun anew').length - 1;
  tally['clock jumps'] += stderr.split('the clock of a thread jumped').length - 1;
}
