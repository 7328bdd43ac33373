import { type Behaviour, type Context, only } from './behaviour.js';
import type { Message } from './messages.js';
import { ownGradient } from './ownGradient.js';
import { reportHash } from './reportHash.js';
import { writeReport } from './reports.js';
import { versionOf } from './world.js';

/**
 * Worker i: the gradient of its own data; with worker momentum beta, m = beta m + (1 - beta) gradient in its place
 * (ByzFL). An honest worker reports it to the shards; a corrupted one, if there is an attack, confides it to the adversary.
 */
export const worker: Behaviour = (_state, inbox, context) => {
  only(inbox, 'compute');
  const { world, index } = context;
  context.enter('gradients');
  const { workers, attack } = world.scenario;
  const { loss, gradient } = ownGradient(context);
  context.spoil?.(gradient);
  const kept = keepMomentum(gradient, context);
  writeReport(context.memory.reports, index, gradient);
  const hash = reportHash(gradient);
  if (index < workers.corrupted && attack.name !== 'none') {
    const part = { index, of: workers.corrupted };
    const confided: Message = { to: 'adversary/0', kind: 'confide', part, body: { loss, hash } };
    return { state: null, messages: [...kept, confided] };
  }
  const part = { index, of: workers.count };
  return {
    state: null,
    messages: [
      ...kept,
      { to: 'shards', kind: 'report', part, body: { ownSquares: null } },
      { to: 'driver', kind: 'summary', part, body: { loss, hash, confided: null } },
    ],
  };
};

/** Makes the worker's momentum of its gradient, in place, and has the driver keep it; nothing where there is none. */
function keepMomentum(gradient: Float32Array, { world, round, index }: Context): Message[] {
  if (world.momenta === null) return [];
  const { count } = world.scenario.workers;
  const beta = world.scenario.training.workerMomentum;
  const from = index * gradient.length;
  const before = world.momenta[versionOf(round)].subarray(from, from + gradient.length);
  for (let c = 0; c < gradient.length; c++) gradient[c] = beta * before[c] + (1 - beta) * gradient[c];
  const body = { momentum: gradient.slice() };
  return [{ to: 'driver', kind: 'momentum', part: { index, of: count }, body }];
}
