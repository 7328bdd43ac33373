import { ContractError } from '../errors/contractError.js';
import type { Memory } from '../entries/memory.js';
import { show, showText } from '../errors/show.js';

const REASON_MAX = 300;

let watcher: (label: string | null) => void = () => undefined;

/** Has somebody told which function of a user's own runs in this thread, and when none does any more. */
export function watchOwnCode(onChange: (label: string | null) => void): void {
  watcher = onChange;
}

/**
 * Runs a function of a user's own module; what it throws, and a promise that it returns, break the contract.
 */
export function runOwnCode<T>(label: string, act: () => T): T {
  watcher(label);
  try {
    const result = act();
    if (typeof (result as { then?: unknown } | null | undefined)?.then === 'function') {
      throw broken(label, 'returned a promise', 'a value at once');
    }
    return result;
  } catch (error) {
    if (error instanceof ContractError) throw error;
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const text = `${label} threw ${name}: ${showText(message.split('\n')[0], REASON_MAX)}`;
    throw new ContractError(text, { cause: error });
  } finally {
    watcher(null);
  }
}

/** Says what a function of a user's own did, and what its contract has instead. */
export function broken(label: string, did: string, expected: string): ContractError {
  return new ContractError(`${label} ${did}; expected ${expected}`);
}

/** A value as a journal gives it back: JSON knows no -0. */
export function asRecorded<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Throws unless a value is a Float32Array of so many values. */
export function mustBeVector(
  label: string,
  what: string,
  value: unknown,
  length: number,
): asserts value is Float32Array {
  if (value instanceof Float32Array && value.length === length) return;
  const found = value instanceof Float32Array ? `${value.length} values` : show(value);
  throw broken(label, `gave ${what} of ${found}`, `a Float32Array of ${length} values`);
}

/** Copies of rows for a function of a user's own, and what throws when they were changed. */
export function lendRows(label: string, rows: readonly Float32Array[]) {
  const copies = rows.map((row) => row.slice());
  const check = () => {
    const changed = rows.findIndex((row, index) => !sameBits(row, copies[index]));
    if (changed >= 0)
      throw broken(label, `changed row ${changed} of what it was given`, 'rows that stay as they are');
  };
  return { copies, check };
}

/** Memory whose `before` are copies, and what throws when they were changed. */
export function lendMemory(label: string, memory: Memory) {
  const lent = Object.entries(memory).map(([name, { before, after }]) => {
    const rows = lendRows(label, before);
    return { entry: [name, { before: rows.copies, after }] as const, check: rows.check };
  });
  const check = () => {
    for (const one of lent) one.check();
  };
  return { memory: Object.fromEntries(lent.map(({ entry }) => entry)), check };
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return false;
  const [left, right] = [a, b].map(
    ({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length),
  );
  for (let c = 0; c < left.length; c++) if (left[c] !== right[c]) return false;
  return true;
}

/** Whether all values are finite. */
export function isFiniteVector(values: ArrayLike<number>): boolean {
  for (let c = 0; c < values.length; c++) if (!Number.isFinite(values[c])) return false;
  return true;
}
