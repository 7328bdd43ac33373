import { InputError } from '../errors/inputError.js';
import { parseJson } from '../files/parseJson.js';
import { countElements, type LastingTensor, type Layout, parameterCount, stateLayout } from './layout.js';

/** The longest header that is read. */
export const HEADER_BYTES_MAX = 1 << 20;

/** Of tensors that a checkpoint has beside parameters and velocity. */
const OTHERS_MAX = 64;

/** Of a layout's tensors that a message names. */
const LISTED_MAX = 8;

/** What a safetensors file says. */
export interface Safetensors {
  /** The values of all tensors, one after the other in the layout's order. */
  readonly values: Float32Array;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The d parameters of a model from the bytes of a safetensors file that holds them alone, or of a checkpoint.
 * Throws as `fromSafetensors` does.
 */
export function parametersFromSafetensors(bytes: Uint8Array, layout: Layout, file: string): Float32Array {
  const { header } = readSafetensorsHeader(bytes, failAt(file));
  const bare = stateLayout(layout);
  const isState = bare.tensors.every(({ name }) => name in header);
  const whole = isState ? stateLayout(layout, othersIn(header, bare, bytes.length)) : layout;
  const { values } = fromSafetensors(bytes, whole, file);
  return isState ? values.slice(0, parameterCount(layout)) : values;
}

/**
 * What a checkpoint has beside parameters and velocity; what is no tensor is told when the tensors are read.
 */
function othersIn(header: Record<string, unknown>, bare: Layout, bytes: number): LastingTensor[] {
  const known = new Set(['__metadata__', ...bare.tensors.map(({ name }) => name)]);
  const names = Object.keys(header).filter((name) => !known.has(name));
  return names.slice(0, OTHERS_MAX).flatMap((name) => {
    const shape = (header[name] as { shape?: unknown } | null | undefined)?.shape;
    if (!Array.isArray(shape) || shape.length !== 2) return [];
    const [rows, length] = shape as [number, number];
    const isExtent = (extent: unknown) => Number.isInteger(extent) && (extent as number) > 0;
    const fits = isExtent(rows) && isExtent(length) && 4 * rows * length <= bytes;
    return fits && isName(name) ? [{ name, rows, length }] : [];
  });
}

/** The names that tensors of a run have: momenta, and what rule and attack remember. */
function isName(name: string): boolean {
  return /^(momenta|(rule|attack)\/[A-Za-z][A-Za-z0-9-]{0,44})$/.test(name);
}

/**
 * Reads all tensors of a layout from the bytes of a safetensors file:
 * u64 little-endian header length, JSON header, finite float32 tensors without hole or overlap.
 * Tensors may stand in any order; names and shapes must be the layout's.
 * Throws an InputError that names the file and the tensor.
 */
export function fromSafetensors(bytes: Uint8Array, layout: Layout, file: string): Safetensors {
  const fail = failAt(file);
  const { header, start } = readSafetensorsHeader(bytes, fail);
  return {
    values: readTensors(bytes, { header, start }, layout, fail),
    metadata: readMetadata(header, fail),
  };
}

type Fail = (problem: string, field?: string) => never;

function failAt(file: string): Fail {
  return (problem, field) => {
    throw new InputError({ place: { file }, field, problem });
  };
}

function readTensors(
  bytes: Uint8Array,
  { header, start }: { header: Record<string, unknown>; start: number },
  layout: Layout,
  fail: Fail,
): Float32Array {
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  const unknown = names.find((name) => !layout.tensors.some((tensor) => tensor.name === name));
  if (unknown !== undefined) {
    const problem = `${layout.name} has no such tensor, allowed ${listTensors(layout)}`;
    fail(problem, JSON.stringify(unknown).slice(0, 80));
  }
  for (const { name, shape } of layout.tensors) {
    checkForm(header[name], shape, (problem) => fail(problem, name));
  }
  const values = new Float32Array(parameterCount(layout));
  if (bytes.length !== start + 4 * values.length) {
    fail(`${bytes.length - start} bytes of tensors, ${layout.name} has ${4 * values.length}`);
  }
  const data = new DataView(bytes.buffer, bytes.byteOffset + start);
  const seen = new Set<number>();
  let offset = 0;
  for (const { name, shape } of layout.tensors) {
    const begin = checkSpan(header[name], shape, data.byteLength, (problem) => fail(problem, name));
    if (seen.has(begin)) fail('the tensor overlaps another one', name);
    seen.add(begin);
    const size = countElements(shape);
    for (let k = 0; k < size; k++) values[offset + k] = data.getFloat32(begin + 4 * k, true);
    offset += size;
  }
  // Known shapes whose sizes add up to the file's,
  // each inside it at a place of its own: see that none overlap.
  if (!tilesExactly(header, layout)) fail('tensors overlap or leave holes');
  if (!values.every(Number.isFinite)) fail('a value is not finite');
  return values;
}

function readMetadata(header: Record<string, unknown>, fail: Fail): Record<string, string> {
  const metadata: unknown = header.__metadata__ ?? {};
  const isText = (value: unknown) => typeof value === 'string';
  if (typeof metadata !== 'object' || metadata === null || !Object.values(metadata).every(isText)) {
    return fail('metadata that is no mapping of texts', '__metadata__');
  }
  return Object.assign(Object.create(null), metadata) as Record<string, string>;
}

/** The header of a safetensors file, without a prototype, and where its tensors begin. */
export function readSafetensorsHeader(
  bytes: Uint8Array,
  fail: (problem: string) => never,
): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) fail('not a safetensors file: it has no header');
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > HEADER_BYTES_MAX || Number(length) > bytes.length - 8) {
    fail(`not a safetensors file: a header of ${length} bytes in a file of ${bytes.length}`);
  }
  const start = 8 + Number(length);
  try {
    const header = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)));
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) {
      return { header: Object.assign(Object.create(null) as Record<string, unknown>, header), start };
    }
  } catch {
    // told below
  }
  return fail('not a safetensors file: its header is no JSON object');
}

/** The first tensors of a layout, with their shapes. */
function listTensors({ tensors }: Layout): string {
  const some = tensors.slice(0, LISTED_MAX).map(({ name, shape }) => `${name} [${shape.join(', ')}]`);
  return [...some, ...(tensors.length > LISTED_MAX ? [`and ${tensors.length - LISTED_MAX} more`] : [])].join(
    ', ',
  );
}

/** What a tensor is, before how many bytes there are: a file of another type is of another size too. */
function checkForm(entry: unknown, shape: readonly number[], fail: (problem: string) => never): void {
  if (typeof entry !== 'object' || entry === null) return fail('the tensor is missing');
  const { dtype, shape: found } = entry as Record<string, unknown>;
  if (dtype !== 'F32') fail(`dtype ${JSON.stringify(dtype)?.slice(0, 40)}, allowed "F32"`);
  if (JSON.stringify(found) !== JSON.stringify(shape)) {
    fail(`shape ${JSON.stringify(found)?.slice(0, 80)}, allowed ${JSON.stringify(shape)}`);
  }
}

/** Where a tensor's bytes begin. */
function checkSpan(
  entry: unknown,
  shape: readonly number[],
  bytes: number,
  fail: (problem: string) => never,
): number {
  const { data_offsets: offsets } = entry as Record<string, unknown>;
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(Number.isSafeInteger)) {
    return fail('data_offsets are not two integers');
  }
  const [begin, end] = offsets as [number, number];
  if (begin < 0 || end > bytes || end - begin !== 4 * countElements(shape)) {
    fail(`data_offsets ${begin} to ${end} do not fit the shape and the file`);
  }
  return begin;
}

function tilesExactly(header: Record<string, unknown>, layout: Layout): boolean {
  const spans = layout.tensors.map(
    ({ name }) => (header[name] as { data_offsets: [number, number] }).data_offsets,
  );
  spans.sort((a, b) => a[0] - b[0]);
  return spans.every(([begin], index) => begin === (index === 0 ? 0 : spans[index - 1][1]));
}
