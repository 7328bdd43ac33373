import type { Memory, MemorySpec } from './memory.js';

/** Memory as it is before the first round, of a model of d parameters: zero. */
export function freshMemory(specs: readonly MemorySpec[], parameters: number): Memory {
  return Object.fromEntries(
    specs.map(({ name, rows = 1, length }) => {
      const make = () =>
        Array.from({ length: rows }, () => new Float32Array(length === 'parameters' ? parameters : length));
      return [name, { before: make(), after: make() }];
    }),
  );
}
