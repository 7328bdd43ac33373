import { countParticipants } from '../scenario/participants.js';
import { z } from 'zod';
import type { Address } from '../actors/results.js';
import { blockCount } from '../actors/blocks.js';
import { listSlices } from '../actors/evaluationPlan.js';
import type { Fault } from '../cluster/faults.js';
import { InputError } from '../errors/inputError.js';
import type { ErrorDetails } from '../errors/errorDetails.js';
import type { DiskFault } from '../files/faultyDisk.js';
import { readBounded } from '../files/readBounded.js';
import { parameterCount } from '../models/layout.js';
import { type RandomStream, stream } from '../random/stream.js';
import type { Scenario } from '../scenario/scenario.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';
import { parseYaml } from '../scenario/yaml.js';

/** A scenario, and the entries that it names. */
export interface Simulated {
  readonly scenario: Scenario;
  readonly entries: ScenarioEntries;
}

/** Faults to try a run with. */
export interface FaultPlan {
  readonly threads: readonly Fault[];
  readonly disk: readonly DiskFault[];
}

const BYTES_MAX = 1 << 18;
const THREAD_KINDS = ['exit', 'hang', 'memory', 'clock'] as const;
const DISK_KINDS = ['kill', 'full', 'fail'] as const;

const threadFault = z.strictObject({
  kind: z.enum([...THREAD_KINDS, 'throw', 'flip']),
  actor: z.string().regex(/^(worker|adversary|shard|server|evaluator)\/\d{1,5}$/, 'an actor, as in worker/5'),
  round: z.int().min(0).max(1_000_000),
  attempt: z.int().min(1).max(3).default(1),
});
const diskFault = z.strictObject({
  kind: z.enum(DISK_KINDS),
  operation: z.int().min(1).max(10_000_000),
  part: z.number().min(0).max(1).default(0),
});
const schema = z.strictObject({
  threads: z.array(threadFault).max(1000).default([]),
  disk: z.array(diskFault).max(1000).default([]),
});

/**
 * Reads a plan of faults for a scenario, a YAML file.
 * Throws an InputError that names file, line and field.
 */
export function readFaultPlan(file: string, played: Simulated): FaultPlan {
  const bytes = readBounded(file, { bytesMax: BYTES_MAX, links: true });
  const { value, findPlace } = parseYaml(Buffer.from(bytes).toString('utf8'), file);
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    const plan = parsed.data as FaultPlan;
    for (const [index, fault] of plan.threads.entries()) {
      const problem = checkFault(fault, played);
      const field = ['threads', index, problem?.field ?? ''];
      if (problem) throw new InputError({ ...problem, place: findPlace(field), field: field.join('.') });
    }
    return plan;
  }
  const [{ path, message }] = parsed.error.issues;
  const keys = path as (string | number)[];
  throw new InputError({ place: findPlace(keys), field: keys.join('.') || 'plan', problem: message });
}

/**
 * Draws a plan of 1 to 4 faults for a scenario from a seed, at
 * actors, rounds and disk operations anywhere in the run.
 * A plan has only some kinds, because a rare fault shows where the others keep away.
 */
export function drawFaultPlan(seed: number, played: Simulated): FaultPlan {
  const { scenario } = played;
  const random = stream(seed, 'fault plan');
  const kinds = [...THREAD_KINDS, ...DISK_KINDS].filter(() => random.uniform() < 0.5);
  const [threads, disk]: [Fault[], DiskFault[]] = [[], []];
  const operations = 3 * scenario.training.rounds + 45;
  for (let count = 1 + random.below(4); count > 0; count--) {
    const kind = pick(random, kinds.length > 0 ? kinds : (['exit'] as const));
    if (isDiskKind(kind)) {
      disk.push({ kind, operation: 1 + random.below(operations), part: random.below(3) / 2 });
    } else {
      const round = random.below(scenario.training.rounds);
      threads.push({ kind, actor: drawActor(random, played), round, attempt: 1 });
    }
  }
  return { threads, disk };
}

function isDiskKind(kind: Fault['kind'] | DiskFault['kind']): kind is DiskFault['kind'] {
  return (DISK_KINDS as readonly string[]).includes(kind);
}

/** Faults that could never strike would make a trial that proves nothing. */
function checkFault({ kind, actor, round }: Fault, played: Simulated): ErrorDetails | null {
  const { scenario } = played;
  const rounds = scenario.training.rounds;
  if (round >= rounds) return { field: 'round', found: String(round), allowed: `0 to ${rounds - 1}` };
  const [name, number] = actor.split('/');
  const count = listActors(played).find(([one]) => one === name)?.[1] ?? 0;
  if (Number(number) >= count)
    return { field: 'actor', found: actor, allowed: `${name}/0 to ${name}/${count - 1}` };
  if (kind !== 'flip' || name === 'worker') return null;
  return { field: 'actor', found: actor, allowed: 'a worker, whose gradient has a bit to flip' };
}

function drawActor(random: RandomStream, played: Simulated): Address {
  const [kind, count] = pick(random, listActors(played));
  return `${kind}/${random.below(count)}`;
}

function listActors({ scenario, entries }: Simulated) {
  return [
    ['worker', countParticipants(scenario)],
    ['shard', blockCount(parameterCount(entries.model))],
    ['adversary', 1],
    ['server', 1],
    ['evaluator', listSlices(scenario, entries).length],
  ] as const;
}

function pick<T>(random: RandomStream, values: readonly T[]): T {
  return values[random.below(values.length)];
}
