import { resultText } from './linesObserver.js';
import type { Point } from './curve.js';
import type { Observer, Output, RunFacts } from './observer.js';

/** The result alone. */
export function quietObserver(results: Output): Observer {
  let facts: RunFacts | null = null;
  const twin: Point[] = [];
  return {
    start: (given) => {
      facts = given;
    },
    recall: () => undefined,
    round: () => undefined,
    twin: ({ round, accuracy }) => void twin.push({ x: round, y: accuracy }),
    incident: () => undefined,
    finish: async (result, ending, detail) => {
      if (facts !== null) results.write(resultText(facts, result, ending, { ...detail, twin }));
    },
  };
}
