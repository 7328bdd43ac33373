import { existsSync } from 'node:fs';
import path from 'node:path';
import { shellWord } from '../errors/shellWord.js';
import { RUN_FILES, SWEEP_FILE } from './format.js';

/** So many names in a folder are asked whether a run is there. */
const ASKED_MAX = 100;
/** Names that a sweep gives to its runs and to the scenarios of those. */
const SWEPT = /^[0-9a-f]{16}$/;
const SWEPT_SCENARIO = /^[0-9a-f]{16}\.yaml$/;

/** What is in a folder that holds no run itself, but perhaps others do in it, and what to do with it. */
export function explainNoRun(folder: string, names: readonly string[]): string {
  const isSweep = names.includes(SWEEP_FILE) || names.some((name) => SWEPT_SCENARIO.test(name));
  const candidates = isSweep ? names.filter((name) => SWEPT.test(name)) : names;
  const run = candidates
    .slice(0, ASKED_MAX)
    .map((name) => path.join(folder, name))
    .find((inner) => existsSync(path.join(inner, RUN_FILES.manifest)));
  const example =
    run === undefined ? 'name one of the folders in it' : `name a run in it, as ${shellWord(run)}`;
  if (isSweep) {
    return `holds a sweep, not a run: krumble report ${shellWord(folder)} -o report.html shows it whole; ${example}`;
  }
  return run === undefined
    ? `holds no run: there is no ${RUN_FILES.manifest}`
    : `holds runs in folders of their own, and is none: ${example}`;
}

/** What a folder is that was given for a scenario, and what to do with it; null: nothing of krumble’s. */
export function explainNoScenario(folder: string, names: readonly string[]): string | null {
  const word = shellWord(folder);
  if (names.includes(RUN_FILES.manifest))
    return `is a run, not a scenario: krumble watch ${word} shows it, krumble resume ${word} goes on with it`;
  if (names.includes(SWEEP_FILE))
    return `is a sweep, not a scenario: krumble report ${word} -o report.html shows it whole`;
  return null;
}
