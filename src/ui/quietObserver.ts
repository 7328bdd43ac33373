import { resultText } from './linesObserver.js';
import type { Observer, Output, RunFacts } from './observer.js';

/** The result alone. */
export function quietObserver(results: Output): Observer {
  let facts: RunFacts | null = null;
  return {
    start: (given) => {
      facts = given;
    },
    recall: () => undefined,
    round: () => undefined,
    incident: () => undefined,
    finish: async (result, ending, detail) => {
      if (facts !== null) results.write(resultText(facts, result, ending, detail));
    },
  };
}
