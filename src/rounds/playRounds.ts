import { planEvaluation, planMeasures } from '../actors/evaluationPlan.js';
import type { Bodies, Message } from '../actors/messages.js';
import { sampledCoordinates } from '../actors/coordinateSamples.js';
import type { World } from '../actors/world.js';
import { nowMs, settled } from '../cluster/clock.js';
import type { Cluster } from '../cluster/cluster.js';
import type { Delivered } from '../cluster/deliver.js';
import { noTraffic } from '../cluster/traffic.js';
import { ContractError } from '../errors/contractError.js';
import { InvariantError, invariant } from '../errors/invariantError.js';
import { OverflowError } from '../errors/overflowError.js';
import type { Scenario } from '../scenario/scenario.js';
import { commitRound, hashMemory } from './commit.js';
import { buildRecord, buildTiming } from './roundRecord.js';
import { chainDigest } from './digest.js';
import type { Round } from './round.js';

/** Rounds that have been played, and the digest of the last. */
export interface Progress {
  round: number;
  digest: string;
}

/** A round whose outcome is committed, and which is being evaluated. */
interface Outcome {
  readonly round: number;
  readonly startMs: number;
  readonly trained: Delivered;
  /** SHA-256 of what rule and attack remember after it. */
  readonly memory: string | null;
  /** The evaluation of the round before, where it went along with this one. */
  readonly along: readonly Delivered[];
  readonly evaluating: Promise<Delivered>;
}

/**
 * The rounds from `progress` on, which is kept true: when a round is yielded,
 * it and no later one is counted there and committed to the world.
 * A round is evaluated while the next one trains: they read one version of the parameters,
 * and the next is committed only when the one before has been taken.
 * `mayBegin` is asked before each round; false ends the rounds.
 * After the rounds before it, throws an OverflowError for a round that leads beyond float32,
 * which is not committed, and an InvariantError that names seed and round for one that cannot be completed.
 */
export async function* playRounds(
  world: World,
  cluster: Cluster,
  progress: Progress,
  mayBegin: () => Promise<boolean>,
): AsyncGenerator<Round, void, undefined> {
  const { scenario } = world;
  const deliver = (round: number, messages: readonly Message[]) =>
    naming(scenario.seed, round, cluster.deliver(round, messages));
  let last: Outcome | null = null;
  for (let round = progress.round; ; round++) {
    const allowed: Promise<boolean> = round < scenario.training.rounds ? mayBegin() : Promise.resolve(false);
    if (last !== null && !(await comesBefore(allowed, last.evaluating))) {
      yield await concluded(world, last, progress, null);
      last = null;
    }
    if (!(await allowed)) return;
    const startMs = nowMs();
    const training = deliver(round, computeMessages(scenario));
    training.catch(() => undefined); // thrown where it is awaited, after the round before was seen
    const along: Delivered[] = [];
    if (last !== null) {
      yield await concluded(world, last, progress, startMs);
      along.push(clipDelivery(await last.evaluating, startMs, Infinity));
    }
    const trained = await training;
    checkFinite(scenario, round, trained);
    commitRound(world, round, trained.memory);
    const memory = hashMemory(world, round);
    const evaluating = deliver(round, planEvaluation(world, round));
    evaluating.catch(() => undefined);
    last = { round, startMs, trained, memory, along, evaluating };
  }
}

function checkFinite({ seed, defense }: Scenario, round: number, { replies }: Delivered): void {
  const [overflowed] = (replies.overflowed ?? []) as Bodies['overflowed'][];
  if (overflowed === undefined) return;
  const rule = defense.variant === undefined ? defense.rule : `${defense.rule} (${defense.variant})`;
  throw new OverflowError({ round, workers: overflowed.workers }, { seed, rule });
}

/** Whether a next round is allowed before this one has been evaluated, or just then. */
function comesBefore(allowed: Promise<boolean>, evaluating: Promise<unknown>): Promise<boolean> {
  const evaluated = evaluating.then(settled).then(() => false);
  return Promise.race([allowed, evaluated]);
}

/** The round once it is evaluated; `nextMs`: when the next began, if it did. */
async function concluded(
  world: World,
  { round, startMs, trained, memory, along, evaluating }: Outcome,
  progress: Progress,
  nextMs: number | null,
): Promise<Round> {
  const { scenario, entries } = world;
  const evaluated = await evaluating;
  const [conclusion] = requireReplies(trained, 'concluded');
  const planned = planMeasures(scenario, entries, round);
  const parts = planned.length === 0 ? [] : requireReplies(evaluated, 'measured').map(({ part }) => part);
  const summaries = requireReplies(trained, 'summary');
  const record = withContract(round, () =>
    buildRecord(world, round, summaries, conclusion, { planned, parts, memory }),
  );
  const digest = chainDigest(progress.digest, record);
  [progress.round, progress.digest] = [round + 1, digest];
  const own = nextMs === null ? evaluated : { ...clipDelivery(evaluated, 0, nextMs), traffic: noTraffic() };
  return {
    record: Object.freeze({ ...record, digest }),
    probes: { round, coordinates: sampledCoordinates(entries.model, scenario.seed), ...conclusion.probes },
    timing: buildTiming(round, { startMs, endMs: nextMs ?? nowMs() }, [...along, trained, own]),
  };
}

/** What of a delivery was done from one time to another; its traffic is counted whole. */
function clipDelivery(delivered: Delivered, fromMs: number, toMs: number): Delivered {
  const spans = delivered.spans
    .filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs)
    .map((span) => ({
      ...span,
      startMs: Math.max(span.startMs, fromMs),
      endMs: Math.min(span.endMs, toMs),
    }));
  return { ...delivered, spans };
}

async function naming<T>(seed: number, round: number, played: Promise<T>): Promise<T> {
  try {
    return await played;
  } catch (error) {
    if (error instanceof ContractError)
      throw new ContractError(`round ${round}: ${error.message}`, { cause: error });
    if (!(error instanceof InvariantError)) throw error;
    throw new InvariantError(`seed ${seed}, round ${round}: ${error.message}`, { cause: error });
  }
}

/** The same of what is done here and not on a thread. */
function withContract<T>(round: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new ContractError(`round ${round}: ${error.message}`, { cause: error });
  }
}

function computeMessages({ workers }: Scenario): Message<'compute'>[] {
  return Array.from({ length: workers.count }, (_, worker) => ({
    to: `worker/${worker}`,
    kind: 'compute',
    part: { index: 0, of: 1 },
    body: {},
  }));
}

function requireReplies<K extends 'concluded' | 'summary' | 'measured'>(
  delivered: Delivered,
  kind: K,
): readonly Bodies[K][] {
  const bodies = delivered.replies[kind];
  invariant(bodies !== undefined, `no ${kind} message came back`);
  return bodies as readonly Bodies[K][];
}
