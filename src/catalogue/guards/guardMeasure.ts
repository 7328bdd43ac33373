import { z } from '../../entries/schema.js';
import { show } from '../../errors/show.js';
import { countValuesPerImage, type Slice } from '../../data/dataSet.js';
import type { Measure, MeasureView } from '../../measures/measure.js';
import { asRecorded, broken, runOwnCode } from '../ownCode.js';

/** A measure of a user's own, held to its contract. */
export function guardMeasure(entry: Measure, label: string): Measure {
  const whose = label.includes(` ${entry.name}:`) ? label : `${label} measure ${entry.name}:`;
  return Object.freeze({
    ...entry,
    measure: (view, slice, setting) => {
      const before = readSlice(view, slice);
      const part = runOwnCode(`${whose} measure`, () => entry.measure(view, slice, setting));
      const after = readSlice(view, slice);
      if (before.every((bytes, k) => Buffer.compare(bytes, after[k]) === 0)) return part;
      throw broken(
        `${whose} measure`,
        'changed the images that it was given',
        'images that stay as they are',
      );
    },
    conclude: (parts, set, setting) => {
      const fields = runOwnCode(`${whose} conclude`, () => entry.conclude(parts, set, setting));
      const absent = entry.absent?.(set) ?? [];
      const shape = Object.entries(entry.fields).filter(([field]) => !absent.includes(field));
      const parsed = z.strictObject(Object.fromEntries(shape)).safeParse(fields);
      if (parsed.success) return asRecorded(parsed.data);
      const [{ path, message }] = parsed.error.issues;
      const did = `gave ${show(fields)}`;
      throw broken(`${whose} conclude`, did, `the fields that it declares (${path.join('.')}: ${message})`);
    },
  } satisfies Measure);
}

/**
 * A copy of the test images that a measure is asked about, and of all labels.
 * The data set is in memory that all threads share;
 * copying all of it for each call would take longer than most measures.
 */
function readSlice({ set }: MeasureView, { from, count }: Slice): Uint8Array[] {
  const size = countValuesPerImage(set);
  const { images, labels } = set.test;
  const asked = images.slice(from * size, (from + count) * size);
  return [new Uint8Array(asked.buffer), labels.slice(), set.train.labels.slice()];
}
