import type { Knowledge } from '../attacks/attack.js';
import { attackOf } from '../attacks/attacks.js';
import type { AttackSetting } from '../attacks/setting.js';
import { imagesOfFirst } from '../data/deal.js';
import { columnMean } from '../kernels/columnMean.js';
import { squaredDistance } from '../kernels/distances.js';
import type { Blocks } from '../kernels/meanAndDeviation.js';
import { stream } from '../random/stream.js';
import { learningRateOf } from '../scenario/scenario.js';
import { tasks } from '../scenario/tasks.js';
import { type Behaviour, type Context, only } from './behaviour.js';
import type { Message } from './messages.js';
import { reportHash } from './reportHash.js';
import { blocksOf, type Reports, writeBlocks, writeReport } from './reports.js';
import { versionOf } from './world.js';

/**
 * The adversary: from the corrupted workers' own gradients, and what every worker is told, it makes the one vector
 * that each of them reports. Where all workers are corrupted it also tells the shards the mean of the gradients they hid.
 */
export const adversary: Behaviour = (_state, inbox, context) => {
  const { bodies } = only(inbox, 'confide');
  context.enter('attack');
  const { workers, attack } = context.world.scenario;
  const { reports } = context.memory;
  const own = blocksOf(reports).map((rows) => rows.slice(0, bodies.length));
  const setting = attack as AttackSetting; // without an attack nobody confides
  const forged = attackOf(setting).forge(own, setting, knowledgeOf(context));
  const hash = reportHash(forged);
  const everyone = workers.corrupted === workers.count;
  const of = everyone ? workers.count + 1 : workers.count;
  const ownSquares = everyone ? hideMean(own, reports, of - 1) : null; // before their rows are written over
  const messages = bodies.flatMap(({ loss, hash: confided }, index): Message[] => {
    writeReport(reports, index, forged);
    return [
      { to: 'shards', kind: 'report', part: { index, of }, body: { ownSquares: null } },
      { to: 'driver', kind: 'summary', part: { index, of: workers.count }, body: { loss, hash, confided } },
    ];
  });
  if (everyone)
    messages.push({ to: 'shards', kind: 'report', part: { index: of - 1, of }, body: { ownSquares } });
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

/**
 * Writes the mean of what workers confided as a row of its own; returns the sums of the squared deviations from it, one for
 * each shard's block of coordinates.
 */
function hideMean(own: Blocks, reports: Reports, row: number): number[] {
  const means = own.map((rows) => columnMean(rows).aggregate);
  writeBlocks(reports, row, means);
  return own.map((rows, block) =>
    rows.reduce((sum, vector) => sum + squaredDistance(vector, means[block]), 0),
  );
}
