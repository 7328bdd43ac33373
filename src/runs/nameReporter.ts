import { labelAttack } from '../rounds/labelAttack.js';
import { nameWorker } from '../rounds/nameWorker.js';
import type { RoundRecord } from '../rounds/round.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';

/** What of a scenario's entries says whose reports are forged. */
export type Reporters = Pick<ScenarioEntries, 'attacks'>;

/**
 * Who made a value of a round's `reports` or `confided`: the worker by its own number, or for the report of a
 * corrupted worker, where it had a gradient to confide, the adversary of its attack.
 * Rows of `reports` are those who take part in the round, lines of `confided` the corrupted among them.
 */
export function nameReporter(
  record: Pick<RoundRecord, 'round' | 'participants' | 'confided'>,
  { field, index }: { readonly field: 'reports' | 'confided'; readonly index: number },
  { attacks }: Reporters,
): string {
  const forged = record.confided === undefined ? [] : attacks;
  const rows = forged.map(({ rowsIn }) => rowsIn(record.round));
  if (field === 'confided') {
    const theirs = rows.flat().sort((a, b) => a - b);
    return `worker/${nameWorker(record, theirs[index] ?? index)}`;
  }
  const adversary = forged[rows.findIndex((own) => own.includes(index))];
  return adversary === undefined ? `worker/${nameWorker(record, index)}` : `adversary/${adversary.place}`;
}

/** The adversary that decided the first fact in which two rounds' `attack` differ. */
export function nameDecider(
  recorded: RoundRecord['attack'],
  replayed: RoundRecord['attack'],
  { attacks }: Reporters,
): string {
  const [some, others] = [recorded ?? {}, replayed ?? {}];
  const fact = Object.keys({ ...some, ...others }).find((name) => !Object.is(some[name], others[name]));
  const adversary = attacks.find(({ place }) => fact?.startsWith(`${labelAttack(attacks, place)}.`));
  return `adversary/${adversary?.place ?? 0}`;
}
