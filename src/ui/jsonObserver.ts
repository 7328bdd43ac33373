import type { Observer, Output } from './observer.js';

/**
 * One JSON object a line: `start`, a `round` for each round with the fields of its record,
 * a `twin` for each evaluated round of the honest twin, `notice`, `result`.
 */
export function jsonObserver(results: Output): Observer {
  const emit = (value: object) => void results.write(`${JSON.stringify(value)}\n`);
  return {
    start: ({ scenario, threads, backend, folder, replayed }) =>
      emit({ type: 'start', scenario, threads, backend, folder, ...(replayed && { replayed }) }),
    recall: () => undefined,
    round: ({ record }) => emit({ type: 'round', ...record }),
    twin: (evaluated) => emit({ type: 'twin', ...evaluated }),
    incident: (text) => emit({ type: 'notice', text }),
    finish: async (result, ending, detail) => emit({ type: 'result', ending, ...detail, ...result }),
  };
}
