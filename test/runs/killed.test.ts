import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stream } from '../../src/random/stream.js';
import { verifyRun } from '../../src/runs/verify.js';
import { krumble } from '../support/inProcess.js';
import { krumbleProcess, start } from '../support/program.js';
import { holdsRun, readContent, RECORDING, recordSmall } from '../support/recordedRun.js';

// KRUMBLE_KILLS=50 tries so many kills from outside.
// KRUMBLE_KILL_STRIDE=1 kills at every single disk operation.
const KILLS = Number(process.env.KRUMBLE_KILLS ?? 4);
const STRIDE = Number(process.env.KRUMBLE_KILL_STRIDE ?? 17);
const OPERATIONS_MAX = 200;

const parent = mkdtempSync(path.join(tmpdir(), 'krumble-kill-'));
const scenario = path.join(parent, 'small.yaml');
let reference: Record<string, string>;

beforeAll(async () => {
  reference = readContent(await recordSmall(parent));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

function argsFor(out: string): string[] {
  if (holdsRun(out)) return ['resume', out, ...RECORDING.slice(2)];
  return ['run', scenario, '--out', out, ...RECORDING];
}

test(
  'killed at any operation on the disk, with half of it done, and resumed, it ends as if nothing had been',
  { timeout: 900_000 },
  async () => {
    let killed = 0;
    for (let operation = 1; ; operation += STRIDE) {
      expect(operation).toBeLessThan(OPERATIONS_MAX);
      const out = path.join(parent, `operation-${operation}`);
      const plan = path.join(parent, 'plan.yaml');
      writeFileSync(plan, JSON.stringify({ disk: [{ kind: 'kill', operation, part: 0.5 }] }));
      const first = await krumbleProcess([...argsFor(out), '--threads', '1', '--faults', plan]);
      if (first.code === 0) break;
      expect(first, `operation ${operation}`).toMatchObject({ code: null });
      killed++;
      const second = await krumble([...argsFor(out), '--threads', '1']);
      expect(second.code, `operation ${operation}: ${second.stderr}`).toBe(0);
      expect(readContent(out), `operation ${operation}`).toEqual(reference);
      verifyRun(out);
      rmSync(out, { recursive: true });
    }
    console.log(`kills at disk operations: ${killed}`);
    expect(killed).toBeGreaterThanOrEqual(Math.floor(30 / STRIDE));
  },
);

test(
  'killed from outside at any moment, again and again, it still ends as if nothing had been',
  { timeout: 900_000 },
  async () => {
    const random = stream(7, 'moments to kill');
    let kills = 0;
    let runs = 0;
    while (kills < KILLS) {
      const out = path.join(parent, `outside-${runs++}`);
      for (let ended = false; !ended;) {
        const running = start(argsFor(out));
        const patient = new AbortController();
        const outcome = running.ended.finally(() => patient.abort());
        // Some are killed while they start, most while they play rounds.
        await sleep(200 + 3800 * random.uniform(), null, { signal: patient.signal }).catch(() => undefined);
        if (kills < KILLS) running.kill('SIGKILL');
        const { code, stderr } = await outcome;
        expect([null, 0], stderr).toContain(code);
        if (code === null) kills++;
        else ended = true;
      }
      expect(readContent(out)).toEqual(reference);
      verifyRun(out);
    }
    console.log(`kills from outside: ${kills}, over ${runs} runs`);
  },
);
