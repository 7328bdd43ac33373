import { stream } from '../random/stream.js';
import { type Behaviour, type Context, only } from './behaviour.js';
import { computeUpdate, type Poison } from './computeUpdate.js';
import type { Message } from './messages.js';
import { reportHash } from './reportHash.js';
import { writeReport } from './reports.js';
import { MOMENTA } from './stateTensors.js';
import { pickVersion } from './world.js';

/**
 * Worker i: the gradient of its own data; with worker momentum beta,
 * m = beta m + (1 - beta) gradient in its place (ByzFL).
 * An honest worker reports it to the shards; a corrupted one, while the attack is on, confides
 * it to the adversary, and where the attack poisons data leaves the gradient of the poisoned data in its row.
 */
export const worker: Behaviour = (_state, inbox, context) => {
  only(inbox, 'compute');
  const { world, index, round } = context;
  context.enter('gradients');
  const { count, corrupted } = world.scenario.workers;
  const { attack, isAttacked } = world.entries;
  const { loss, gradient } = computeUpdate(context);
  context.spoil?.(gradient);
  applyMomentum(gradient, context, { keep: true });
  writeReport(context.memory.reports, index, gradient);
  const hash = reportHash(gradient);
  const isOn = isAttacked(round);
  if (isOn && index < corrupted) {
    const poison = attack?.entry.poison ? bindPoison(context) : null;
    if (poison !== null) {
      const { gradient: poisoned } = computeUpdate(context, poison);
      applyMomentum(poisoned, context, { keep: false });
      writeReport(context.memory.reports, index, poisoned);
    }
    const part = { index, of: corrupted };
    return {
      state: null,
      messages: [{ to: 'adversary/0', kind: 'ownGradient', part, body: { loss, hash } }],
    };
  }
  const part = { index, of: count };
  const messages: Message[] = [
    { to: 'shards', kind: 'report', part, body: { facts: null, hasVector: false } },
    { to: 'driver', kind: 'summary', part, body: { loss, hash, confided: null, facts: null } },
  ];
  if (isOn && attack?.entry.sees !== 'own') {
    const heard = { index: index - corrupted, of: count - corrupted };
    messages.push({ to: 'adversary/0', kind: 'overheard', part: heard, body: {} });
  }
  return { state: null, messages };
};

/** The attack's change of a corrupted worker's batches. */
function bindPoison({ world, round, index }: Context): Poison {
  const { set, scenario, entries } = world;
  const { entry, setting } = entries.attack!;
  const { imageShape, classes, normalisation } = set;
  const random = stream(scenario.seed, 'poison', index, round);
  const view = { imageShape, classes, normalisation, round, colluder: index, random };
  return (batch) => entry.poison!(batch, setting, view);
}

/**
 * Makes the worker's momentum of its gradient, in place,
 * and keeps it for the next round; nothing where there is none.
 */
function applyMomentum(
  gradient: Float32Array,
  { world, round, index, memory }: Context,
  { keep }: { keep: boolean },
): void {
  const beta = world.scenario.training.workerMomentum;
  if (beta === 0) return;
  const from = index * gradient.length;
  const before = world.state[MOMENTA][pickVersion(round)].subarray(from, from + gradient.length);
  for (let c = 0; c < gradient.length; c++) gradient[c] = beta * before[c] + (1 - beta) * gradient[c];
  if (keep) memory.next[MOMENTA].set(gradient, from);
}
