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
import { cutIntoBlocks, joinBlocks } from './blocks.js';
import type { Message } from './messages.js';
import { reportHash } from './reportHash.js';
import { versionOf } from './world.js';

/**
 * The adversary: from the corrupted workers' own gradients, and what every worker is told, it makes the one vector
 * that each of them reports. Where all workers are corrupted it also tells the shards the mean of the gradients they hid.
 */
export const adversary: Behaviour = (_state, inbox, context) => {
  const { bodies } = only(inbox, 'confide');
  context.enter('attack');
  const { workers, attack } = context.world.scenario;
  const blocks = bodies.map((body) => body.blocks);
  const own = blocks.map(joinBlocks);
  const setting = attack as AttackSetting; // without an attack nobody confides
  const forged = attackOf(setting).forge(own, setting, knowledgeOf(context));
  const hash = reportHash(forged);
  const everyone = workers.corrupted === workers.count;
  const of = everyone ? workers.count + 1 : workers.count;
  const messages = bodies.flatMap(({ loss, hash: confided }, index): Message[] => [
    { to: 'shards', kind: 'report', part: { index, of }, bodies: asReports(cutIntoBlocks(forged)) },
    { to: 'server/0', kind: 'summary', part: { index, of: workers.count }, body: { loss, hash, confided } },
  ]);
  if (everyone)
    messages.push({ to: 'shards', kind: 'report', part: { index: of - 1, of }, bodies: hidden(own, blocks) });
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

function asReports(blocks: readonly Float32Array[]): { block: Float32Array }[] {
  return blocks.map((block) => ({ block }));
}

/** A block each of the mean of the workers' own gradients, and the squared deviations from it. */
function hidden(
  own: readonly Float32Array[],
  blocksOfOwn: readonly (readonly Float32Array[])[],
): { block: Float32Array; ownSquares: number }[] {
  return cutIntoBlocks(columnMean(own).aggregate).map((block, shard) => ({
    block,
    ownSquares: blocksOfOwn.reduce((sum, blocks) => sum + squaredDistance(blocks[shard], block), 0),
  }));
}
