import { expect } from 'vitest';
import type { Context, Phase } from '../../src/actors/behaviour.js';
import { blockStarts } from '../../src/actors/blocks.js';
import { viewBlock, viewBlocks } from '../../src/actors/reports.js';
import { createRoundMemory, type RoundMemory, squaresAt } from '../../src/actors/roundMemory.js';
import { type ActorWorld, countParameters } from '../../src/actors/world.js';
import type { Attack } from '../../src/attacks/attack.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import type { Catalogue } from '../../src/catalogue/catalogue.js';
import type { DataSet } from '../../src/data/dataSet.js';
import { createScratch } from '../../src/kernels/scratch.js';
import { loadBackend } from '../../src/models/backend.js';
import { openModel } from '../../src/models/model.js';
import { stream } from '../../src/random/stream.js';
import { createWorld } from '../../src/rounds/world.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { testBackend } from './backend.js';
import { dataSetNamed } from './entries.js';

/** What lies in lent memory before anybody writes there. */
const UNTOUCHED = 123.25;

/** Five workers of whom two are corrupted, on real images: what a behaviour can be tried in. */
const tiny = {
  task: 'mnist-mlp',
  seed: 3,
  data: { train: 200, test: 100 },
  workers: { count: 5, corrupted: 2, batch: 20 },
  training: { rounds: 6, momentum: 0.5, learningRate: 0.25, fading: 'none', l2: 0.01 },
  defense: { rule: 'mean' },
};

const mnist = dataSetNamed('mnist');
let loaded: DataSet | null = null;
const dataSets = [{ ...mnist, load: () => (loaded ??= mnist.load()) }];

/** A world with memory that is lent to its actors, and the contexts that they are handed. */
export interface Stage {
  readonly world: ActorWorld;
  readonly memory: RoundMemory;
  /** The context of an actor by its number among its kind; `phases` is what it says it is busy with. */
  contextOf(index: number, round?: number, spoil?: Context['spoil']): Context & { readonly phases: Phase[] };
  /** The report of a worker, whole, as it lies in lent memory. */
  reportOf(worker: number): Float32Array;
  /**
   * What of lent memory was written since the stage was set up, and what of the world:
   * `report 2`, `forged`, `squares 3`, `next parameters 5`,
   * where the last number is a block; without it all blocks are meant.
   */
  written(): string[];
}

/** Sets up a world of five workers; `input` is laid over its scenario, `own` are entries of a test's own. */
export async function setStage(input: object = {}, own: Partial<Catalogue> = {}): Promise<Stage> {
  const catalogue = withOwn(own);
  const scenario = expandScenario(layOver(tiny, input), { catalogue });
  const entries = findEntries(catalogue, scenario);
  const { world: shared } = createWorld(scenario, entries, null);
  await loadBackend(testBackend);
  const world: ActorWorld = { ...shared, model: await openModel(entries.model) };
  fillState(world);
  const memory = createRoundMemory(world);
  for (const values of listLent(memory)) values.fill(UNTOUCHED);
  const before = readWorld(world);
  return {
    world,
    memory,
    contextOf: (index, round = 0, spoil = null) => {
      const phases: Phase[] = [];
      const enter = (phase: Phase) => void phases.push(phase);
      return { world, round, index, memory, scratch: createScratch(), enter, spoil, phases };
    },
    reportOf: (worker) =>
      Float32Array.from(viewBlocks(memory.reports).flatMap((rows) => Array.from(rows[worker]))),
    written: () => [...listWritten(world, memory), ...listChanged(before, readWorld(world))],
  };
}

/** The same values as a source of reports that are all different, and not small. */
export function madeUpReports({ world, memory }: Pick<Stage, 'world' | 'memory'>, seed = 1): Float32Array[] {
  const reports = Array.from({ length: memory.reports.rows }, (_, worker) => {
    const random = stream(seed, 'made-up report', worker);
    return Float32Array.from({ length: countParameters(world) }, () => 4 * random.uniform() - 1 + worker);
  });
  const starts = blockStarts(countParameters(world));
  for (const [block, rows] of viewBlocks(memory.reports).entries()) {
    for (const [worker, row] of rows.entries()) {
      row.set(reports[worker].subarray(starts[block], starts[block + 1]));
    }
  }
  return reports;
}

/** An attack of a test's own; it does nothing but what is given. */
export function madeUpAttack(parts: Partial<Attack> & Pick<Attack, 'sees'>): Attack {
  return { kind: 'attack', name: 'made-up', summary: 'made up', ...parts } as Attack;
}

function withOwn(own: Partial<Catalogue>): Catalogue {
  const base = { ...builtIn, dataSets };
  const joined = Object.entries(own).map(([list, entries]) => [
    list,
    [...(base[list as keyof Catalogue] as readonly unknown[]), ...entries],
  ]);
  return { ...base, ...Object.fromEntries(joined) } as Catalogue;
}

function layOver(base: object, input: object): object {
  const laid = Object.entries(input).map(([key, value]): [string, unknown] => {
    const below = (base as Record<string, unknown>)[key];
    const isMapping = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
    const isLaid = isMapping(below) && isMapping(value) && key !== 'attack';
    return [key, isLaid ? { ...(below as object), ...(value as object) } : value];
  });
  return { ...base, ...Object.fromEntries(laid) };
}

/** Makes all that lasts different in its two versions, so that it shows which one was read. */
function fillState({ state }: ActorWorld): void {
  for (const [name, versions] of Object.entries(state)) {
    for (const [version, values] of versions.entries()) {
      if (name === 'parameters' && version === 0) continue; // as they were initialised
      const random = stream(7, name, version);
      for (let c = 0; c < values.length; c++) values[c] = 0.2 * random.uniform() - 0.1;
    }
  }
}

function listLent({ reports, squares, forged, next }: RoundMemory): (Float32Array | Float64Array)[] {
  return [reports.memory, squares, forged, ...Object.values(next)];
}

function listWritten(world: ActorWorld, memory: RoundMemory): string[] {
  const starts = blockStarts(countParameters(world));
  const blocks = starts.slice(1).map((_, block) => block);
  const cut = (values: Float32Array, block: number) => values.subarray(starts[block], starts[block + 1]);
  const reports = Array.from({ length: memory.reports.rows }, (_, worker) =>
    listBlocks(`report ${worker}`, blocks, (block) => viewBlock(memory.reports, block)[worker]),
  );
  const squares = listBlocks('squares', blocks, (shard) => squaresAt(memory, shard, world));
  const forged = listBlocks('forged', blocks, (block) => cut(memory.forged, block));
  const next = world.tensors.flatMap(({ name, rows, length }) =>
    Array.from({ length: rows }, (_, row) => {
      const values = memory.next[name].subarray(row * length, (row + 1) * length);
      const label = rows > 1 ? `next ${name}[${row}]` : `next ${name}`;
      if (length !== starts.at(-1)) return listBlocks(label, [0], () => values);
      return listBlocks(label, blocks, (block) => cut(values, block));
    }).flat(),
  );
  return [...reports.flat(), ...squares, ...forged, ...next];
}

function listBlocks(
  name: string,
  blocks: readonly number[],
  read: (block: number) => Float32Array | Float64Array,
): string[] {
  const touched = blocks.filter((block) => read(block).some((value: number) => value !== UNTOUCHED));
  return touched.length === blocks.length ? [name] : touched.map((block) => `${name} ${block}`);
}

/** All that actors can read and nobody may write. */
function readWorld({ state, set, partition }: ActorWorld): Readonly<Record<string, ArrayBufferView>> {
  const tensors = Object.entries(state).flatMap(([name, versions]) =>
    versions.map((values, version) => [`world ${name} ${version}`, values.slice()] as const),
  );
  return {
    ...Object.fromEntries(tensors),
    'world train': set.train.images.slice(),
    'world test': set.test.images.slice(),
    'world labels': set.train.labels.slice(),
    'world partition': partition.indices.slice(),
  };
}

function listChanged(
  before: Readonly<Record<string, ArrayBufferView>>,
  after: Readonly<Record<string, ArrayBufferView>>,
): string[] {
  return Object.keys(after).filter((name) => !bytesOf(before[name]).equals(bytesOf(after[name])));
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Expects values to be the same, bit for bit; long vectors are not shown whole where they differ. */
export function expectSame(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  const length = Math.max(actual.length, expected.length);
  for (let at = 0; at < length; at++) {
    if (Object.is(actual[at], expected[at])) continue;
    expect({ at, value: actual[at] }).toEqual({ at, value: expected[at] });
  }
}
