/** A tensor that an entry keeps from round to round; zero before the first. */
export interface MemorySpec {
  readonly name: string;
  /** So many, or one for each worker. Default: 1. */
  readonly rows?: number | 'workers';
  /** Values of a row: one for each of the model's d parameters, or so many. */
  readonly length: 'parameters' | number;
}

/** How many rows a tensor has among so many workers. */
export function countRows({ rows = 1 }: MemorySpec, workers: number): number {
  return rows === 'workers' ? workers : rows;
}

/**
 * A tensor of memory in a round, row by row: what the round before left,
 * which nobody changes, and what this round is to leave, which holds the same at first.
 * In a step on one block of coordinates a row of length `parameters` is the block's piece of it.
 */
export interface MemoryTensor {
  readonly before: readonly Float32Array[];
  readonly after: readonly Float32Array[];
}

/** An entry's memory by the names of its tensors. */
export type Memory = Readonly<Record<string, MemoryTensor>>;

/** The memory of an entry that keeps nothing. */
export const NO_MEMORY: Memory = Object.freeze({});
