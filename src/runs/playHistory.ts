import type { Round } from '../rounds/round.js';
import { openSimulation, type Simulation, type SimulationOptions } from '../rounds/simulation.js';
import type { State } from '../rounds/state.js';
import type { Manifest } from './manifest.js';

/** Rounds to play, and where they lead. */
export interface Playable extends Pick<Simulation, 'rounds' | 'state'> {
  /** Ends all threads; does nothing when they have ended. */
  close(): Promise<void>;
}

/** How the rounds of a manifest are played. */
export interface HistoryOptions extends Omit<SimulationOptions, 'start'> {
  /** How many rounds there are in the end. */
  readonly until: number;
  /** Told of each simulation before its first round. */
  readonly onOpen: (simulation: Simulation) => void;
}

/**
 * Plays the rounds of a manifest from a state on: first each
 * chapter of its history by that chapter's scenario, then its own.
 */
export function playHistory(manifest: Manifest, start: State, options: HistoryOptions): Playable {
  let state = start;
  let simulation: Simulation | null = null;
  const close = async () => {
    if (simulation !== null) {
      state = simulation.state();
      await simulation.close();
    }
    simulation = null;
  };
  const parts = [
    ...manifest.history,
    { scenario: manifest.scenario, until: manifest.scenario.training.rounds },
  ];
  async function* rounds(): AsyncGenerator<Round, void, undefined> {
    for (const { scenario, ...part } of parts) {
      const until = Math.min(part.until, options.until);
      if (state.round >= until) continue;
      simulation = await openSimulation(scenario, { ...options, start: state });
      options.onOpen(simulation);
      for await (const round of simulation.rounds()) {
        yield round;
        if (round.record.round + 1 === until) break;
      }
      await close();
      if (state.round < until) return; // no further round may begin
    }
  }
  return { rounds, state: () => simulation?.state() ?? state, close };
}
