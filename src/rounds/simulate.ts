import { Observable } from 'rxjs';
import { useModules } from '../catalogue/useModules.js';
import type { Entry } from '../entries/entry.js';
import { InterruptError } from '../errors/interruptError.js';
import { expandScenario } from '../scenario/expand.js';
import type { ScenarioInput } from '../scenario/scenarioInput.js';
import type { Round } from './round.js';
import { openSimulation, type Simulation, type SimulationOptions } from './simulation.js';

/** How the stream of a simulation's rounds is played. */
export interface StreamOptions {
  /**
   * Awaited for each round before observers see it and before the next begins; this is the recorder's place.
   */
  readonly commit?: (round: Round) => void | Promise<void>;
  /** When aborted, the stream completes after the running round. */
  readonly signal?: AbortSignal | undefined;
}

/** Modules of a user's own. */
export interface ModuleOptions {
  /**
   * The files of modules whose entries the scenario may name, as `--use` takes them.
   * They are run, here and on every thread.
   */
  readonly use?: readonly string[];
}

/**
 * The rounds of a scenario, as they happen: a cold Observable that starts
 * a cluster for its subscriber, emits each round and completes.
 * Unsubscribing ends the threads at once.
 * Mistakes in the scenario come as an InputError.
 *
 * @example
 *   const rounds = simulate({ task: 'mnist-mlp' });
 *   rounds.subscribe(({ record }) => console.log(record.round, record.accuracy));
 */
export function simulate<Own extends Entry = never>(
  scenario: ScenarioInput<Own>,
  options: SimulationOptions & StreamOptions & ModuleOptions = {},
): Observable<Round> {
  return new Observable<Round>((subscriber) => {
    let simulation: Simulation | null = null;
    const run = async () => {
      const catalogue = await useModules(options.use ?? [], options.catalogue);
      const expanded = expandScenario(scenario, { catalogue });
      simulation = await openSimulation(expanded, { ...options, catalogue });
      try {
        if (!subscriber.closed) await forward(simulation, options, subscriber);
      } finally {
        await simulation.close();
      }
    };
    run().then(
      () => subscriber.complete(),
      (error: unknown) => {
        if (error instanceof InterruptError) subscriber.complete();
        else subscriber.error(error);
      },
    );
    return () => {
      simulation?.close().catch(() => undefined); // nobody is left to be told
    };
  });
}

/** The rounds of an open simulation as an Observable for one subscriber; the simulation stays open. */
export function roundStream(
  simulation: Pick<Simulation, 'rounds'>,
  options: StreamOptions = {},
): Observable<Round> {
  return new Observable<Round>((subscriber) => {
    forward(simulation, options, subscriber).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
  });
}

/**
 * Pulls round after round, so that nothing queues up: the next begins when the last is committed and seen.
 */
async function forward(
  simulation: Pick<Simulation, 'rounds'>,
  { commit, signal }: StreamOptions,
  subscriber: { readonly closed: boolean; next(round: Round): void },
): Promise<void> {
  if (signal?.aborted) return;
  for await (const round of simulation.rounds()) {
    await commit?.(round);
    subscriber.next(round);
    if (subscriber.closed || signal?.aborted) return;
  }
}
