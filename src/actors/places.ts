import { listCorrupted } from '../scenario/corruption.js';
import type { BoundAttack } from '../scenario/bindAttacks.js';
import { castRound } from '../scenario/participants.js';
import { asksGeometry } from '../transforms/decideChain.js';
import { blockCount } from './blocks.js';
import { asksForPairs, listPairParts } from './pairParts.js';
import { listDeciding, numbers, type Stage } from './plan.js';
import { listKept } from './momenta.js';
import { findRootRow } from './reports.js';
import { nameTensor, type StateTensor } from './stateTensors.js';
import { countParameters, type World } from './world.js';

/**
 * A place in a round's memory that one step writes whole: `report ROW BLOCK`,
 * `squares SHARD`, `pairs SHARD PART`, `honest mean SHARD`,
 * `forged BLOCK` (of a second attack that decides: `forged-2 BLOCK`),
 * `next TENSOR ROW BLOCK` (tensors that are not cut: without a block).
 */
export type Place = string;

/** What a step writes, and what it reads that others wrote in the round. */
export interface Access {
  readonly reads: readonly Place[];
  readonly writes: readonly Place[];
}

/** The places that a step of a round has to do with. */
export function listAccess({ name, actors }: Stage, step: number, world: World, round: number): Access {
  const { entries, tensors } = world;
  const scenario = castRound(world.scenario, round);
  const { count } = scenario.workers;
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
      const own = listKept(world.scenario, round, index).flatMap((worker) =>
        momenta.flatMap((tensor) => listNext({ ...tensor, rows: 1 }, blocks, worker)),
      );
      return { reads: [], writes: [...listReports([index], blocks), ...own] };
    }
    case 'decision':
      return deciding(entries.attacks[index], step, world, round);
    case 'pairs': {
      const part = Math.floor(step / blocks.length);
      return { reads: listPaired(world, part, index), writes: [`pairs ${index} ${part}`] };
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
      const reads = blocks.flatMap((block) => [`squares ${block}`, ...listPairs(world, block)]);
      return { reads, writes: short.flatMap((tensor) => listNext(tensor, null)) };
    }
    case 'honestMeans':
      return {
        reads: listReports([...numbers(count), ...listHidden(world, round)], [index]),
        writes: [`honest mean ${index}`],
      };
    case 'update': {
      const long = tensors.filter((tensor) => tensor.owner === 'rule' && tensor.isCut);
      const next = [...nextOf('shards', [index]), ...long.flatMap((tensor) => listNext(tensor, [index]))];
      if (asksGeometry(entries)) {
        const reports = listReports(numbers(count), [index]);
        return { reads: [...reports, ...listRoot(world, [index]), `honest mean ${index}`], writes: next };
      }
      const { reads, writes } = forging(index, world, round);
      return { reads, writes: [...writes, ...next] };
    }
    case 'ownHashes':
      return { reads: listReports([index], blocks), writes: [] };
    case 'hashes':
      return { reads: listReports([listCorrupted(scenario)[step]], blocks), writes: [] };
    case 'conclusion':
    case 'calibration':
    case 'measures':
      return { reads: [], writes: [] };
  }
}

/** What the adversary of an attack sees and decides: one that tries the defense sees what that goes by. */
function deciding(attack: BoundAttack, step: number, world: World, round: number): Access {
  const { sees } = attack.entry;
  const blocks = numbers(blockCount(countParameters(world)));
  const { count } = castRound(world.scenario, round).workers;
  const seen = listReports(sees === 'own' ? attack.rowsIn(round) : numbers(count), blocks);
  const pairs = blocks.flatMap((block) => listPairs(world, block));
  const lent = [
    ...(sees === 'defense' ? listRoot(world, blocks) : []),
    ...(asksForPairs(attack, world.entries) ? pairs : []),
  ];
  const remembered = listRemembered(attack, world.tensors).flatMap((tensor) =>
    listNext(tensor, tensor.isCut ? blocks : null),
  );
  return {
    reads: [...seen, ...lent],
    writes: [...listForged(step, blocks), ...remembered],
  };
}

function listPaired(world: World, part: number, block: number): Place[] {
  const { workers, bounds } = listPairParts(world);
  return listReports(workers.slice(bounds[part]), [block]);
}

function listPairs(world: World, block: number): Place[] {
  return numbers(listPairParts(world).bounds.length - 1).map((part) => `pairs ${block} ${part}`);
}

/** What a shard sees and writes when it forges its block, or sees where nothing is to be forged. */
function forging(block: number, world: World, round: number): Access {
  const { entries, tensors } = world;
  const scenario = castRound(world.scenario, round);
  const seen = [...listReports(numbers(scenario.workers.count), [block]), ...listRoot(world, [block])];
  if (!entries.isAttacked(round)) return { reads: seen, writes: [] };
  const remembered = (attack: BoundAttack) =>
    listRemembered(attack, tensors)
      .filter(({ isCut }) => isCut)
      .flatMap((tensor) => listNext(tensor, [block]));
  const begun = listDeciding(entries).flatMap((attack, slot) => [
    ...listForged(slot, [block]),
    ...remembered(attack),
  ]);
  const forging = entries.attacks.filter(({ entry }) => entry.forge !== undefined);
  const rows = [...listCorrupted(scenario), ...listHidden(world, round)];
  return {
    reads: [...seen, ...begun],
    writes: [...listReports(rows, [block]), ...forging.flatMap(remembered)],
  };
}

/** What an attack remembers. */
function listRemembered({ entry, place }: BoundAttack, tensors: World['tensors']): readonly StateTensor[] {
  const names = (entry.memory ?? []).map(({ name }) => nameTensor('attack', name, place));
  return tensors.filter(({ name }) => names.includes(name));
}

/** The vector that the adversary of the deciding attack `slot` decides on. */
function listForged(slot: number, blocks: readonly number[]): Place[] {
  return blocks.map((block) => `forged${slot === 0 ? '' : `-${slot + 1}`} ${block}`);
}

/** The row of what workers hide while all of them are corrupted and the attack is on. */
function listHidden({ scenario, entries }: World, round: number): number[] {
  const { count, corrupted } = castRound(scenario, round).workers;
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
