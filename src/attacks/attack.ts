import type { DataSet } from '../data/dataSet.js';
import { defaultVariant, type Entry, type Variant } from '../entries/entry.js';
import type { Memory, MemorySpec } from '../entries/memory.js';
import type { OptionShape, OptionValues } from '../entries/option.js';
import type { Refuse } from '../entries/parseOptions.js';
import type { Images } from '../kernels/images.js';
import type { Blocks } from '../kernels/meanAndDeviation.js';
import type { Measure } from '../measures/measure.js';
import type { Layout } from '../models/layout.js';
import type { Batch } from '../models/batch.js';
import type { RandomStream } from '../random/stream.js';

/** An attack as a scenario has it: its name, its variant where it has variants, and every option. */
export interface AttackSetting {
  readonly name: string;
  readonly variant?: string;
  /** In which rounds it is on; absent: in all. Outside of it the corrupted workers are honest. */
  readonly window?: Window;
  /** The most that it may see; absent: as much as it does. */
  readonly knowledge?: Sees;
  /** Of several attacks at once, how many of the corrupted workers are its own; absent: all. */
  readonly workers?: number;
  readonly [option: string]: unknown;
}

/** Rounds from `from` on and before `until` (null: to the end), every `every`-th of them. */
export interface Window {
  readonly from: number;
  readonly until: number | null;
  readonly every: number;
}

/** Images as values, for a pattern lies beyond what pixels can be, with their classes. */
export interface LabelledImages {
  readonly images: Float64Array;
  readonly labels: Int32Array;
}

/**
 * The images that the adversary has: those of its workers, and the one that the setting names.
 * No test image.
 */
export interface AdversaryData extends Pick<DataSet, 'imageShape' | 'classes' | 'normalisation'> {
  /** How many images the corrupted workers hold together. */
  readonly held: number;
  /**
   * Some of them, by their places from 0 to held - 1:
   * the first of each worker, then the second ones, and so on.
   */
  gather(places: ArrayLike<number>): LabelledImages;
  /** The training image that `names` gives, whoever holds it; null where the attack names none. */
  readonly named: LabelledImages | null;
}

/** The network, as the adversary can run it by any parameters. */
export interface AdversaryNetwork {
  readonly layout: Layout;
  /** Mean cross-entropy of a batch; its gradient is written into `gradient`. */
  lossAndGradient(parameters: Float32Array, batch: Batch, gradient: Float32Array): number;
  /** The logits of images, row-major [images, classes], by batch norm's statistics of these images. */
  logits(parameters: Float32Array, images: Images): Float32Array;
}

/**
 * What every adversary sees: what workers are told,
 * how many of them are its own, what they hold and computed.
 */
export interface OwnView {
  /** The corrupted workers' own gradients, block by block, in worker order; not to be changed. */
  readonly own: Blocks;
  /** w: the parameters that the round begins with. */
  readonly parameters: Float32Array;
  /** v: the last update, which led to w. A worker knows it as the difference of the last two broadcasts. */
  readonly velocity: Float32Array;
  readonly learningRate: number;
  readonly momentum: number;
  readonly round: number;
  /** n, and m: how many are its own. */
  readonly workers: number;
  readonly corrupted: number;
  readonly network: AdversaryNetwork;
  readonly data: AdversaryData;
  /** The adversary's own randomness in this round. */
  readonly random: RandomStream;
  /** Its memory; tensors whose length is `parameters` are whole. */
  readonly memory: Memory;
}

/** The same of one that sees the honest workers' reports too. */
export interface HonestView extends OwnView {
  readonly honest: Blocks;
  /** The numbers of the workers whose reports these are. */
  readonly honestWorkers: readonly number[];
  /** The h x h squared distances between these reports, row-major, summed over blocks in their order. */
  readonly honestSquares: () => Float64Array;
}

/** Vectors of all d coordinates, point + factor direction, in float64; without a point factor direction. */
export interface Line {
  readonly point: Float64Array | null;
  readonly direction: Float64Array;
}

/** Trials of the defense in use. */
export interface Trials {
  /**
   * What the defense would make of these reports, one for each of its workers, and the honest ones; not to be
   * changed. Of fewer reports too, where nothing in the defense goes by distances.
   */
  readonly aggregate: (reports: readonly Float32Array[]) => Float32Array;
  /**
   * The same of reports on a line, by their factor, rounded to float32 once and sent by all its workers:
   * bit for bit what `aggregate` makes of them, in less time where the rule chooses rows by distances.
   */
  readonly aggregateOnLine: (line: Line) => (factor: number) => Float32Array;
}

/** The same of one that can also try the defense. */
export interface DefenseView extends HonestView, Trials {}

/** What an adversary sees, by the word for it. */
export interface Views {
  readonly own: OwnView;
  readonly honest: HonestView;
  readonly defense: DefenseView;
}
export type Sees = keyof Views;

/** What an attack sees: the same under all variants, or by the variant's name. */
export type Sight<S extends Sees = Sees, V extends string = string> = S | { readonly [Name in V]: S };

/** What an adversary decided in a round. */
export interface Forgery {
  /** What the record says of it: factors, choices. */
  readonly facts?: Readonly<Record<string, number | string | boolean | null>>;
  /** A vector of all d coordinates to be reported, or for `forge` to go by. */
  readonly report?: Float32Array;
}

/** One block of coordinates, as `forge` sees it. */
export interface OwnBlock {
  /** The corrupted workers' own gradients in the block; not to be changed. */
  readonly own: readonly Float32Array[];
  /** The block's piece of the vector that was decided on; null: none was. */
  readonly report: Float32Array | null;
  readonly facts: NonNullable<Forgery['facts']>;
  /** The block's first coordinate. */
  readonly start: number;
  /** Tensors whose length is `parameters`, the block's piece of them. */
  readonly memory: Memory;
}

/** The same of an adversary that sees the honest workers' reports too. */
export interface HonestBlock extends OwnBlock {
  readonly honest: readonly Float32Array[];
  /** The numbers of the workers whose reports these are. */
  readonly honestWorkers: readonly number[];
}

/** What `forge` sees, by what the adversary does. */
export interface BlockViews {
  readonly own: OwnBlock;
  readonly honest: HonestBlock;
  readonly defense: HonestBlock;
}

/** A corrupted worker's batch, as `poison` sees it. */
export interface PoisonView extends Pick<DataSet, 'imageShape' | 'classes' | 'normalisation'> {
  readonly round: number;
  /** The worker's number among the corrupted ones. */
  readonly colluder: number;
  readonly random: RandomStream;
}

/** What of a scenario decides whether an attack's options are possible. */
export interface Surroundings {
  /** n, and m: how many are its own. */
  readonly workers: { readonly count: number; readonly corrupted: number };
  readonly model: Layout;
  /** The most images that a gradient is taken of at once. */
  readonly batchMax: number;
  /** How many workers are honest: n - m, unless other attacks have corrupted workers too. */
  readonly honest: number;
  /** How many training images there are. */
  readonly images: number;
  /** How many of them its corrupted workers hold; null: that is known when they are dealt. */
  readonly held: number | null;
}

/**
 * An attack.
 * `sees` decides what it is handed, and it cannot reach more: no test image,
 * no other worker's images, no honest report unless it sees them.
 * Where variants see different things, it says what each of them sees.
 * A round goes: `poison` changes the batches of the corrupted workers before their gradients;
 * `decide` makes up the adversary's mind, once; `forge` makes the reports,
 * block by block, on the threads that own the blocks.
 * An attack without `forge` reports the vector that was decided on,
 * and without one what the workers computed.
 */
export interface Attack<
  Name extends string = string,
  S extends Sees = Sees,
  Shape extends OptionShape = OptionShape,
  Setting extends AttackSetting = AttackSetting,
  V extends string = string,
> extends Entry {
  readonly kind: 'attack';
  readonly name: Name;
  readonly variants?: readonly (Variant & { readonly name: V })[];
  readonly options?: Shape;
  readonly sees: Sight<S, V>;
  /**
   * Whether it can do without the honest reports where it sees them: under `knowledge: own` it is handed
   * its own workers' gradients in their place, as an estimate.
   */
  readonly estimates?: boolean;
  /**
   * Whether it looks at `honestSquares` where it sees honest reports:
   * then shards measure them before it decides, all threads together.
   * Where it may try the defense, they do if that goes by distances.
   */
  readonly asksDistances?: boolean;
  /** Whether it draws into images or shows one: of a set of other tensors it is refused. */
  readonly needsImages?: boolean;
  /** The options that labels show; default: all. */
  readonly shown?: readonly string[];
  /** The index of a training image that it is for, and is handed, whoever holds it. */
  names?(setting: Setting): number;
  /** Fills in options that follow from the rest of the scenario, and refuses what does not fit it. */
  complete?(
    options: OptionValues<Shape> & { readonly variant: string | null },
    around: Surroundings,
    refuse: Refuse,
  ): Readonly<Record<string, unknown>>;
  /**
   * By option, the largest value that its paper's bound allows for these workers; null where there is none.
   * Labels show it beside the value, and nothing is refused by it.
   */
  limits?(workers: Surroundings['workers']): Readonly<Record<string, number | null>>;
  /** Why it can have no effect with these options and workers, for the user; null: it can. */
  idle?(setting: Setting, workers: Surroundings['workers']): string | null;
  poison?(batch: LabelledImages, setting: Setting, view: PoisonView): LabelledImages;
  decide?(view: Views[S], setting: Setting): Forgery;
  /** One vector that every corrupted worker reports in the block, or one for each of them. */
  forge?(block: BlockViews[S], setting: Setting): Float32Array | readonly Float32Array[];
  /** What it keeps from round to round. */
  readonly memory?: readonly MemorySpec[];
  /** What is found out about it after each round. */
  readonly measures?: readonly Measure<string, Setting>[];
  /**
   * About how many gradients of a worker's batch the adversary takes in a round; orders runs by their cost.
   */
  gradients?(setting: Setting): number;
}

/** An attack's setting without a type of its own: its name, its window and its options. */
export type OptionSetting<Shape extends OptionShape> = AttackSetting & OptionValues<Shape>;

/** Makes an attack of its parts, with the types of its options and of what it sees. */
export function defineAttack<
  const Name extends string,
  const S extends Sees,
  const Shape extends OptionShape = Record<never, never>,
  Setting extends AttackSetting = OptionSetting<Shape>,
  const V extends string = never,
>(
  attack: Omit<Attack<Name, S, Shape, Setting, V>, 'kind' | 'sees'> & { readonly sees: S },
): Attack<Name, S, Shape, Setting, V>;
/** The same of one whose variants see different things; its functions are handed the view of one of them. */
export function defineAttack<
  const Name extends string,
  const S extends Sees,
  const Shape extends OptionShape = Record<never, never>,
  const V extends string = never,
>(
  attack: Omit<Attack<Name, S, Shape, OptionSetting<Shape>, V>, 'kind' | 'sees'> & {
    readonly sees: { readonly [Name in V]: S };
  },
): Attack<Name, S, Shape, OptionSetting<Shape>, V>;
export function defineAttack(attack: Omit<Attack, 'kind'>): Attack {
  return Object.freeze({ kind: 'attack', ...attack });
}

/** What an attack sees under the variant of a setting, which is its default one where none is named. */
export function pickSight(attack: Pick<Attack, 'sees' | 'variants'>, { variant }: AttackSetting): Sees {
  const { sees } = attack;
  return typeof sees === 'string' ? sees : sees[variant ?? defaultVariant(attack) ?? ''];
}

/** Whether an attack is on in a round. */
export function isOn({ window }: Pick<AttackSetting, 'window'>, round: number): boolean {
  if (window === undefined) return true;
  const { from, until, every } = window;
  return round >= from && (until === null || round < until) && (round - from) % every === 0;
}
