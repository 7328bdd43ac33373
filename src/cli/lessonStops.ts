import type { Stop } from '../scenario/lesson.js';

/**
 * What a stop runs, with the folders of runs below `folder`.
 * Its own run replaces that of an earlier lesson.
 */
export function stopArguments(stops: readonly Stop[], index: number, folder: string): string[] {
  const at = (stop: string) => `${folder}/${stop}`;
  const [command, ...rest] = stops[index].command;
  const given = rest.map((word) => word.replace(/^\{(\d+)\}$/, (_, stop: string) => at(stop)));
  if (!MAKES_RUN.includes(command)) return [command, ...given];
  return [command, ...given, '--out', at(String(index + 1)), '--force', '--present'];
}

/** The stops whose runs a stop is about, from 1. */
export function earlierStops({ command }: Stop): number[] {
  return command.flatMap((word) => /^\{(\d+)\}$/.exec(word)?.[1] ?? []).map(Number);
}

const MAKES_RUN = ['run', 'branch'];
