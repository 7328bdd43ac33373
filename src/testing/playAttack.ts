import {
  type Attack,
  type AttackSetting,
  type DefenseView,
  type Forgery,
  type HonestBlock,
  type LabelledImages,
  type Line,
  pickSight,
} from '../attacks/attack.js';
import { squaresBetween } from '../attacks/squaresBetween.js';
import { freshMemory } from '../entries/freshMemory.js';
import type { Memory } from '../entries/memory.js';
import { columnMean } from '../kernels/columnMean.js';
import { drawLine } from '../kernels/line.js';
import { type RandomStream, stream } from '../random/stream.js';
import { MADE_PARAMETERS, madeNetwork } from './madeNetwork.js';

const NORMALISATION = { means: [0.5], deviations: [0.5] };

/** The shape of made images and their classes, as the attacks are told. */
export const MADE_SET = { imageShape: [4, 4, 1] as const, classes: 3, normalisation: NORMALISATION };

/** Images with the classes in turn. */
export function madeImages(count: number): LabelledImages {
  return {
    images: Float64Array.from({ length: count * 16 }, (_, k) => ((k * 7919) % 101) / 50 - 1),
    labels: Int32Array.from({ length: count }, (_, k) => k % MADE_SET.classes),
  };
}

/** What a round of an attack starts from beside its rows. */
export interface RoundOptions {
  /** Where the coordinates are cut into blocks. */
  readonly cuts?: readonly number[];
  /** What the server makes of the corrupted workers' reports and the honest ones. Default: their mean. */
  readonly defense?: (reports: readonly Float32Array[], honest: readonly Float32Array[]) => Float32Array;
  readonly random?: RandomStream;
  /** What the round before left. */
  readonly memory?: Memory;
}

/** The reports of one round of an attack, as adversary and shards make them of these rows. */
export function playAttack(
  attack: Attack,
  setting: AttackSetting,
  { own, honest }: { readonly own: readonly Float32Array[]; readonly honest: readonly Float32Array[] },
  {
    cuts = [],
    defense = (reports, others) => columnMean([...reports, ...others]).aggregate,
    random = stream(1, 'adversary of a required case'),
    memory = freshMemory(attack.memory ?? [], own[0].length, own.length + honest.length),
  }: RoundOptions = {},
): { reports: Float32Array[]; facts: NonNullable<Forgery['facts']>; memory: Memory } {
  const { length } = own[0];
  const starts = [0, ...cuts, length];
  const blocks = starts.slice(1).map((to, block) => ({ from: starts[block], to }));
  const cut = (rows: readonly Float32Array[]) =>
    blocks.map(({ from, to }) => rows.map((row) => row.subarray(from, to)));
  const sees = pickSight(attack, setting);
  const honestWorkers = honest.map((_, k) => own.length + k);
  const view: DefenseView = {
    own: cut(own),
    honest: cut(honest),
    honestWorkers,
    honestSquares: () => squaresBetween(cut(honest)),
    aggregate: (reports) => defense(reports, honest),
    aggregateOnLine: (line) => (factor) => defense(drawCopies(own.length, line, factor), honest),
    parameters: Float32Array.from({ length }, (_, c) => Math.fround(0.01 * ((c * 37) % 11) - 0.05)),
    velocity: Float32Array.from({ length }, (_, c) => Math.fround(0.001 * ((c * 29) % 13) - 0.006)),
    learningRate: 0.1,
    momentum: 0.9,
    round: 0,
    workers: own.length + honest.length,
    corrupted: own.length,
    network: madeNetwork,
    data: {
      ...MADE_SET,
      held: 10 * own.length,
      gather: ({ length: count }) => madeImages(count),
      named: attack.names ? madeImages(1) : null,
    },
    random,
    memory,
  };
  const seen =
    sees === 'own'
      ? without(view, ['honest', 'honestWorkers', 'honestSquares', 'aggregate', 'aggregateOnLine'])
      : view;
  const decide = attack.decide as ((view: object, setting: AttackSetting) => Forgery) | undefined;
  const { facts = {}, report = null } = decide?.(seen, setting) ?? {};
  const pieces = blocks.map(({ from, to }, index) => {
    if (!attack.forge) return own.map((row) => (report ?? row).subarray(from, to));
    const block: HonestBlock = {
      own: view.own[index],
      honest: view.honest[index],
      honestWorkers,
      report: report && report.subarray(from, to),
      facts,
      start: from,
      memory: cutMemory(memory, attack, { from, to }),
    };
    const forged = attack.forge(
      (sees === 'own' ? without(block, ['honest', 'honestWorkers']) : block) as HonestBlock,
      setting,
    );
    return forged instanceof Float32Array ? own.map(() => forged) : forged;
  });
  const reports = own.map((_, worker) =>
    Float32Array.from(pieces.flatMap((piece) => Array.from(piece[worker]))),
  );
  return { reports, facts, memory };
}

/** The width of made rows: what the made network has of parameters. */
export const MADE_WIDTH = MADE_PARAMETERS;

/** Copies of a report on a line. */
function drawCopies(count: number, { point, direction }: Line, factor: number): readonly Float32Array[] {
  const report = new Float32Array(direction.length);
  drawLine(point, direction)(report, factor);
  return new Array<Float32Array>(count).fill(report);
}

function without(all: object, hidden: readonly string[]): object {
  return Object.fromEntries(Object.entries(all).filter(([field]) => !hidden.includes(field)));
}

/** A block's piece of tensors of length `parameters`; the others are the adversary's alone. */
function cutMemory(
  memory: Memory,
  { memory: specs = [] }: Attack,
  { from, to }: { from: number; to: number },
) {
  const piece = (rows: readonly Float32Array[]) => rows.map((row) => row.subarray(from, to));
  return Object.fromEntries(
    specs
      .filter(({ length }) => length === 'parameters')
      .map(({ name }) => [name, { before: piece(memory[name].before), after: piece(memory[name].after) }]),
  );
}
