/**
 * Memory to work in, kept by a thread from step to step: large arrays that are made anew for each
 * gradient cost more than the gradient, above all when several threads of a process make them.
 * What is in it at first is undefined, so nothing can
 * be carried over by it; what leaves an actor must be a copy.
 */
export interface Scratch {
  bytes(name: string, length: number): Uint8Array;
  float32(name: string, length: number): Float32Array;
  float64(name: string, length: number): Float64Array;
  /**
   * What `make` gives for a key: anew, unless the last one under that name was for the same key.
   * Pure functions only.
   */
  remembered<T>(name: string, key: number, make: () => T): T;
}

/** Scratch memory of a thread: one array for each name, as long as it was last asked for. */
export function createScratch(): Scratch {
  const bytes = new Map<string, Uint8Array>();
  const float32s = new Map<string, Float32Array>();
  const float64s = new Map<string, Float64Array>();
  const values = new Map<string, { readonly key: number; readonly value: unknown }>();
  return {
    bytes: (name, length) => reused(bytes, name, length, () => new Uint8Array(length)),
    float32: (name, length) => reused(float32s, name, length, () => new Float32Array(length)),
    float64: (name, length) => reused(float64s, name, length, () => new Float64Array(length)),
    remembered: <T>(name: string, key: number, make: () => T) => {
      const last = values.get(name);
      if (last?.key === key) return last.value as T;
      const value = make();
      values.set(name, { key, value });
      return value;
    },
  };
}

function reused<A extends Uint8Array | Float32Array | Float64Array>(
  arrays: Map<string, A>,
  name: string,
  length: number,
  make: () => A,
): A {
  let array = arrays.get(name);
  if (array?.length !== length) {
    array = make();
    arrays.set(name, array);
  }
  return array;
}
