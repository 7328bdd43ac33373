import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseYaml } from './yaml.js';

/** One stop of the lesson: what is said, and krumble's command that shows it. */
export interface Stop {
  readonly title: string;
  readonly text: string;
  /** Without `krumble`; `{4}` is the folder of the run of stop 4. */
  readonly command: readonly string[];
}

const FILE = fileURLToPath(new URL('../../scenarios/lesson/lesson.yaml', import.meta.url));

const text = z.string().min(1);
const stops = z.array(z.strictObject({ title: text, text, command: z.array(text).min(1) })).min(1);

/** The stops of the lesson that comes with krumble, in their order. */
export function readStops(): Stop[] {
  return stops.parse(parseYaml(readFileSync(FILE, 'utf8'), FILE).value);
}
