import type { BackdoorPicture } from '../attacks/backdoor/picture.js';
import { backdoorOf } from '../attacks/setting.js';
import { evaluationMessages } from '../actors/evaluations.js';
import type { Bodies, Message } from '../actors/messages.js';
import { probeCoordinates } from '../actors/probes.js';
import { versionOf, type World } from '../actors/world.js';
import { type Cluster, createCluster } from '../cluster/cluster.js';
import type { Delivered } from '../cluster/deliver.js';
import { nowMs } from '../cluster/clock.js';
import type { Fault } from '../cluster/faults.js';
import { InvariantError, invariant } from '../errors/invariantError.js';
import type { BackendFacts, BackendName } from '../models/backend.js';
import { isEvaluated, type Scenario } from '../scenario/scenario.js';
import { tasks } from '../scenario/tasks.js';
import { commitMomenta, commitRound } from './commit.js';
import { chainDigest, firstDigest } from './digest.js';
import { describeRound, timingOf } from './describe.js';
import { pictureOf } from './picture.js';
import type { Round } from './round.js';
import type { State } from './state.js';
import { createWorld, type Origin } from './world.js';

/** How a scenario is simulated. Nothing here changes a record, but for the backend. */
export interface SimulationOptions {
  /** Threads that actors run on; default: as many as this machine can run at once. */
  readonly threads?: number | undefined;
  /** Default: wasm. */
  readonly backend?: BackendName | undefined;
  /** The longest that a step of an actor may take before its thread is replaced; default: the task's. */
  readonly taskDeadlineMs?: number | undefined;
  readonly threadHeapMb?: number | undefined;
  /** Faults to inject, for tests of recovery. */
  readonly faults?: readonly Fault[] | undefined;
  /** Where to start; default: before round 0, from the scenario's initial parameters. */
  readonly start?: State | undefined;
  /** Asked before each round whether it may begin; false ends the rounds. */
  readonly mayBegin?: (() => Promise<boolean>) | undefined;
  /** Told of threads that were lost and replaced. */
  readonly onIncident?: ((incident: string) => void) | undefined;
}

/** A scenario with its cluster, ready to play. */
export interface Simulation {
  readonly scenario: Scenario;
  readonly threads: number;
  readonly backend: BackendFacts;
  readonly data: { readonly name: string; readonly train: string; readonly test: string };
  readonly initial: Origin['initial'];
  /** What the backdoor of a scenario is for, by default of this one, to look at; null without one. */
  picture(of?: Scenario): BackdoorPicture | null;
  /** The digest before the first round that is played. */
  readonly startDigest: string;
  /**
   * Plays the rounds, one each time the next is asked for. Can be played once.
   * Throws an InvariantError that names seed and round when a round cannot be completed.
   */
  rounds(): AsyncGenerator<Round, void, undefined>;
  /** A copy of the state after the last round that was played. */
  state(): State;
  /** Ends all threads. */
  close(): Promise<void>;
}

/** Loads the data, starts the threads and sets up the world before its first round. Close it when done. */
export async function openSimulation(
  scenario: Scenario,
  options: SimulationOptions = {},
): Promise<Simulation> {
  const { world, initial } = createWorld(scenario, options.start ?? null);
  let round = options.start?.round ?? 0;
  const startDigest = options.start?.digest ?? firstDigest(world.parameters[0]);
  let digest = startDigest;
  let started = false;
  const picture = (of: Scenario = scenario) => pictureOf(of, world.set);
  picture(); // throws where there is nothing to see
  const cluster = await createCluster(world, {
    ...options,
    backend: options.backend ?? 'wasm',
    taskDeadlineMs: options.taskDeadlineMs ?? 1000 * tasks[scenario.task].deadline,
  });
  return {
    scenario,
    threads: cluster.threads,
    backend: cluster.backend,
    data: { name: world.set.name, ...world.set.hashes },
    initial,
    picture,
    startDigest,
    rounds: async function* () {
      invariant(!started, 'a simulation can be played once');
      started = true;
      while (round < scenario.training.rounds) {
        if (options.mayBegin && !(await options.mayBegin())) return;
        const played = await playRound(world, cluster, round, digest);
        round++;
        ({ digest } = played.record);
        yield played;
      }
    },
    state: () => ({
      round,
      digest,
      parameters: Float32Array.from(world.parameters[versionOf(round)]),
      velocity: Float32Array.from(world.velocity[versionOf(round)]),
      momenta: world.momenta && Float32Array.from(world.momenta[versionOf(round)]),
    }),
    close: () => cluster.destroy(),
  };
}

async function playRound(world: World, cluster: Cluster, round: number, previous: string): Promise<Round> {
  const startMs = nowMs();
  try {
    const trained = await cluster.deliver(round, computeMessages(world.scenario));
    commitRound(world, round, repliesOf(trained, 'commit'));
    if (world.momenta !== null) commitMomenta(world.momenta, round, repliesOf(trained, 'momentum'));
    const [conclusion] = repliesOf(trained, 'concluded');
    const evaluated = await cluster.deliver(round, evaluationMessages(world, round));
    const record = describeRound(world, round, conclusion, {
      scores: isEvaluated(world.scenario, round) ? repliesOf(evaluated, 'scored') : null,
      attempts: backdoorOf(world.scenario.attack) === null ? null : repliesOf(evaluated, 'attempted'),
    });
    return {
      record: Object.freeze({ ...record, digest: chainDigest(previous, record) }),
      probes: { round, coordinates: probeCoordinates(world.scenario), ...conclusion.probes },
      timing: timingOf(round, { startMs, endMs: nowMs() }, [trained, evaluated]),
    };
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error;
    throw new InvariantError(`seed ${world.scenario.seed}, round ${round}: ${error.message}`, {
      cause: error,
    });
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

function repliesOf<K extends 'commit' | 'concluded' | 'momentum' | 'scored' | 'attempted'>(
  delivered: Delivered,
  kind: K,
): readonly Bodies[K][] {
  const bodies = delivered.replies[kind];
  invariant(bodies !== undefined, `no ${kind} message came back`);
  return bodies as readonly Bodies[K][];
}
