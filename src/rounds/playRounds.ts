import { planMeasures } from '../actors/evaluationPlan.js';
import { sampledCoordinates } from '../actors/coordinateSamples.js';
import type { World } from '../actors/world.js';
import { nowMs, settled } from '../cluster/clock.js';
import type { Cluster } from '../cluster/cluster.js';
import type { Walked, WalkedRound } from '../cluster/executor.js';
import { ContractError } from '../errors/contractError.js';
import { InvariantError, invariant } from '../errors/invariantError.js';
import { OverflowError } from '../errors/overflowError.js';
import type { Scenario } from '../scenario/scenario.js';
import { commitRound, hashMemory } from './commit.js';
import { type Busy, listBusy, NOTHING } from './busy.js';
import { createMemoryGauge } from './memoryGauge.js';
import { buildRecord, buildTiming } from './roundRecord.js';
import { findFacts, summarizeWorkers } from './summarizeWorkers.js';
import { chainDigest } from './digest.js';
import type { Round } from './round.js';

/** Rounds that have been played, and the digest of the last. */
export interface Progress {
  round: number;
  digest: string;
}

/** What rounds ask and tell on their way. */
export interface PlayHooks {
  /** Asked before each round; false ends the rounds. */
  readonly mayBegin: (round: number) => Promise<boolean>;
  /** Told of each round what was reported in it, before the next one writes to the same memory. */
  readonly onReported?: ((round: number, trained: WalkedRound) => void) | undefined;
  /** Told of each round how its training went, when the next one has begun, which does not wait for it. */
  readonly onTrained: (round: number, walked: Walked) => void;
}

/** A round whose outcome is committed, and which is being evaluated. */
interface Outcome {
  readonly round: number;
  readonly startMs: number;
  readonly trained: WalkedRound;
  /** SHA-256 of what rule and attack remember after it. */
  readonly memory: string | null;
  /** The evaluation of the round before, where it went along with this one. */
  readonly along: readonly Busy[];
  /** Begins its evaluation where that is not begun, and gives what comes of it. */
  readonly evaluated: () => Promise<Walked>;
}

/**
 * The rounds from `progress` on, which is kept true: when a round is yielded,
 * it and no later one is counted there and committed to the world.
 * A round is evaluated while the next one trains: they read one version of the parameters,
 * and the next is committed only when the one before has been taken.
 * The next one is begun first, where it may be: all threads wait for that.
 * `mayBegin` is asked before each round; false ends the rounds.
 * After the rounds before it, throws an OverflowError for a round that leads beyond float32,
 * which is not committed, and an InvariantError that names seed and round for one that cannot be completed.
 */
export async function* playRounds(
  world: World,
  cluster: Cluster,
  progress: Progress,
  { mayBegin, onReported, onTrained }: PlayHooks,
): AsyncGenerator<Round, void, undefined> {
  const { scenario } = world;
  const conclude = concluding(world, progress, onTrained);
  let last: Outcome | null = null;
  for (let round = progress.round; ; round++) {
    const allowed: Promise<boolean> =
      round < scenario.training.rounds ? mayBegin(round) : Promise.resolve(false);
    if (last !== null && !(await isPrompt(allowed)) && !(await comesBefore(allowed, last.evaluated()))) {
      yield await conclude(last, null);
      last = null;
    }
    if (!(await allowed)) return;
    const startMs = nowMs();
    const training = naming(scenario.seed, round, cluster.train(round));
    training.catch(() => undefined); // thrown where it is awaited, after the round before was seen
    const along: Busy[] = [];
    if (last !== null) {
      yield await conclude(last, startMs);
      along.push(clipBusy(listBusy(await last.evaluated()), startMs, Infinity));
    }
    const trained = await training;
    onReported?.(round, trained);
    checkFinite(scenario, round, trained);
    commitRound(world, round, trained.memory);
    const memory = hashMemory(world, round);
    const evaluated = once(() => naming(scenario.seed, round, cluster.evaluate(round)));
    last = { round, startMs, trained, memory, along, evaluated };
  }
}

function checkFinite({ seed, defense }: Scenario, round: number, trained: Walked): void {
  const [conclusion] = trained.results('conclusion');
  if (!('overflow' in conclusion)) return;
  const rule = defense.variant === undefined ? defense.rule : `${defense.rule} (${defense.variant})`;
  throw new OverflowError({ round, workers: conclusion.overflow }, { seed, rule });
}

/** What is begun when it is first asked for; what it fails with is thrown to who awaits it. */
function once<T>(begin: () => Promise<T>): () => Promise<T> {
  let begun: Promise<T> | null = null;
  return () => {
    if (begun === null) (begun = begin()).catch(() => undefined);
    return begun;
  };
}

/** Whether a next round is allowed already. */
function isPrompt(allowed: Promise<boolean>): Promise<boolean> {
  return Promise.race([allowed, Promise.resolve(false)]);
}

/** Whether a next round is allowed before this one has been evaluated, or just then. */
function comesBefore(allowed: Promise<boolean>, evaluating: Promise<unknown>): Promise<boolean> {
  const evaluated = evaluating.then(settled).then(() => false);
  return Promise.race([allowed, evaluated]);
}

/** What makes a round of its outcome, once it is evaluated; `nextMs`: when the next began, if it did. */
function concluding(
  world: World,
  progress: Progress,
  onTrained: PlayHooks['onTrained'],
): (outcome: Outcome, nextMs: number | null) => Promise<Round> {
  const coordinates = sampledCoordinates(world.entries.model, world.scenario.seed);
  const readMemory = createMemoryGauge();
  return async (last, nextMs) => {
    const { round, startMs, trained, along } = last;
    onTrained(round, trained);
    const measured = await last.evaluated();
    const { record, probes } = buildOutcome(world, last, measured);
    const digest = chainDigest(progress.digest, record);
    [progress.round, progress.digest] = [round + 1, digest];
    const measuring = listBusy(measured);
    const own = nextMs === null ? measuring : { ...clipBusy(measuring, 0, nextMs), moved: NOTHING };
    const time = { startMs, endMs: nextMs ?? nowMs() };
    return {
      record: Object.freeze({ ...record, digest }),
      probes: { round, coordinates, ...probes },
      timing: buildTiming(round, time, [...along, listBusy(trained), own], readMemory()),
    };
  };
}

/** A round's record but for its digest, and what was watched. */
function buildOutcome(world: World, { round, trained, memory }: Outcome, measured: Walked) {
  const { scenario, entries } = world;
  const [conclusion] = trained.results('conclusion');
  invariant('concluded' in conclusion, 'a round that overflowed was committed');
  const { concluded: outcome } = conclusion;
  const planned = planMeasures(scenario, entries, round);
  const parts = measured.plan.length === 0 ? [] : measured.results('measures').map(({ part }) => part);
  const summaries = summarizeWorkers(trained, entries, round);
  const record = withContract(round, () =>
    buildRecord(world, round, summaries, outcome, {
      planned,
      parts,
      memory,
      facts: findFacts(trained, entries, round),
    }),
  );
  return { record, probes: outcome.probes };
}

/** What of this was from one time to another; what was moved is counted whole. */
function clipBusy({ spans, moved }: Busy, fromMs: number, toMs: number): Busy {
  const clipped = spans
    .filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs)
    .map((span) => ({
      ...span,
      startMs: Math.max(span.startMs, fromMs),
      endMs: Math.min(span.endMs, toMs),
    }));
  return { spans: clipped, moved };
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
