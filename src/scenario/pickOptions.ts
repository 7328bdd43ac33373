import type { OptionShape } from '../entries/option.js';

/** Those of an entry's options that a setting has. */
export function pickOptions(
  shape: OptionShape | undefined,
  setting: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.keys(shape ?? {}).flatMap((key) => (setting[key] === undefined ? [] : [[key, setting[key]]])),
  );
}
