import type { Walked } from '../cluster/executor.js';
import type { Sees } from '../attacks/attack.js';
import type { Stage } from '../actors/plan.js';
import type { Results, StageName } from '../actors/results.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';
import { labelAttack } from './labelAttack.js';

/** What a round's record says of a worker. */
export interface WorkerSummary {
  /** Training loss of its own batch. */
  readonly loss: number;
  /** Of what it reports. */
  readonly hash: string;
  /** Of the gradient of its own that it confided to the adversary; null: it confided none. */
  readonly confided: string | null;
}

/** What workers computed and reported, row by row. */
export function summarizeWorkers(
  trained: Walked,
  { attacks }: Pick<ScenarioEntries, 'attacks'>,
  round: number,
): readonly WorkerSummary[] {
  const summaries: WorkerSummary[] = [];
  const hashes = new Map<number, string | null>();
  const [colluders, others] = [findStage(trained, 'confided'), findStage(trained, 'gradients')];
  if (colluders !== null) {
    for (const [step, { hash }] of trained.results('hashes').entries())
      hashes.set(colluders.actors[step], hash);
    for (const [step, { loss, hash: confided }] of trained.results('confided').entries()) {
      const row = colluders.actors[step];
      const [first] = attacks.map(({ rowsIn }) => rowsIn(round)).find((rows) => rows.includes(row))!;
      summaries[row] = { loss, hash: (hashes.get(row) ?? hashes.get(first))!, confided };
    }
  }
  const own = others === null ? [] : trained.results('gradients');
  for (const [step, { hash }] of (findStage(trained, 'ownHashes')
    ? trained.results('ownHashes')
    : []
  ).entries())
    summaries[others!.actors[step]] = { loss: own[step].loss, hash, confided: null };
  return summaries;
}

function findStage(trained: Walked, name: StageName): Stage | null {
  return trained.plan.find((stage) => stage.name === name) ?? null;
}

/**
 * What the adversaries decided, where they say anything, and what they saw where the scenario says what they
 * may. Of several attacks at once,
 * each fact has the name of its attack before it, as in `ipm.t`, of a second one of that name `ipm-2.t`.
 */
export function findFacts(
  trained: Walked,
  { attacks }: Pick<ScenarioEntries, 'attacks'>,
  round: number,
): Results['decision']['facts'] | null {
  const stage = findStage(trained, 'decision');
  const decided = stage === null ? [] : trained.results('decision');
  const named = attacks.flatMap(({ entry, setting, place, isOn }) => {
    if (!isOn(round)) return [];
    const before = attacks.length === 1 ? '' : `${labelAttack(attacks, place)}.`;
    const { facts = {} } = decided[stage?.actors.indexOf(place) ?? -1] ?? {};
    const used = setting.knowledge === undefined ? {} : { knowledge: entry.sees as Sees };
    return Object.entries({ ...facts, ...used }).map(([name, value]) => [`${before}${name}`, value]);
  });
  return named.length > 0 ? (Object.fromEntries(named) as Results['decision']['facts']) : null;
}
