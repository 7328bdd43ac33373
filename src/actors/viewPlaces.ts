import { blockStarts } from './blocks.js';
import type { Place } from './places.js';
import { listPairParts } from './pairParts.js';
import { listDeciding } from './plan.js';
import { viewBlock } from './reports.js';
import { forgedAt, honestMeanAt, pairsAt, type RoundMemory, squaresAt } from './roundMemory.js';
import { countParameters, type World } from './world.js';

/** Places of a round's memory, by their names. */
export type Places = ReadonlyMap<Place, Float32Array | Float64Array>;

/** Every place of a round's memory, where it lies: together they are all of it. */
export function viewPlaces(world: World, memory: RoundMemory): Places {
  const starts = blockStarts(countParameters(world));
  const blocks = starts.slice(1).map((_, block) => block);
  const places = new Map<Place, Float32Array | Float64Array>();
  const addBlocks = (name: string, row: Float32Array) => {
    for (const block of blocks) {
      places.set(`${name} ${block}`, row.subarray(starts[block], starts[block + 1]));
    }
  };
  for (const block of blocks) {
    for (const [row, values] of viewBlock(memory.reports, block).entries()) {
      places.set(`report ${row} ${block}`, values);
    }
    if (memory.squares.length > 0) places.set(`squares ${block}`, squaresAt(memory, block, world));
    if (memory.honestMean.length > 0) places.set(`honest mean ${block}`, honestMeanAt(memory, block, world));
    for (let part = 0; part < listPairParts(world).bounds.length - 1; part++) {
      places.set(`pairs ${block} ${part}`, pairsAt(memory, block, part, world));
    }
  }
  for (const [slot, attack] of listDeciding(world.entries).entries()) {
    addBlocks(slot === 0 ? 'forged' : `forged-${slot + 1}`, forgedAt(memory, attack, world));
  }
  for (const { name, rows, length, isCut } of world.tensors) {
    for (let row = 0; row < rows; row++) {
      const values = memory.next[name].subarray(row * length, (row + 1) * length);
      if (isCut) addBlocks(`next ${name} ${row}`, values);
      else places.set(`next ${name} ${row}`, values);
    }
  }
  return places;
}
