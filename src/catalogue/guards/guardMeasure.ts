import { z } from '../../entries/schema.js';
import { show } from '../../errors/show.js';
import type { Measure } from '../../measures/measure.js';
import { asRecorded, broken, runOwnCode } from '../ownCode.js';

/** A measure of a user's own, held to its contract. */
export function guardMeasure(entry: Measure, label: string): Measure {
  const whose = label.includes(` ${entry.name}:`) ? label : `${label} measure ${entry.name}:`;
  return Object.freeze({
    ...entry,
    measure: (view, slice, setting) =>
      runOwnCode(`${whose} measure`, () => entry.measure(view, slice, setting)),
    conclude: (parts, set, setting) => {
      const fields = runOwnCode(`${whose} conclude`, () => entry.conclude(parts, set, setting));
      const parsed = z.strictObject(entry.fields).safeParse(fields);
      if (parsed.success) return asRecorded(parsed.data);
      const [{ path, message }] = parsed.error.issues;
      const did = `gave ${show(fields)}`;
      throw broken(`${whose} conclude`, did, `the fields that it declares (${path.join('.')}: ${message})`);
    },
  } satisfies Measure);
}
