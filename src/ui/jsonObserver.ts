import type { Observer, Output } from './observer.js';

/** One JSON object a line: `start`, a `round` for each round with the fields of its record, `notice`, `result`. */
export function jsonObserver(results: Output): Observer {
  const emit = (value: object) => void results.write(`${JSON.stringify(value)}\n`);
  return {
    start: ({ scenario, threads, backend, folder }) =>
      emit({ type: 'start', scenario, threads, backend, folder }),
    round: ({ record }) => emit({ type: 'round', ...record }),
    notice: (text) => emit({ type: 'notice', text }),
    finish: async (result, ending, reason) =>
      emit({ type: 'result', ending, ...(reason && { reason }), ...result }),
  };
}
