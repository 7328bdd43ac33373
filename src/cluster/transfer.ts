import { invariant } from '../errors/invariantError.js';

/**
 * The buffers of all typed arrays inside a message or a state, to be transferred with it.
 * Shared memory stays where it is.
 * Throws an InvariantError when an array is detached (sent before)
 * or does not own its whole buffer, which would tear other arrays away.
 */
export function listBuffers(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  collect(value, buffers);
  return [...buffers];
}

/** How many bytes buffers have together. Transferred, they have none. */
export function bytesIn(buffers: readonly ArrayBuffer[]): number {
  return buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function collect(value: unknown, buffers: Set<ArrayBuffer>): void {
  if (typeof value !== 'object' || value === null) return;
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    if (buffer instanceof SharedArrayBuffer) return;
    invariant(byteLength > 0, 'a message carries an empty or detached array');
    invariant(byteOffset === 0 && byteLength === buffer.byteLength, 'a message carries part of a buffer');
    invariant(!buffers.has(buffer), 'two messages carry the same buffer');
    buffers.add(buffer);
    return;
  }
  if (Array.isArray(value)) {
    if (typeof value[0] === 'number') return;
    for (const item of value) collect(item, buffers);
    return;
  }
  for (const key in value) collect((value as Record<string, unknown>)[key], buffers);
}
