import { countRows, type Memory, type MemorySpec } from './memory.js';

/** Memory as it is before the first round, of a model of d parameters and n workers: zero. */
export function freshMemory(specs: readonly MemorySpec[], parameters: number, workers: number): Memory {
  return Object.fromEntries(
    specs.map((spec) => {
      const { name, length } = spec;
      const make = () =>
        Array.from(
          { length: countRows(spec, workers) },
          () => new Float32Array(length === 'parameters' ? parameters : length),
        );
      return [name, { before: make(), after: make() }];
    }),
  );
}
