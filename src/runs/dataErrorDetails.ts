import type { z } from 'zod';
import type { ErrorDetails } from '../errors/errorDetails.js';

/** What is wrong with a line of a run's file. */
export type DataErrorDetails = Pick<ErrorDetails, 'field' | 'problem' | 'found' | 'allowed'>;

/** Whether what was parsed is a flaw; everything else that lines say has a round. */
export function isDataErrorDetails(parsed: object): parsed is DataErrorDetails {
  return !('round' in parsed);
}

/** The first thing that a schema found wrong with a line. */
export function describeSchemaError({ issues }: z.ZodError): DataErrorDetails {
  const [{ path, message }] = issues;
  return { field: path.join('.') || 'line', problem: message };
}
