import { viewBlocks } from '../actors/reports.js';
import type { RoundMemory } from '../actors/roundMemory.js';
import { sumSquares } from '../actors/sumSquares.js';
import { readGeometry } from '../aggregation/measureBlock.js';
import type { Geometry } from '../aggregation/rule.js';
import { invariant } from '../errors/invariantError.js';
import type { RoundRecord } from '../rounds/round.js';
import type { Simulation, SimulationOptions } from '../rounds/simulation.js';
import { findEntries, type ScenarioEntries } from '../scenario/findEntries.js';
import { castRound, countParticipants } from '../scenario/participants.js';
import type { Scenario } from '../scenario/scenario.js';
import { asksGeometry, listAsked } from '../transforms/decideChain.js';
import { scenarioAt } from './manifest.js';
import { playHistory } from './playHistory.js';
import { stateBefore } from './recordedState.js';
import type { Recording } from './recording.js';
import { createReplayCheck } from './replayCheck.js';

/** A recorded round that was played again, with what workers reported in it. */
export interface ReplayedReports {
  readonly record: RoundRecord;
  /** As it was in that round: see `castRound`. */
  readonly scenario: Scenario;
  readonly entries: ScenarioEntries;
  /** The vectors that came to the server, in worker order. */
  readonly reports: readonly Float32Array[];
  /** How they lie to each other, as the server had it; null where nobody asked for it. */
  readonly geometry: Geometry | null;
}

/**
 * Plays the rounds from the nearest checkpoint up to a recorded one, and gives what was reported in that.
 * Each is compared with its record. Throws a DivergenceError where one differs.
 */
export async function replayReports(
  recording: Recording,
  round: number,
  options: SimulationOptions & { readonly onOpen?: (simulation: Simulation) => void },
): Promise<ReplayedReports> {
  const start = stateBefore(recording, round);
  const check = createReplayCheck(recording, start.round, { tolerant: false });
  const scenario = scenarioAt(recording.manifest, round);
  const entries = findEntries(recording.catalogue, scenario);
  let found: Pick<ReplayedReports, 'reports' | 'geometry'> | null = null;
  const playable = playHistory(recording.manifest, start, {
    ...options,
    catalogue: recording.catalogue,
    until: round + 1,
    onOpen: options.onOpen ?? (() => undefined),
    onReported: (trained, { memory }) => {
      if (trained === round) found = copyReports(memory, scenario, entries);
    },
  });
  try {
    for await (const played of playable.rounds()) {
      check(played);
      if (played.record.round < round) continue;
      invariant(found !== null, `round ${round} was played without its reports`);
      const { record } = played;
      return {
        record,
        scenario: castRound(scenario, round),
        entries,
        ...(found as Pick<ReplayedReports, 'reports' | 'geometry'>),
      };
    }
  } finally {
    await playable.close();
  }
  return invariant(false, `round ${round} was not played`) as never;
}

function copyReports(
  memory: RoundMemory,
  scenario: Scenario,
  entries: ScenarioEntries,
): Pick<ReplayedReports, 'reports' | 'geometry'> {
  const rows = Array.from(
    { length: countParticipants(scenario) },
    () => new Float32Array(memory.reports.coordinates),
  );
  let at = 0;
  for (const block of viewBlocks(memory.reports)) {
    for (const [worker, row] of rows.entries()) row.set(block[worker], at);
    at += block[0].length;
  }
  if (!asksGeometry(entries)) return { reports: rows, geometry: null };
  const total = sumSquares(memory, scenario); // as the server did
  return { reports: rows, geometry: readGeometry(listAsked(entries), rows.length, total) };
}
