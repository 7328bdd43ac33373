import { invariant } from '../../errors/invariantError.js';
import { parseJson } from '../../files/parseJson.js';
import { measureImage } from '../dataSet.js';
import type { RawExamples } from '../dataSetEntry.js';
import type { SetFacts } from '../setFile.js';
import type { Member } from './archive.js';
import { buildDataError } from './buildDataError.js';
import { readRows } from './readRows.js';
import { readSheet } from './readSheet.js';

/**
 * Decodes the content of a member into its images and labels. `name` is its name in messages.
 * Throws a DataError for a label that is no class, and for a
 * sheet or a list of labels of another size or form.
 */
export function placeMember(
  facts: SetFacts,
  { holds, first, count, rows }: Member,
  content: Uint8Array,
  examples: RawExamples,
  name: string,
): void {
  const { classes } = facts;
  const [height, width, channels] = measureImage(facts);
  const pixels = height * width * channels;
  const images = examples.images.subarray(first * pixels, (first + count) * pixels);
  const labels = examples.labels.subarray(first, first + count);
  invariant(labels.length === count, `${name}: images ${first} to ${first + count} are not all in the set`);
  switch (holds) {
    case 'records':
      placeRecords(content, images, labels, channels);
      break;
    case 'sheet':
      images.set(readSheet(content, { width: height * width, height: count }, name));
      return;
    case 'labels':
      placeLabels(content, labels, name);
      break;
    case 'rows':
      images.set(readRows(content, { pixels, count, ...rows! }, name));
      labels.fill(rows!.label);
      break;
  }
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    const found = `found label ${labels[wrong]} of image ${wrong}`;
    throw buildDataError(name, `${found}, allowed 0 to ${classes - 1}`);
  }
}

/** From planes (all red values, all green, all blue) to pixels. */
function placeRecords(content: Uint8Array, images: Uint8Array, labels: Uint8Array, channels: number): void {
  const record = content.length / labels.length;
  const pixels = images.length / labels.length;
  const plane = pixels / channels;
  for (let index = 0; index < labels.length; index++) {
    const planes = (index + 1) * record - pixels;
    labels[index] = content[planes - 1];
    for (let channel = 0; channel < channels; channel++) {
      const from = planes + channel * plane;
      const to = index * pixels + channel;
      for (let p = 0; p < plane; p++) images[to + p * channels] = content[from + p];
    }
  }
}

function placeLabels(content: Uint8Array, labels: Uint8Array, name: string): void {
  let list: unknown;
  try {
    list = parseJson(Buffer.from(content).toString());
  } catch (cause) {
    throw buildDataError(name, (cause as Error).message, { cause });
  }
  if (!Array.isArray(list) || list.length !== labels.length) {
    const found = Array.isArray(list) ? `${list.length} labels` : 'no list';
    throw buildDataError(name, `found ${found}, expected ${labels.length}`);
  }
  const wrong = list.findIndex((label) => !Number.isInteger(label) || label < 0 || label > 255);
  if (wrong >= 0) throw buildDataError(name, `label ${wrong} is not a whole number from 0 to 255`);
  labels.set(list as number[]);
}
