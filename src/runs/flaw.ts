import type { z } from 'zod';
import type { Mistake } from '../errors/mistake.js';

/** What is wrong with a line of a run's file. */
export type Flaw = Pick<Mistake, 'field' | 'problem' | 'found' | 'allowed'>;

/** Whether what was parsed is a flaw; everything else that lines say has a round. */
export function isFlaw(parsed: object): parsed is Flaw {
  return !('round' in parsed);
}

/** The first thing that a schema found wrong with a line. */
export function flawOf({ issues }: z.ZodError): Flaw {
  const [{ path, message }] = issues;
  return { field: path.join('.') || 'line', problem: message };
}
