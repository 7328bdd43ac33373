import { asksGeometry } from '../transforms/decideChain.js';
import { blockCount } from './blocks.js';
import { numbers, type Stage } from './plan.js';
import { findRootRow } from './reports.js';
import type { StateTensor } from './stateTensors.js';
import { countParameters, type World } from './world.js';

/**
 * A place in a round's memory that one step writes whole: `report ROW BLOCK`,
 * `squares SHARD`, `forged BLOCK`, `next TENSOR ROW BLOCK` (tensors that are not cut: without a block).
 */
export type Place = string;

/** What a step writes, and what it reads that others wrote in the round. */
export interface Access {
  readonly reads: readonly Place[];
  readonly writes: readonly Place[];
}

/** The places that a step of a round has to do with. */
export function listAccess({ name, actors }: Stage, step: number, world: World, round: number): Access {
  const { scenario, entries, tensors } = world;
  const { count, corrupted } = scenario.workers;
  const [blocks, index] = [numbers(blockCount(countParameters(world))), actors[step]];
  const nextOf = (owner: StateTensor['owner'], own = blocks) =>
    tensors
      .filter((tensor) => tensor.owner === owner)
      .flatMap((tensor) => listNext(tensor, tensor.isCut ? own : null));
  switch (name) {
    case 'confided':
    case 'gradients': {
      if (index === count) return { reads: [], writes: listRoot(world, blocks) };
      const momenta = tensors.filter(({ owner }) => owner === 'workers');
      const own = momenta.flatMap((tensor) => listNext({ ...tensor, rows: 1 }, blocks, index));
      return { reads: [], writes: [...listReports([index], blocks), ...own] };
    }
    case 'decision': {
      const seen = entries.attack!.entry.sees === 'own' ? corrupted : count;
      const forged = blocks.map((block) => `forged ${block}`);
      const root = entries.attack!.entry.sees === 'defense' ? listRoot(world, blocks) : [];
      return {
        reads: [...listReports(numbers(seen), blocks), ...root],
        writes: [...forged, ...nextOf('attack')],
      };
    }
    case 'distances': {
      const { reads, writes } = forging(index, world, round);
      // What the rule remembers is laid out where a row of it may be measured.
      const long = tensors.filter((tensor) => tensor.owner === 'rule' && tensor.isCut);
      const laid = long.flatMap((tensor) => listNext(tensor, [index]));
      return { reads, writes: [...writes, ...laid, `squares ${index}`] };
    }
    case 'choice': {
      const short = tensors.filter((tensor) => tensor.owner === 'rule' && !tensor.isCut);
      return {
        reads: blocks.map((block) => `squares ${block}`),
        writes: short.flatMap((tensor) => listNext(tensor, null)),
      };
    }
    case 'update': {
      const long = tensors.filter((tensor) => tensor.owner === 'rule' && tensor.isCut);
      const next = [...nextOf('shards', [index]), ...long.flatMap((tensor) => listNext(tensor, [index]))];
      if (asksGeometry(entries)) {
        const isHidden = corrupted === count && entries.isAttacked(round);
        const rows = numbers(isHidden ? count + 1 : count); // behind them the mean of what they hid
        return { reads: [...listReports(rows, [index]), ...listRoot(world, [index])], writes: next };
      }
      const { reads, writes } = forging(index, world, round);
      return { reads, writes: [...writes, ...next] };
    }
    case 'hashes':
      return { reads: listReports([step], blocks), writes: [] };
    case 'conclusion':
    case 'calibration':
    case 'measures':
      return { reads: [], writes: [] };
  }
}

/** What a shard sees and writes when it forges its block, or sees where nothing is to be forged. */
function forging(block: number, world: World, round: number): Access {
  const { scenario, entries, tensors } = world;
  const { count, corrupted } = scenario.workers;
  const seen = [...listReports(numbers(count), [block]), ...listRoot(world, [block])];
  if (!entries.isAttacked(round)) return { reads: seen, writes: [] };
  const { entry } = entries.attack!;
  const remembered = tensors
    .filter(({ owner, isCut }) => owner === 'attack' && isCut)
    .flatMap((tensor) => listNext(tensor, [block]));
  const begun = entry.decide === undefined ? [] : [`forged ${block}`, ...remembered];
  return {
    reads: [...seen, ...begun],
    writes: [
      ...listReports([...numbers(corrupted), ...listHidden(world, round)], [block]),
      ...(entry.forge === undefined ? [] : remembered),
    ],
  };
}

/** The row of what workers hide while all of them are corrupted and the attack is on. */
function listHidden({ scenario, entries }: World, round: number): number[] {
  const { count, corrupted } = scenario.workers;
  return entries.isAttacked(round) && corrupted === count ? [count] : [];
}

/** The row of the server's own gradient, where the rule has that. */
function listRoot({ scenario, entries }: World, blocks: readonly number[]): Place[] {
  const row = findRootRow(scenario, entries);
  return row === null ? [] : listReports([row], blocks);
}

function listReports(rows: readonly number[], blocks: readonly number[]): Place[] {
  return rows.flatMap((row) => blocks.map((block) => `report ${row} ${block}`));
}

/** Every row of a tensor, in some blocks; null: it is not cut into blocks. */
function listNext({ name, rows }: StateTensor, blocks: readonly number[] | null, from = 0): Place[] {
  return numbers(rows).flatMap((row) => {
    const place = `next ${name} ${from + row}`;
    return blocks === null ? [place] : blocks.map((block) => `${place} ${block}`);
  });
}
