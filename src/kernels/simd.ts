import { readFileSync } from 'node:fs';
import { InputError } from '../errors/inputError.js';

/** The functions of src/kernels/assembly; every argument is an address or a count. */
interface SimdExports {
  dataLayer(
    data: number,
    table: number,
    kernel: number,
    bias: number,
    out: number,
    batch: number,
    inputs: number,
    outputs: number,
    work: number,
  ): void;
  dataLayerKernelGradient(
    data: number,
    table: number,
    slopes: number,
    out: number,
    batch: number,
    inputs: number,
    outputs: number,
    work: number,
  ): void;
  perceptronGradient(
    data: number,
    table: number,
    turned: number,
    labels: number,
    parameters: number,
    gradient: number,
    shape: number,
    activity: number,
    slopes: number,
    work: number,
  ): number;
  perceptronLogits(
    data: number,
    table: number,
    labels: number,
    parameters: number,
    shape: number,
    activity: number,
    out: number,
    work: number,
  ): number;
  addAbout(
    rows: number,
    stride: number,
    n: number,
    length: number,
    point: number,
    direction: number,
    sums: number,
  ): void;
  addWeightedAbout(
    rows: number,
    stride: number,
    n: number,
    length: number,
    weights: number,
    point: number,
    out: number,
  ): void;
  addScaled(target: number, factor: number, source: number, length: number): void;
  pointOnLine(point: number, factor: number, direction: number, out: number, length: number): void;
  momentumStep(
    parameters: number,
    velocity: number,
    gradient: number,
    momentum: number,
    rate: number,
    length: number,
  ): number;
  convolution(input: number, kernel: number, out: number, shape: number, work: number): void;
  convolutionKernelGradient(input: number, slopes: number, out: number, shape: number, work: number): void;
  pooledConvolution(
    input: number,
    kernel: number,
    bias: number,
    out: number,
    where: number,
    shape: number,
    work: number,
  ): void;
  pooledConvolutionGradient(
    input: number,
    kernel: number,
    slopes: number,
    where: number,
    kernelOut: number,
    inputOut: number,
    shape: number,
  ): void;
  squaredDistances(
    rows: number,
    stride: number,
    n: number,
    some: number,
    length: number,
    out: number,
    work: number,
  ): void;
  squaredDistancesBehind(
    rows: number,
    stride: number,
    n: number,
    length: number,
    some: number,
    out: number,
  ): void;
  squaredDistancesTo(
    rows: number,
    stride: number,
    n: number,
    length: number,
    target: number,
    out: number,
  ): void;
  columnMeans(rows: number, stride: number, n: number, length: number, out: number): void;
  columnSums(rows: number, stride: number, n: number, length: number, out: number): void;
  weightedSum(places: number, weights: number, n: number, length: number, out: number): void;
  meanAndDeviation(
    rows: number,
    stride: number,
    n: number,
    length: number,
    means: number,
    deviations: number,
  ): void;
  trimmedColumnMean: OrderStatistic;
  meanNearestMedian: OrderStatistic;
}

/** `parameter`: how many values are dropped at each end, or kept. */
type OrderStatistic = (
  rows: number,
  stride: number,
  n: number,
  length: number,
  parameter: number,
  network: number,
  comparators: number,
  work: number,
  kept: number,
  out: number,
) => void;

/** The SIMD kernels of this thread, with the memory that they work in. */
export interface Simd extends SimdExports {
  /**
   * Lays out arrays in the memory, one after the other, each on a multiple of 16 bytes.
   * The arrays of earlier calls are gone: a kernel takes all it needs at once.
   */
  layOut<Sizes extends Readonly<Record<string, ArraySize>>>(sizes: Sizes): LaidOut<Sizes>;
  /**
   * Keeps bytes of the memory, from `at` on, out of what `layOut` gives: those that are at that place
   * already, unless they are of another session; `isNew`: they are to be filled. null: there is no more room.
   * Where the place is asked for another size, nothing that was kept before is kept any more.
   */
  keep(slot: string, session: number, bytes: number): { readonly at: number; readonly isNew: boolean } | null;
  /** Nothing is kept any more. */
  forgetKept(): void;
  /** Whether what is kept at a place is of that session. */
  isKept(slot: string, session: number): boolean;
  /** Values that are kept or laid out; to be asked for anew once something was laid out: memory may move. */
  viewAt(at: number, length: number): Float32Array;
  viewDoublesAt(at: number, length: number): Float64Array;
}

/** Arrays by their names. */
export type LaidOut<Sizes extends Readonly<Record<string, ArraySize>>> = {
  readonly [K in keyof Sizes]: Placed<Sizes[K]>;
};

/** The kind and the length of an array. */
export type ArraySize = readonly [kind: keyof typeof VIEWS, length: number];

/** An array in the memory: its address and a view of it. */
interface Placed<Size extends ArraySize> {
  readonly at: number;
  readonly view: InstanceType<(typeof VIEWS)[Size[0]]>;
}

const VIEWS = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u8: Uint8Array } as const;
/** What is said where there is no WebAssembly at all. */
export const NO_WEBASSEMBLY =
  'there is no WebAssembly in this Node.js, as with --jitless, and krumble computes by it';
const PAGE_BYTES = 65_536;
const PAGES_MAX = 65_536;
const ALIGNMENT = 16;
/** The most bytes that are kept: a thread's memory never shrinks again. */
const KEPT_BYTES_MAX = 2 ** 25;

let loaded: Simd | null = null;

/**
 * The kernels, compiled at their first use in a thread.
 * Throws an InputError that says why, where they cannot be had: without WebAssembly, SIMD or address space.
 */
export function simd(): Simd {
  loaded ??= tryToLoad();
  return loaded;
}

function tryToLoad(): Simd {
  try {
    return load();
  } catch (cause) {
    throw new InputError({ field: 'backend', found: 'wasm', problem: explainAbsence(cause as Error) });
  }
}

function explainAbsence({ message }: Error): string {
  const [reason] = message.split('\n');
  if (typeof WebAssembly === 'undefined') return NO_WEBASSEMBLY;
  if (/^ENOENT/.test(reason)) return `the installation is incomplete, npm ci mends it (${reason})`;
  return /memory/i.test(reason)
    ? `there is no address space for WebAssembly (${reason}): a limit such as ulimit -v? ` +
        'Without it, or by node --disable-wasm-trap-handler, it works'
    : `WebAssembly with SIMD does not start in this Node.js on this processor (${reason})`;
}

function load(): Simd {
  const file = new URL('../../dist/kernels/simd.wasm', import.meta.url); // where the build puts it
  const memory = new WebAssembly.Memory({ initial: 16, maximum: PAGES_MAX });
  const module = new WebAssembly.Module(readFileSync(file));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kept = new Map<string, { readonly at: number; readonly bytes: number; session: number }>();
  let first = ALIGNMENT;
  const align = (at: number) => Math.ceil(at / ALIGNMENT) * ALIGNMENT;
  const reach = (end: number) => {
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) memory.grow(missing);
  };
  const forgetKept = () => {
    kept.clear();
    first = ALIGNMENT;
  };
  return {
    ...(exports as unknown as SimdExports),
    forgetKept,
    keep: (slot, session, bytes) => {
      const known = kept.get(slot);
      if (known?.bytes === bytes) {
        const isNew = known.session !== session;
        known.session = session;
        return { at: known.at, isNew };
      }
      if (known !== undefined) forgetKept();
      if (first + bytes > KEPT_BYTES_MAX) return null;
      const at = first;
      first = align(at + bytes);
      reach(first);
      kept.set(slot, { at, bytes, session });
      return { at, isNew: true };
    },
    isKept: (slot, session) => kept.get(slot)?.session === session,
    viewAt: (at, length) => new Float32Array(memory.buffer, at, length),
    viewDoublesAt: (at, length) => new Float64Array(memory.buffer, at, length),
    layOut: (sizes) => {
      let end = first;
      const addresses = Object.entries(sizes).map(([name, [kind, length]]) => {
        const at = end;
        end = align(at + length * VIEWS[kind].BYTES_PER_ELEMENT);
        return { name, kind, length, at };
      });
      reach(end);
      const placed = addresses.map(({ name, kind, length, at }) => [
        name,
        { at, view: new VIEWS[kind](memory.buffer, at, length) },
      ]);
      return Object.fromEntries(placed) as never;
    },
  };
}
