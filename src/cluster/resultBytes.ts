import { deserialize, serialize } from 'node:v8';

/** What the bytes behind the first one are. */
const [JSON_TEXT, STRUCTURED] = [0, 1];
/** An outcome holds a result, and a result may hold one object more. */
const DEPTH_MAX = 3;

/**
 * What a step led to as bytes. A result of a few numbers and texts, as most are, is written as JSON,
 * which is read in a tenth of the time of a structured clone; what JSON cannot hold to the bit is cloned.
 * Throws a DataCloneError for what is no plain data.
 */
export function encodeResult(value: unknown): Uint8Array {
  const isText = isSmall(value, DEPTH_MAX);
  const written = isText ? Buffer.from(JSON.stringify(value)) : serialize(value);
  const bytes = new Uint8Array(1 + written.length);
  bytes[0] = isText ? JSON_TEXT : STRUCTURED;
  bytes.set(written, 1);
  return bytes;
}

/** What `encodeResult` was given. `bytes` may be shared memory. */
export function decodeResult(bytes: Uint8Array): unknown {
  const { buffer, byteOffset, byteLength } = bytes;
  if (bytes[0] === STRUCTURED) return deserialize(bytes.slice(1));
  return JSON.parse(Buffer.from(buffer, byteOffset + 1, byteLength - 1).toString());
}

/** Whether a value is objects of numbers, texts and the like, which JSON gives back as they were. */
function isSmall(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object' || depth === 0) return false;
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key in value) {
    if (key === '__proto__' || !isSmall((value as Record<string, unknown>)[key], depth - 1)) return false;
  }
  return true;
}
