import { type Catalogue, findEntry, unknownEntry } from '../catalogue/catalogue.js';
import { parseOptions, type Refuse } from '../entries/parseOptions.js';
import { show } from '../errors/show.js';
import type { Task } from '../tasks/task.js';
import type { Scenario } from './scenario.js';
import type { FormedScenario } from './schema.js';
import { withoutAbsent } from './withoutAbsent.js';

type Workers = Scenario['workers'];
type Sampled = Pick<FormedScenario['workers'] & object, 'participants' | 'corruptedParticipants'>;

/** The workers of a scenario with every default filled in: how many, who is corrupted, and who takes part. */
export function expandWorkers(
  catalogue: Catalogue,
  { workers: given }: FormedScenario,
  task: Task,
  refuse: Refuse,
): Workers {
  const {
    count,
    corrupted,
    placement,
    participants,
    corruptedParticipants,
    batch,
    reports,
    weights,
    ...rest
  } = {
    ...task.workers,
    corrupted: Array.isArray(given?.placement) ? given.placement.length : 0,
    placement: 'first' as const,
    participants: undefined,
    corruptedParticipants: undefined,
    weights: 'equal' as const,
    ...withoutAbsent(given),
  };
  if (corrupted > count) {
    refuse('workers.corrupted', { found: show(corrupted), allowed: `0 to ${count} (workers.count)` });
  }
  if (Array.isArray(placement)) checkPlacement(placement, { count, corrupted }, refuse);
  if (batch > task.batchMax) {
    refuse('workers.batch', { found: show(batch), allowed: `1 to ${task.batchMax} (of ${task.model})` });
  }
  const sampled = expandParticipants({ participants, corruptedParticipants }, { count, corrupted }, refuse);
  const update = findEntry(catalogue, 'localUpdates', reports);
  if (update === undefined) {
    return refuse('workers.reports', unknownEntry(catalogue, 'localUpdates', reports));
  }
  const inside: Refuse = (option, mistake) => refuse(`workers.${option}`, mistake);
  const { options } = parseOptions(update, rest, inside, WORKER_FIELDS);
  const placed = placement === 'first' ? {} : { placement };
  const weighed = weights === 'equal' ? {} : { weights };
  return { count, corrupted, ...placed, ...sampled, batch, reports: update.name, ...options, ...weighed };
}

/** The fields that stand beside the options of the local update. */
export const WORKER_FIELDS: readonly string[] = [
  'count',
  'corrupted',
  'placement',
  'participants',
  'corruptedParticipants',
  'batch',
  'reports',
  'weights',
];

/** Checks the list of corrupted workers. */
function checkPlacement(
  listed: readonly number[],
  { count, corrupted }: Pick<Workers, 'count' | 'corrupted'>,
  refuse: Refuse,
): void {
  const stranger = listed.findIndex((worker) => worker >= count);
  if (stranger >= 0) {
    const found = show(listed[stranger]);
    refuse(`workers.placement.${stranger}`, { found, allowed: `0 to ${count - 1} (workers.count)` });
  }
  const twice = listed.findIndex((worker, at) => at !== listed.indexOf(worker));
  if (twice >= 0) {
    refuse(`workers.placement.${twice}`, { found: show(listed[twice]), problem: 'stands here twice' });
  }
  if (listed.length === corrupted) return;
  const problem = `workers.placement lists ${listed.length} workers`;
  refuse('workers.corrupted', { found: show(corrupted), problem, allowed: String(listed.length) });
}

/** How many are drawn for each round: of a fraction the whole workers in it, as of 0.25 of 51 workers 12. */
function expandParticipants(
  { participants, corruptedParticipants }: Sampled,
  { count, corrupted }: Pick<Workers, 'count' | 'corrupted'>,
  refuse: Refuse,
): Pick<Workers, 'participants' | 'corruptedParticipants'> {
  if (participants === undefined) {
    if (corruptedParticipants === undefined) return {};
    const problem = 'goes with workers.participants: how many of those are corrupted';
    return refuse('workers.corruptedParticipants', { found: show(corruptedParticipants), problem });
  }
  const drawn = participants < 1 ? Math.floor(participants * count) : participants;
  if (drawn < 1 || drawn > count) {
    const allowed = `1 to ${count}, or a fraction of at least 1/${count} (workers.count)`;
    refuse('workers.participants', { found: show(participants), allowed });
  }
  if (corruptedParticipants === undefined) return { participants: drawn };
  const least = Math.max(0, drawn - (count - corrupted));
  const most = Math.min(drawn, corrupted);
  if (corruptedParticipants < least || corruptedParticipants > most) {
    refuse('workers.corruptedParticipants', {
      found: show(corruptedParticipants),
      problem: `${drawn} of ${count} workers take part, of whom ${corrupted} are corrupted`,
      allowed: least === most ? String(most) : `${least} to ${most}`,
    });
  }
  return { participants: drawn, corruptedParticipants };
}
