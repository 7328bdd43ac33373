import type { Moved, Walked } from '../cluster/executor.js';
import type { Span } from '../cluster/threadJob.js';

/** Who was busy when, and what was moved for it. */
export interface Busy {
  readonly spans: readonly Span[];
  readonly moved: Moved;
}

/** What nothing moves. */
export const NOTHING: Moved = Object.freeze({ messages: 0, bytes: 0 });

/** Who was busy when in a walk: a span for each phase of each step. */
export function listBusy(walked: Walked): Busy {
  const spans = walked
    .steps()
    .flatMap(({ actor, thread, phases }) => phases.map((phase): Span => ({ actor, thread, ...phase })));
  return { spans, moved: walked.moved };
}
