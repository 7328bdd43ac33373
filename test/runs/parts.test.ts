import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listStateTensors, PARAMETERS, VELOCITY } from '../../src/actors/stateTensors.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import type { ProbeRecord, RoundRecord, RoundTiming } from '../../src/rounds/round.js';
import { encodeCheckpoint, readCheckpoint } from '../../src/runs/checkpoint.js';
import { findRecordDifference, listMeasuredFields } from '../../src/runs/recordDifference.js';
import { drawFaultPlan, readFaultPlan } from '../../src/runs/faultPlan.js';
import { checkpointName, checkpointRound } from '../../src/runs/format.js';
import { isLocked, takeLock } from '../../src/runs/lock.js';
import { findSampleDifference } from '../../src/runs/sampleDifference.js';
import { defaultCheckpointEvery } from '../../src/runs/schedule.js';
import { encodeChecksummedLine } from '../../src/runs/checksummedLines.js';
import { readTimings } from '../../src/runs/timings.js';
import { mnistMlp } from '../../src/models/mnistMlp.js';
import { parameterCount } from '../../src/models/layout.js';
import { parametersFromSafetensors } from '../../src/models/readSafetensors.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { listParticipants } from '../../src/scenario/participants.js';
import { stream } from '../../src/random/stream.js';
import { start, temporaryFolder } from '../support/program.js';
import { small } from '../support/small.js';

const scenario = expandScenario(small);
const entries = findEntries(builtIn, scenario);

const record: RoundRecord = {
  round: 4,
  learningRate: 0.1,
  trainLoss: 2.5,
  accuracy: 50,
  testLoss: 1.5,
  aggregateNorm: 3,
  honestMeanNorm: 2,
  cosine: 0.5,
  distance: 1.5,
  corruptedDistance: 1,
  parameterNorm: 9,
  influence: [1, 0, 0],
  corruptedInfluence: 1,
  chosen: [0],
  scores: [1, 2, 3],
  reports: ['a', 'b', 'c'],
  confided: ['d'],
  state: 's',
  digest: 'x',
};

/** Of a scenario that such records could be of: one worker is corrupted, the first. */
const { attacks } = findEntries(
  builtIn,
  expandScenario({ ...small, workers: { count: 11, corrupted: 1, batch: 20 } }),
);

describe('the first difference of two records', () => {
  const measured = listMeasuredFields(entries);
  const differ = (change: Partial<RoundRecord>, tolerant = false) =>
    findRecordDifference(record, { ...record, ...change }, { tolerant, measured, attacks });

  test('is none where they are equal', () => {
    expect(differ({})).toBeNull();
    expect(differ({ reports: [...record.reports] })).toBeNull();
  });

  test.each<[string, Partial<RoundRecord>, string, string]>([
    ['a worker’s report', { reports: ['a', 'z', 'c'], state: 'other', digest: 'y' }, 'worker/1', 'reports.1'],
    ['what the adversary made', { reports: ['z', 'b', 'c'], digest: 'y' }, 'adversary/0', 'reports.0'],
    [
      'what a corrupted worker confided',
      { confided: ['z'], reports: ['z', 'b', 'c'] },
      'worker/0',
      'confided.0',
    ],
    ['the rule’s choice', { chosen: [2], influence: [0, 0, 1], aggregateNorm: 1 }, 'server', 'chosen.0'],
    ['the aggregate', { aggregateNorm: 3.1, state: 'other' }, 'shards', 'aggregateNorm'],
    ['the update', { state: 'other', accuracy: 51 }, 'shards', 'state'],
    ['the evaluation', { accuracy: 51, digest: 'y' }, 'evaluator', 'accuracy'],
    ['the digest alone', { digest: 'y' }, 'driver', 'digest'],
  ])('is nearest to the cause: %s', (_, change, actor, field) => {
    expect(differ(change)).toMatchObject({ round: 4, actor, field });
  });

  test('shows both values with all their bits, were it the last one', () => {
    expect(differ({ aggregateNorm: 3.0000000000000004 })).toMatchObject({
      recorded: '3 (bits 4008000000000000)',
      replayed: '3.0000000000000004 (bits 4008000000000001)',
    });
  });

  test('shows that a value or some of a list are not there', () => {
    const { accuracy: _, ...rest } = record;
    expect(
      findRecordDifference(record, rest as RoundRecord, { tolerant: false, measured, attacks }),
    ).toMatchObject({
      field: 'accuracy',
      replayed: 'nothing',
    });
    expect(differ({ chosen: [0, 2] })).toMatchObject({
      field: 'chosen',
      recorded: '1 of them',
      replayed: '2 of them',
    });
  });

  test('between two backends leaves hashes out and allows a thousandth, half a point of accuracy', () => {
    expect(
      differ(
        { digest: 'y', state: 't', reports: ['q', 'b', 'c'], aggregateNorm: 3.002, accuracy: 50.4 },
        true,
      ),
    ).toBeNull();
    expect(differ({ aggregateNorm: 3.004 }, true)).toMatchObject({ field: 'aggregateNorm' });
    expect(differ({ accuracy: 50.6 }, true)).toMatchObject({ field: 'accuracy' });
    expect(differ({ chosen: [1] }, true)).toMatchObject({ field: 'chosen.0' });
  });
});

describe('a difference in reports is told of who made them', () => {
  const hashes = Array.from({ length: 11 }, (_, row) => `hash ${row}`);
  const changed = (list: readonly string[], at: number) => list.map((one, k) => (k === at ? 'other' : one));
  /** Who is blamed for a row of the reports, for a line of what was confided, and for a row of the probes. */
  const blame = (input: object) => {
    const played = expandScenario({ ...small, ...input });
    const bound = findEntries(builtIn, played).attacks;
    const participants = listParticipants(played, record.round);
    const reports = hashes.slice(0, participants.length);
    const rows = bound.flatMap(({ rowsIn }) => rowsIn(record.round));
    const there = { ...record, participants, reports, confided: rows.map((row) => `own ${row}`) };
    const probes = { round: 4, coordinates: [5], reports: [reports.map(() => 1)], aggregate: [1] };
    const comparison = { tolerant: false, measured: [], attacks: bound };
    return {
      participants,
      report: (row: number) =>
        findRecordDifference(there, { ...there, reports: changed(reports, row) }, comparison)?.actor,
      confided: (line: number) =>
        findRecordDifference(there, { ...there, confided: changed(there.confided, line) }, comparison)?.actor,
      probe: (row: number) => {
        const other = { ...probes, reports: [probes.reports[0].map((one, at) => (at === row ? 2 : one))] };
        return findSampleDifference(probes, other, { record: there, attacks: bound, tolerant: false })?.actor;
      },
    };
  };

  test('where the corrupted workers are not the first ones', () => {
    const { report, confided, probe } = blame({ workers: { ...small.workers, placement: [3, 7] } });
    expect([0, 1, 3, 7, 8].map(report)).toEqual([
      ...['worker/0', 'worker/1', 'adversary/0', 'adversary/0', 'worker/8'],
    ]);
    expect([0, 1].map(confided)).toEqual(['worker/3', 'worker/7']);
    expect([0, 7].map(probe)).toEqual(['worker/0', 'adversary/0']);
  });

  test('where the workers of a round are drawn: by their own numbers', () => {
    const workers = { ...small.workers, placement: [3, 7], participants: 6, corruptedParticipants: 1 };
    const { participants, report, confided, probe } = blame({ workers });
    const row = participants.findIndex((worker) => [3, 7].includes(worker));
    const others = [0, 1, 2, 3, 4, 5].filter((one) => one !== row);
    expect([row, ...others].map(report)).toEqual([
      'adversary/0',
      ...others.map((one) => `worker/${participants[one]}`),
    ]);
    expect(confided(0)).toBe(`worker/${participants[row]}`);
    expect(others.map(probe)).toEqual(others.map(report));
    expect(participants).not.toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('where there are several attacks: the adversary of the one that the worker belongs to', () => {
    const attack = [{ name: 'ipm', workers: 1 }, { name: 'sign-flip' }];
    const { report } = blame({ attack, defense: { rule: 'mean' } });
    expect([0, 1, 2].map(report)).toEqual(['adversary/0', 'adversary/1', 'worker/2']);
  });

  test('where there are several attacks: the adversary that decided the fact that differs', () => {
    const attack = [{ name: 'min-max', workers: 1 }, { name: 'min-max' }];
    const bound = findEntries(builtIn, expandScenario({ ...small, attack })).attacks;
    const decide = (facts: NonNullable<RoundRecord['attack']>) => ({ ...record, attack: facts });
    const there = decide({ 'min-max.gamma': 1, 'min-max-2.gamma': 2 });
    const differ = (other: NonNullable<RoundRecord['attack']>) =>
      findRecordDifference(there, decide(other), { tolerant: false, measured: [], attacks: bound });
    expect(differ({ 'min-max.gamma': 1, 'min-max-2.gamma': 3 })).toMatchObject({ actor: 'adversary/1' });
    expect(differ({ 'min-max.gamma': 4, 'min-max-2.gamma': 3 })).toMatchObject({ actor: 'adversary/0' });
  });

  test('and whoever takes part is the driver’s choice', () => {
    const there = { ...record, participants: [0, 4, 9] };
    const comparison = { tolerant: false, measured: [], attacks };
    expect(findRecordDifference(there, { ...there, participants: [0, 5, 9] }, comparison)).toMatchObject({
      actor: 'driver',
      field: 'participants.1',
    });
  });
});

describe('the first difference of two rounds’ probes', () => {
  const probes: ProbeRecord = {
    round: 4,
    coordinates: [5, 9],
    reports: [
      [0, 1, null],
      [1e-6, 2, 1],
    ],
    aggregate: [0.5, 1],
  };
  const differ = (change: Partial<ProbeRecord>, tolerant = false) =>
    findSampleDifference(probes, { ...probes, ...change }, { record, attacks, tolerant });
  const second = (...row: (number | null)[]) => ({ reports: [probes.reports[0], row] });

  test('is none where they are equal, and else at a worker, the adversary or the shards', () => {
    expect(differ({ reports: structuredClone(probes.reports) })).toBeNull();
    expect(differ(second(1e-6, 2.5, 1))).toMatchObject({ round: 4, actor: 'worker/1', field: 'probes.1.1' });
    expect(differ(second(1.1e-6, 2, 1))).toMatchObject({ actor: 'adversary/0', field: 'probes.1.0' });
    expect(differ({ aggregate: [0.5, null] })).toEqual({
      round: 4,
      actor: 'shards',
      field: 'probes.1.aggregate',
      recorded: '1 (bits 3ff0000000000000)',
      replayed: 'null',
    });
  });

  test('between two backends allows a thousandth of the largest value at a coordinate', () => {
    expect(differ(second(1.9e-3, 2, 1.0019), true)).toBeNull();
    expect(differ(second(2.1e-3, 2, 1), true)).toMatchObject({ field: 'probes.1.0' });
    expect(differ(second(1e-6, 2, null), true)).toMatchObject({ field: 'probes.1.2' });
  });
});

describe('a checkpoint', () => {
  const layout = mnistMlp;
  const size = parameterCount(layout);
  const tensors = listStateTensors(scenario, entries);
  const random = stream(1, 'a checkpoint');
  const draw = () => Float32Array.from({ length: size }, () => random.uniform() - 0.5);
  const state = {
    round: 7,
    digest: 'd'.repeat(64),
    tensors: { [PARAMETERS]: draw(), [VELOCITY]: draw() },
  };

  test('comes back as it was written, and serves as initial parameters too', () => {
    const file = path.join(temporaryFolder(), checkpointName(7));
    const bytes = encodeCheckpoint(state, layout, tensors);
    writeFileSync(file, bytes);
    expect(readCheckpoint(file, 7, layout, tensors)).toEqual(state);
    expect(parametersFromSafetensors(bytes, layout, file)).toEqual(state.tensors[PARAMETERS]);
    expect(encodeCheckpoint(state, layout, tensors)).toEqual(bytes);
  });

  test('of another round, or with an enormous header, or none, is refused with exit code 4', () => {
    const file = path.join(temporaryFolder(), checkpointName(7));
    const refused = (content: Uint8Array, round: number, problem: RegExp) => {
      writeFileSync(file, content);
      expect(() => readCheckpoint(file, round, layout, tensors)).toThrow(problem);
      expect(() => readCheckpoint(file, round, layout, tensors)).toThrow(
        expect.objectContaining({ code: 'KRUMBLE_DATA' }),
      );
    };
    const bytes = encodeCheckpoint(state, layout, tensors);
    refused(bytes, 8, /round: found "7", allowed "8"$/);
    const enormous = bytes.slice();
    new DataView(enormous.buffer).setBigUint64(0, 2n ** 62n, true);
    refused(enormous, 7, /a header of 4611686018427387904 bytes/);
    refused(new Uint8Array(3), 7, /it has no header/);
    refused(new Uint8Array(bytes.length + 2 ** 21), 7, /allowed at most/);
  });

  test('is named after its round, one way only', () => {
    expect(checkpointName(40)).toBe('round-000040.safetensors');
    expect(checkpointRound('round-000040.safetensors')).toBe(40);
    expect(checkpointRound('round-1234567.safetensors')).toBe(1234567);
    for (const name of [
      'round-0000040.safetensors',
      'round-40.safetensors',
      'round-000040.safetensors.draft',
      '../round-000040.safetensors',
    ]) {
      expect(checkpointRound(name)).toBeNull();
    }
  });

  test('is made every 10 rounds, and less often where all would take more than 100 MB', () => {
    expect(defaultCheckpointEvery(150, 79_510, 0)).toBe(10);
    expect(defaultCheckpointEvery(150, 8_972_340, 0)).toBe(108);
    expect(defaultCheckpointEvery(150, 79_510, 51)).toBe(26); // 212 bytes a parameter
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e7 }), (rounds, size) => {
        const every = defaultCheckpointEvery(rounds, size, 0);
        expect(Math.floor(rounds / every) * 8 * size).toBeLessThanOrEqual(100e6);
      }),
    );
  });
});

describe('a lock', () => {
  test('is had by one at a time, and free again when it is released', () => {
    const folder = temporaryFolder();
    const lock = takeLock(folder);
    expect(isLocked(folder)).toBe(true);
    expect(() => takeLock(folder)).toThrow(new RegExp(`process ${process.pid} is writing to this run`));
    lock.release();
    expect(isLocked(folder)).toBe(false);
    takeLock(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of a process that is gone is taken over', async () => {
    const folder = temporaryFolder();
    const gone = start(['--version']);
    await gone.ended;
    takeLock(folder);
    const own = readFileSync(path.join(folder, 'lock'), 'utf8').trim().split(' ');
    const with_ = (changes: Record<number, string>) => own.map((word, k) => changes[k] ?? word).join(' ');
    const gones = [
      with_({ 0: '999999999' }),
      with_({ 1: '1' }),
      with_({ 3: 'an earlier start' }),
      '',
      'nonsense',
    ];
    for (const content of gones) {
      writeFileSync(path.join(folder, 'lock'), content);
      expect(isLocked(folder)).toBe(false);
      takeLock(folder).release();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of another machine or container is left alone, and the file named that may have to be removed', () => {
    const folder = temporaryFolder();
    takeLock(folder);
    const file = path.join(folder, 'lock');
    const own = readFileSync(file, 'utf8').trim().split(' ');
    for (const place of [2, 4]) {
      writeFileSync(file, own.map((word, k) => (k === place ? 'elsewhere' : word)).join(' '));
      expect(() => takeLock(folder)).toThrow(`if none is, remove ${file}`);
      expect(isLocked(folder)).toBe(true);
    }
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  test('that somebody else has taken since is not given back', () => {
    const folder = temporaryFolder();
    const lock = takeLock(folder);
    writeFileSync(path.join(folder, 'lock'), 'another');
    lock.release();
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  test('that is no file is not taken', () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'lock'));
    expect(() => takeLock(folder)).toThrow(/cannot be written: its lock cannot be taken$/);
    expect(readdirSync(folder)).toEqual(['lock']);
  });
});

describe('a plan of faults', () => {
  const played = { scenario, entries };

  test('is the same for the same seed, and has faults of the scenario’s rounds and actors', () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const plan = drawFaultPlan(seed, played);
      expect(drawFaultPlan(seed, played)).toEqual(plan);
      expect(plan.threads.length + plan.disk.length).toBeGreaterThanOrEqual(1);
      expect(plan.threads.length + plan.disk.length).toBeLessThanOrEqual(4);
      for (const { kind, round, actor } of plan.threads) {
        kinds.add(kind);
        expect(round).toBeLessThan(6);
        if (actor.startsWith('worker/')) expect(Number(actor.slice(7))).toBeLessThan(11);
      }
      for (const { kind, operation } of plan.disk) {
        kinds.add(kind);
        expect(operation).toBeGreaterThanOrEqual(1);
      }
    }
    expect([...kinds].sort()).toEqual(['clock', 'exit', 'fail', 'full', 'hang', 'kill', 'memory']);
  });

  test('is read from YAML, and a mistake is named with line and field', () => {
    const file = path.join(temporaryFolder(), 'plan.yaml');
    const read = (text: string) => {
      writeFileSync(file, text);
      return readFaultPlan(file, played);
    };
    expect(
      read(
        'threads:\n  - { kind: exit, actor: worker/2, round: 3 }\ndisk:\n  - { kind: full, operation: 9 }\n',
      ),
    ).toEqual({
      threads: [{ kind: 'exit', actor: 'worker/2', round: 3, attempt: 1 }],
      disk: [{ kind: 'full', operation: 9, part: 0 }],
    });
    expect(() => read('threads:\n  - { kind: exit, actor: cat/2, round: 3 }\n')).toThrow(
      /plan\.yaml:2:\d+: threads\.0\.actor: an actor, as in worker\/5$/,
    );
    expect(() => read('disks: []\n')).toThrow(/plan\.yaml.*Unrecognized key: "disks"$/);
    const refused = (fault: string, message: string) =>
      expect(() => read(`threads:\n  - ${fault}\n`)).toThrow(message);
    refused(
      '{ kind: exit, actor: worker/11, round: 1 }',
      'threads.0.actor: found worker/11, allowed worker/0 to worker/10',
    );
    refused('{ kind: exit, actor: shard/0, round: 6 }', 'threads.0.round: found 6, allowed 0 to 5');
    refused('{ kind: flip, actor: shard/0, round: 1 }', 'threads.0.actor: found shard/0, allowed a worker');
    expect(() => read('threads:\n  - { kind: exit, actor: worker/1, round: -1 }\n')).toThrow(
      /threads\.0\.round/,
    );
    expect(readFileSync(file, 'utf8')).toContain('round: -1');
  });
});

describe('a timing', () => {
  const busyMs = { gradients: 1, attack: 0, aggregation: 2.5, update: 0, evaluation: 0 };
  const old = { round: 3, durationMs: 250.5, busyMs, memoryBytes: 3e8 };
  const now = {
    ...old,
    threads: [{ thread: 2, busy: [['worker', 0, 1.25] as const, ['shard', 1.25, 1.25] as const] }],
    messages: 12,
    transferredBytes: 4e9,
    queueMax: 51,
    queueMean: 12.5,
  };
  const read = (timing: object) => {
    const file = path.join(temporaryFolder(), 'timings.jsonl');
    writeFileSync(file, encodeChecksummedLine(timing as RoundTiming));
    return [...readTimings(file)].map(({ value }) => value);
  };

  test('is read as it is written today, and as it was before threads were told', () => {
    expect(read(now)).toEqual([now]);
    expect(read(old)).toEqual([old]);
  });

  test.each<[string, object, string]>([
    [
      'a stretch that ends before it begins',
      { threads: [{ thread: 1, busy: [['shard', 2, 1]] }] },
      'threads.0.busy.0: ends',
    ],
    [
      'a stretch before the round',
      { threads: [{ thread: 1, busy: [['shard', -1, 1]] }] },
      'threads.0.busy.0.1: Too small',
    ],
    [
      'an actor of no kind',
      { threads: [{ thread: 1, busy: [['cat', 0, 1]] }] },
      'threads.0.busy.0.0: Invalid option',
    ],
    [
      'too many stretches',
      { threads: [{ thread: 1, busy: new Array(401).fill(['shard', 0, 1]) }] },
      'threads.0.busy: Too big',
    ],
    ['half a message', { messages: 0.5 }, 'messages: Invalid input'],
    ['an endless queue', { queueMean: Infinity }, 'queueMean: Invalid input'],
    ['an unknown field', { colour: 'red' }, 'line: Unrecognized key: "colour"'],
  ])('with %s is refused', (_, change, message) => {
    expect(() => read({ ...now, ...change })).toThrow(`timings.jsonl:1: ${message}`);
  });
});
