import { shellWord } from '../errors/shellWord.js';
import type { FollowedRun } from '../runs/follow.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';
import type { Ended } from './playSession.js';

/** A command's words behind `krumble`; null: nothing follows. */
type Words = readonly string[] | null;

const PAGE = ['-o', 'report.html'];

/** What follows what: for each command what one may want next, by what it made or showed. */
export const NEXT = Object.freeze({
  check: (scenario: string, changes: readonly string[]): Words =>
    scenario === '-' ? null : ['run', scenario, ...changes],
  /** Of a run or of the rest of one: why its last round went so, where it was attacked. */
  run: (folder: string, { ending, rounds }: Ended, { attacks }: Pick<ScenarioEntries, 'attacks'>): Words => {
    if (ending === 'interrupted') return ['resume', folder];
    const isExplained = attacks.length > 0 && rounds > 0 && ending === 'complete';
    return isExplained ? ['explain-round', folder, String(rounds - 1)] : ['watch', folder];
  },
  branch: (folder: string, { ending }: Ended, parent: string): Words =>
    ending === 'interrupted' ? ['resume', folder] : ['compare', parent, folder],
  replay: (folder: string, { ending }: Ended): Words => {
    if (ending === 'interrupted') return null;
    return ending === 'diverged' ? ['why', folder] : ['report', folder, ...PAGE];
  },
  /** Of a run that is being written one can have no page yet. */
  watch: (folder: string, status: FollowedRun['status']): Words => {
    if (status === 'written') return null;
    return status === 'cut off' ? ['resume', folder] : ['report', folder, ...PAGE];
  },
  'explain-round': (folder: string): Words => ['watch', folder],
  compare: (folders: readonly string[]): Words => ['report', ...folders, ...PAGE],
  /** `again`: the command that goes on with a sweep that was interrupted. */
  sweep: (folder: string, again: Words): Words => again ?? ['report', folder, ...PAGE],
  /** An archive of the run that a page is of; of several or of a sweep there is none. */
  report: (runs: readonly string[]): Words => (runs.length === 1 ? ['pack', runs[0]] : null),
  pack: (archive: string): Words => ['verify', archive],
  verify: (folder: string): Words => ['replay', folder],
  'data add': (name: string): Words => ['data', 'show', name],
  'data get': (name: string): Words => ['data', 'show', name],
});

/** Commands that run no code of a user's own, whatever the run was made with. */
const WITHOUT_MODULES = ['pack', 'data'];

/**
 * Says on a terminal which command one may want next, in one line that works when pasted.
 * Not where the output goes elsewhere, nor where somebody asked for none or for JSON.
 */
export function tellNext(
  words: Words,
  {
    ui,
    json = false,
    use = [],
  }: { readonly ui?: string; readonly json?: boolean; readonly use?: readonly string[] } = {},
): void {
  if (words === null || !process.stdout.isTTY || json || ui === 'quiet' || ui === 'json') return;
  const modules = WITHOUT_MODULES.includes(words[0]) ? [] : use.flatMap((file) => ['--use', file]);
  process.stdout.write(`next: ${['krumble', ...words, ...modules].map(shellWord).join(' ')}\n`);
}
