import type { Knowledge } from '../attacks/attack.js';
import { attackOf } from '../attacks/attacks.js';
import type { AttackSetting } from '../attacks/setting.js';
import { imagesOfFirst } from '../data/deal.js';
import { columnMean } from '../kernels/columnMean.js';
import { squaredDistance } from '../kernels/distances.js';
import { stream } from '../random/stream.js';
import { learningRateOf } from '../scenario/scenario.js';
import { tasks } from '../scenario/tasks.js';
import { type Behaviour, type Context, only } from './behaviour.js';
import { blockStarts } from './blocks.js';
import type { Message } from './messages.js';
import { reportHash } from './reportHash.js';
import { readReport, writeReport } from './reports.js';
import { versionOf } from './world.js';

/**
 * The adversary: from the corrupted workers' own gradients, and what every worker is told, it makes the one vector
 * that each of them reports. Where all workers are corrupted it also tells the shards the mean of the gradients they hid.
 */
export const adversary: Behaviour = (_state, inbox, context) => {
  const { bodies } = only(inbox, 'confide');
  context.enter('attack');
  const { workers, attack } = context.world.scenario;
  const { reports } = context;
  const own = bodies.map((_, index) => readReport(reports, index));
  const setting = attack as AttackSetting; // without an attack nobody confides
  const forged = attackOf(setting).forge(own, setting, knowledgeOf(context));
  const hash = reportHash(forged);
  const everyone = workers.corrupted === workers.count;
  const of = everyone ? workers.count + 1 : workers.count;
  const messages = bodies.flatMap(({ loss, hash: confided }, index): Message[] => {
    writeReport(reports, index, forged);
    return [
      { to: 'shards', kind: 'report', part: { index, of }, body: { ownSquares: null } },
      { to: 'server/0', kind: 'summary', part: { index, of: workers.count }, body: { loss, hash, confided } },
    ];
  });
  if (everyone) {
    const hidden = columnMean(own).aggregate;
    writeReport(reports, of - 1, hidden);
    const body = { ownSquares: squaresByBlock(own, hidden) };
    messages.push({ to: 'shards', kind: 'report', part: { index: of - 1, of }, body });
  }
  return { state: null, messages };
};

function knowledgeOf({ world, round }: Context): Knowledge {
  const { scenario, set, order } = world;
  const { count, corrupted } = scenario.workers;
  return {
    model: tasks[scenario.task].model,
    parameters: world.parameters[versionOf(round)],
    velocity: world.velocity[versionOf(round)],
    learningRate: learningRateOf(scenario, round),
    momentum: scenario.training.momentum,
    share: corrupted / count,
    set,
    held: () => imagesOfFirst(order, count, corrupted),
    random: stream(scenario.seed, 'adversary', '', round),
  };
}

/** Sums of the squared deviations of vectors from their mean, one for each shard's block of coordinates. */
function squaresByBlock(vectors: readonly Float32Array[], mean: Float32Array): number[] {
  const starts = blockStarts(mean.length);
  return starts.slice(1).map((end, block) => {
    const cut = (vector: Float32Array) => vector.subarray(starts[block], end);
    return vectors.reduce((sum, vector) => sum + squaredDistance(cut(vector), cut(mean)), 0);
  });
}
