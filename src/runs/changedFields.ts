import { show } from '../errors/show.js';

/** Fields that scenarios gained since the format of recordings did not change. */
const LATER_FIELDS: readonly string[] = ['data.augmentation', 'data.partition', 'training.workerMomentum'];

/**
 * Fields that a recorded scenario has otherwise than when it is filled in again.
 * Only new fields may be missing.
 */
export function* changedFields(
  recorded: unknown,
  scenario: unknown,
  field = '',
): Generator<{ field: string; found: string; allowed: string }, void, undefined> {
  if (typeof recorded !== 'object' || recorded === null) {
    if (recorded !== scenario) yield { field, found: show(recorded), allowed: show(scenario) };
    return;
  }
  for (const [key, value] of Object.entries(scenario ?? {})) {
    const inner = field === '' ? key : `${field}.${key}`;
    if (!(key in recorded) && !LATER_FIELDS.includes(inner))
      yield { field: inner, found: 'nothing', allowed: show(value) };
  }
  for (const [key, value] of Object.entries(recorded)) {
    const inner = (scenario as Record<string, unknown> | null)?.[key];
    yield* changedFields(value, inner, field === '' ? key : `${field}.${key}`);
  }
}
