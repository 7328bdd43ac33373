import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { buildJob, nameQueue } from '../../src/queue/job.js';
import { nameBuild } from '../../src/runs/build.js';
import { version } from '../../src/cli/version.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { krumbleProcess, start, temporaryFolder } from '../support/program.js';
import { hasRedis, startRedis } from '../support/redisServer.js';
import { small } from '../support/small.js';

const results = `krumble:${nameBuild(version())}:results`;

describe.skipIf(!hasRedis)('over machines, by a real Redis server', () => {
  test('a worker is killed mid-run: all results are there, none twice, with the digests of a local sweep', async () => {
    const cwd = temporaryFolder();
    writeGrid(cwd, [1, 2], 60);
    const address = await startRedis();
    const findWorker = (out: string) =>
      start(['worker', '--redis', address, '--out', out, '--at-once', '1'], { cwd });
    const first = findWorker('first');
    await first.saw('waiting for runs');
    const sweep = start(['sweep', 'grid.yaml', '--redis', address, '--out', 'far'], { cwd });
    const killedRun = await waitForBeginning(path.join(cwd, 'first'));
    first.kill('SIGKILL');
    const second = findWorker('second');
    const { code, stderr } = await sweep.ended;
    expect(code, stderr).toBe(0);
    expect(stderr.match(/of 2 {2}seed \d: \d+\.\d\d% at best\n/g)).toHaveLength(2);

    second.kill('SIGTERM');
    const { code: secondCode, stderr: said } = await second.ended;
    expect(secondCode).toBe(0);
    expect(said.match(/ done: /g)).toHaveLength(2); // among them the run that the first had begun
    expect(said).toContain(`${killedRun} done: `);
    const left = JSON.parse(await whenThere(path.join(cwd, 'first', killedRun, 'result.json'))) as object;
    expect(left).toMatchObject({ complete: false }); // nobody went on for a worker that is gone

    const local = await krumbleProcess(['sweep', 'grid.yaml', '--out', 'near'], { cwd });
    expect(local.code, local.stderr).toBe(0);
    for (const name of ['sweep.json', 'results.jsonl', 'results.csv', 'results.parquet']) {
      expect(readFileSync(path.join(cwd, 'far', name)), name).toEqual(
        readFileSync(path.join(cwd, 'near', name)),
      );
    }
    const again = await krumbleProcess(['sweep', 'grid.yaml', '--redis', address, '--out', 'far'], { cwd });
    expect([again.code, again.stderr]).toEqual([0, '']);
  }, 180_000);

  test('a run that comes to two digests raises an alarm at the worker and at the sweep', async () => {
    const cwd = temporaryFolder();
    writeGrid(cwd, [1], 120);
    const address = await startRedis();
    const worker = start(['worker', '--redis', address, '--out', 'w', '--at-once', '1'], { cwd });
    const sweep = start(['sweep', 'grid.yaml', '--redis', address], { cwd });
    const run = await waitForBeginning(path.join(cwd, 'w'));
    sweep.kill('SIGINT');
    expect((await sweep.ended).code).toBe(130);
    const redis = new Redis(address);
    const forged = {
      ...{ rounds: 120, accuracyMax: 90, accuracyFinal: 90, accuracyLast10: 90, backdoorHitRate: null },
      ...{ corruptedInfluenceMean: 0, overflowRound: null, digest: 'ab'.repeat(32) },
    };
    await redis.hset(results, run, JSON.stringify(forged));
    redis.disconnect();
    await worker.saw('ALARM');
    worker.kill('SIGTERM');
    expect((await worker.ended).code).toBe(3);
    const late = await krumbleProcess(['sweep', 'grid.yaml', '--redis', address], { cwd });
    expect(late.code).toBe(3);
    expect(late.stderr).toMatch(
      /ALARM: run [0-9a-f]{16} was made twice and came to digest (ab){32} and to digest /,
    );
  });

  test('a worker that cannot make a run gives it back and ends; stopping waits for no lost server', async () => {
    const cwd = temporaryFolder();
    writeGrid(cwd, [1], 2, {
      task: 'cifar100-wrn40x4',
      workers: { count: 3, corrupted: 0 },
      attack: { name: 'none' },
      defense: { rule: 'mean' },
      data: {},
    });
    const address = await startRedis();
    const env = { KRUMBLE_HOME: path.join(cwd, 'cache') };
    const sweep = start(['sweep', 'grid.yaml', '--redis', address], { cwd });
    await sweep.saw('1 runs to do');
    const worker = await krumbleProcess(['worker', '--redis', address, '--out', 'w'], { cwd, env });
    expect(worker.code).toBe(4);
    expect(worker.stderr).toMatch(/krumble: .*krumble data get cifar100/);
    const redis = new Redis(address, { retryStrategy: () => null });
    for (
      let left = 50;
      left > 0 && (await redis.llen(`krumble:${nameQueue(nameBuild(version()))}:wait`)) === 0;
      left--
    )
      await sleep(100);
    expect(await redis.llen(`krumble:${nameQueue(nameBuild(version()))}:wait`)).toBe(1);
    redis.on('error', () => undefined);
    await redis.call('SHUTDOWN', 'NOSAVE').catch(() => undefined);
    redis.disconnect();
    await sweep.saw('the connection to the Redis server is lost');
    sweep.kill('SIGINT');
    expect((await sweep.ended).code).toBe(130);
  });

  test('a database is the one that the address names, or refused where the server has no such one', async () => {
    const cwd = temporaryFolder();
    writeGrid(cwd, [1], 1);
    const address = await startRedis();
    const sweep = start(['sweep', 'grid.yaml', '--redis', `${address}/3`], { cwd });
    await sweep.saw('no worker is connected yet');
    sweep.kill('SIGINT');
    await sweep.ended;
    const redis = new Redis(address);
    expect(await redis.dbsize()).toBe(0);
    for (const command of [['worker'], ['sweep', 'grid.yaml']]) {
      const { code, stdout, stderr } = await krumbleProcess([...command, '--redis', `${address}/99`], {
        cwd,
      });
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(
        new RegExp(`^krumble: --redis: no Redis database that can be used: .*, found ${address}/99\n$`),
      );
    }
    expect(await redis.dbsize()).toBe(0);
    await redis.select(3);
    expect(await redis.dbsize()).toBeGreaterThan(0);
    redis.disconnect();
  });

  test('what a queue says is not believed: jobs that krumble did not make are refused, and the worker goes on', async () => {
    const cwd = temporaryFolder();
    const address = await startRedis();
    const worker = start(['worker', '--redis', address, '--out', 'w'], { cwd });
    await worker.saw('waiting for runs');
    const redis = new Redis(address, { maxRetriesPerRequest: null });
    const queue = new Queue(nameQueue(nameBuild(version())), { connection: redis, prefix: 'krumble' });
    const good = buildJob(expandScenario({ ...small, training: { rounds: 2 } }), nameBuild(version()));
    const hostile: [unknown, string][] = [
      ['text', 'expected object'],
      [{ ...good, run: '../../etc' }, 'job.run'],
      [{ ...good, command: 'rm -rf /' }, 'command'],
      [{ ...good, krumble: '0.0.1' }, 'krumble: found "0.0.1"'],
      [{ ...good, run: '0123456789abcdef' }, `allowed ${good.run}, the scenario’s`.replace('’', "'")],
      [{ ...good, scenario: { ...good.scenario, seed: -1 } }, 'seed: found -1'],
      [
        {
          ...good,
          scenario: { ...good.scenario, training: { ...good.scenario.training, initial: '/etc/passwd' } },
        },
        'training.initial: ',
      ],
      [{ ...good, scenario: { ...good.scenario, name: 'x'.repeat(1e6) } }, 'a job of 1'],
      [{ ...good, scenario: { ...good.scenario, name: '\u001b[2J' } }, 'control characters'],
    ];
    for (const [payload, reason] of hostile) {
      const job = await queue.add('run', payload);
      await worker.saw(`${job.id} failed: not a job of krumble's: `);
      const { failedReason } = (await queue.getJob(job.id!))!;
      expect(failedReason).toContain(reason);
    }
    await queue.add('run', good, { jobId: 'run-good' });
    await worker.saw(`${good.run} done: `);
    for (let left = 50; left > 0 && (await redis.hlen(results)) === 0; left--) await sleep(100);
    expect(Object.keys(await redis.hgetall(results))).toEqual([good.run]);
    await queue.close();
    redis.disconnect();
    worker.kill('SIGINT');
    const { code, stderr } = await worker.ended;
    expect(code).toBe(0);
    expect(stderr).not.toContain('\u001b');
    expect(readdirSync(path.join(cwd, 'w')).sort()).toEqual([good.run, `${good.run}.yaml`]);
  });
});

test.each([
  [['worker', '--redis', 'http://user:secret@host'], 'not the address of a Redis server'],
  [['worker', '--redis', 'redis://user:secret@127.0.0.1:1'], 'found redis://127.0.0.1:1'],
  [['sweep', 'grid.yaml', '--redis', 'redis://:secret@127.0.0.1:1/x'], 'not the number of a database'],
  [['worker', '--redis', 'redis://:secret%zz@127.0.0.1:1'], 'a % that is no code'],
  [['sweep', 'grid.yaml', '--redis', 'redis://:secret@127.0.0.1:1'], 'no Redis server that can be used'],
])(
  'without a server %j is one clear line, without the password, and nothing on disk',
  async (args, message) => {
    const cwd = temporaryFolder();
    writeGrid(cwd, [1], 2);
    const { code, stdout, stderr } = await krumbleProcess(args, { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^krumble: --redis: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('secret');
    expect(readdirSync(cwd)).toEqual(['grid.yaml']);
  },
);

function writeGrid(cwd: string, seed: readonly number[], rounds: number, more: object = {}): void {
  const grid = { ...small, seed, training: { rounds }, ...more };
  writeFileSync(path.join(cwd, 'grid.yaml'), JSON.stringify(grid));
}

/** The run that was begun in a folder, once its first round is recorded. */
async function waitForBeginning(folder: string): Promise<string> {
  for (let left = 600; left > 0; left--) {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    for (const name of names) {
      const journal = path.join(folder, name, 'rounds.jsonl');
      if (existsSync(journal) && readFileSync(journal).length > 0) return name;
    }
    await sleep(20);
  }
  throw new Error(`no run began in ${folder}`);
}

async function whenThere(file: string): Promise<string> {
  for (let left = 100; left > 0 && !existsSync(file); left--) await sleep(100);
  return readFileSync(file, 'utf8');
}
