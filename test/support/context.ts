import { expect } from 'vitest';
import type { Context, Phase } from '../../src/actors/behaviour.js';
import { blockStarts } from '../../src/actors/blocks.js';
import type { Place } from '../../src/actors/places.js';
import { viewBlocks } from '../../src/actors/reports.js';
import type { Results, StageName } from '../../src/actors/results.js';
import { createRoundMemory, type RoundMemory } from '../../src/actors/roundMemory.js';
import { viewPlaces } from '../../src/actors/viewPlaces.js';
import { type ActorWorld, countParameters } from '../../src/actors/world.js';
import type { Attack } from '../../src/attacks/attack.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import type { Catalogue } from '../../src/catalogue/catalogue.js';
import type { DataSet } from '../../src/data/dataSet.js';
import { invariant } from '../../src/errors/invariantError.js';
import { createScratch } from '../../src/kernels/scratch.js';
import { loadBackend } from '../../src/models/backend.js';
import { openModel } from '../../src/models/model.js';
import { stream } from '../../src/random/stream.js';
import { createWorld } from '../../src/rounds/world.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { testBackend } from './backend.js';
import { dataSetNamed } from './entries.js';
import { measureAlone } from '../../src/cluster/trialTeam.js';

/** What lies in a round's memory before anybody writes there. */
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

/** The results of stages, in the order of their steps. */
export type GivenResults = { readonly [S in StageName]?: readonly Results[S][] };

/** What a step is told besides who it is and which round it is. */
export interface Told {
  /** The step's number in its stage. */
  readonly step?: number;
  /** What it can read; anything else throws, as it does in a round. */
  readonly results?: GivenResults;
  readonly spoil?: Context['spoil'];
}

/** A world with a round's memory, and the contexts that its actors are handed. */
export interface Fixture {
  readonly world: ActorWorld;
  readonly memory: RoundMemory;
  /** The context of an actor by its number among its kind; `phases` is what it says it is busy with. */
  contextOf(index: number, round?: number, told?: Told): Context & { readonly phases: Phase[] };
  /** The report of a worker, whole, as it lies in the round's memory. */
  reportOf(worker: number): Float32Array;
  /**
   * The places of the round's memory that were written since the fixture was made,
   * as listAccess calls them, and what of the world was:
   * `report 2 0`, `squares 3`, `next parameters 0 5`, where the last number is a block;
   * without it, as in `report 2`, all blocks are meant.
   */
  written(): string[];
}

/** Five workers' world with a round's memory; `input` is laid over its scenario, `own` are own entries. */
export async function createFixture(input: object = {}, own: Partial<Catalogue> = {}): Promise<Fixture> {
  const catalogue = withOwn(own);
  const scenario = expandScenario(layOver(tiny, input), { catalogue });
  const entries = findEntries(catalogue, scenario);
  const { world: shared } = createWorld(scenario, entries, null);
  await loadBackend(testBackend);
  const world: ActorWorld = { ...shared, model: await openModel(entries.model) };
  fillState(world);
  const memory = createRoundMemory(world);
  const places = viewPlaces(world, memory);
  for (const values of places.values()) values.fill(UNTOUCHED);
  const before = readWorld(world);
  return {
    world,
    memory,
    contextOf: (index, round = 0, { step = 0, results = {}, spoil = null } = {}) => {
      const phases: Phase[] = [];
      const enter = (phase: Phase) => void phases.push(phase);
      const read = <S extends StageName>(name: S) => {
        const found: readonly Results[S][] | undefined = results[name];
        invariant(found !== undefined, `the results of ${name} are not to be read here`);
        return found;
      };
      const readOne = <S extends StageName>(name: S, one: number) => read(name)[one];
      const told = { world, round, index, step, memory, read, readOne, enter, spoil, phases };
      const scratch = createScratch();
      return { ...told, scratch, shareTrials: measureAlone({ world, round, memory, scratch }) };
    },
    reportOf: (worker) =>
      Float32Array.from(viewBlocks(memory.reports).flatMap((rows) => Array.from(rows[worker]))),
    written: () => [...listWritten(places), ...listChanged(before, readWorld(world))],
  };
}

/** The same values as a source of reports that are all different, and not small. */
export function madeUpReports(
  { world, memory }: Pick<Fixture, 'world' | 'memory'>,
  seed = 1,
): Float32Array[] {
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

/** The places that were touched; those of a row whose every block was as the row. */
function listWritten(places: ReadonlyMap<Place, ArrayLike<number>>): string[] {
  const rows = new Map<string, { place: Place; isTouched: boolean }[]>();
  for (const [place, values] of places) {
    const row = place.replace(/ \d+$/, '');
    const isTouched = Array.prototype.some.call(values, (value: number) => value !== UNTOUCHED);
    rows.set(row, [...(rows.get(row) ?? []), { place, isTouched }]);
  }
  return [...rows].flatMap(([row, pieces]) => {
    const touched = pieces.filter(({ isTouched }) => isTouched);
    const isWhole = pieces.length > 1 && touched.length === pieces.length;
    return isWhole ? [row] : touched.map(({ place }) => place);
  });
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
