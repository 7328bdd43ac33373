import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../fixtures/modules/', import.meta.url));

/** The file of a module of one's own among the fixtures. */
export function moduleFile(name: string): string {
  return path.join(FOLDER, `${name}.mjs`);
}

/** Options that hand modules to a command. */
export function use(...files: readonly string[]): string[] {
  return files.flatMap((file) => ['--use', file]);
}

/** Writes a module whose default export is handed the tools; returns the file. */
export function writeModule(folder: string, name: string, body: string): string {
  const file = path.join(folder, `${name}.mjs`);
  writeFileSync(file, `export default (tools) => ${body};\n`);
  return file;
}

/** A rule named bad, whose parts are taken from a text; `count` is the round, by its memory. */
export function badRule(reduce: string): string {
  return `tools.defineRule({
    name: 'bad',
    summary: 'breaks its contract from round 2 on',
    memory: [{ name: 'count', length: 1 }],
    check: () => null,
    decide: ({ rows }, _setting, { count }) => {
      count.after[0][0] = count.before[0][0] + 1;
      return { chosen: [0], scores: new Array(rows).fill(count.before[0][0]) };
    },
    reduce: (rows, setting, { scores: [round] }) => {
      const result = tools.columnMean(rows);
      if (round < 2) return result;
      ${reduce}
    },
  })`;
}
