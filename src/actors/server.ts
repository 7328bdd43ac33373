import { computeInfluence } from '../aggregation/aggregate.js';
import { readGeometry } from '../aggregation/measureBlock.js';
import { NO_MEMORY } from '../entries/memory.js';
import { listCorrupted } from '../scenario/corruption.js';
import { castRound, countParticipants, listParticipants } from '../scenario/participants.js';
import type { Scenario } from '../scenario/scenario.js';
import { buildChainRecord } from '../transforms/chainRecord.js';
import { asksGeometry, decideChain, listAsked } from '../transforms/decideChain.js';
import { traceChain } from '../transforms/traceChain.js';
import type { Behaviour, Context } from './behaviour.js';
import { memoryViews } from './memoryViews.js';
import type { BlockFacts, Conclusion, Results } from './results.js';
import { joinBlockHashes } from './stateHash.js';
import { sumSquares } from './sumSquares.js';
import { transformStream } from './transformStream.js';

/** The server adds the shards' partial distances in shard order; transforms and rule decide by them. */
export const chooseRows: Behaviour<'choice'> = (context) => {
  context.enter('aggregation');
  return decide(context);
};

/** The server concludes the round from what the shards found out. All work on coordinates is theirs. */
export const concludeRound: Behaviour<'conclusion'> = ({ world, round, read, enter }) => {
  enter('update');
  const blocks = read('update').map(({ facts }) => facts);
  const overflow = findOverflow(blocks);
  const participants = listParticipants(world.scenario, round);
  if (overflow !== null) return { overflow: overflow.map((row) => participants[row]) };
  const choice = asksGeometry(world.entries) ? read('choice')[0] : null;
  return { concluded: conclude(choice, blocks, castRound(world.scenario, round)) };
};

/** What transforms and rule decide by the sums of all shards' distances, in the order of shards. */
function decide(context: Context): Results['choice'] {
  const { world, memory, round } = context;
  const { scenario, entries } = world;
  const count = countParticipants(scenario);
  const geometry = readGeometry(listAsked(entries), count, sumSquares(memory, scenario));
  const { memory: specs } = entries.rule.entry;
  const isShort = ({ length }: { length: unknown }) => length !== 'parameters';
  const remembered = specs
    ? memoryViews('rule', specs, context, { isOurs: isShort, extent: null })
    : NO_MEMORY;
  const { steps, ...decided } = decideChain(entries, geometry, remembered, transformStream(scenario, round));
  return { ...decided, ...(steps.length > 0 && { trace: traceChain(steps, geometry) }) };
}

/** The rows whose reports are not finite where the round's outcome is not; null where it is. */
function findOverflow(blocks: readonly BlockFacts[]): number[] | null {
  if (blocks.every(({ notFinite }) => notFinite === null)) return null;
  return [...new Set(blocks.flatMap(({ notFinite }) => notFinite ?? []))].sort((a, b) => a - b);
}

function conclude(
  choice: Results['choice'] | null,
  blocks: readonly BlockFacts[],
  scenario: Scenario,
): Conclusion {
  const { count, corrupted } = scenario.workers;
  const total = (pick: (facts: BlockFacts) => number) => blocks.reduce((sum, facts) => sum + pick(facts), 0);
  const perWorker = (pick: (facts: BlockFacts) => readonly number[]) =>
    Array.from({ length: count }, (_, worker) => total((facts) => pick(facts)[worker]));
  const honest = corrupted === count ? count : count - corrupted; // where all are corrupted, by what they hid
  const aggregateNorm = Math.sqrt(total((facts) => facts.aggregateSquares));
  const honestMeanNorm = Math.sqrt(total((facts) => facts.honestMeanSquares));
  const deviation = Math.sqrt(total((facts) => facts.honestSquares) / honest);
  const first = listCorrupted(scenario)[0] ?? 0;
  const corruptedSquares = total((facts) => facts.squaresToHonestMean[first]);
  return {
    aggregateNorm,
    honestMeanNorm,
    cosine: ratio(
      total((facts) => facts.product),
      aggregateNorm * honestMeanNorm,
    ),
    distance: ratio(Math.sqrt(total((facts) => facts.differenceSquares)), deviation),
    corruptedDistance: corrupted > 0 ? ratio(Math.sqrt(corruptedSquares), deviation) : null,
    parameterNorm: Math.sqrt(total((facts) => facts.parameterSquares)),
    influence: computeInfluence(perWorker((facts) => facts.kept)),
    decision: choice?.decision ?? null,
    ...(choice?.trace && {
      chain: buildChainRecord(choice.trace, {
        squaresToAggregate: perWorker((facts) => facts.squaresToAggregate!),
        aggregateSquares: aggregateNorm ** 2,
        ...{ corrupted: listCorrupted(scenario), sigma: deviation },
      }),
    }),
    stateHash: joinBlockHashes(blocks.map((facts) => facts.stateHash)),
    probes: {
      reports: blocks.flatMap(({ probes }) => probes.reports),
      aggregate: blocks.flatMap(({ probes }) => probes.aggregate),
    },
  };
}

/** null where nothing can be compared: an honest mean or a deviation of zero. */
function ratio(above: number, below: number): number | null {
  return below > 0 && Number.isFinite(above / below) ? above / below : null;
}
