import type { Build } from './build.js';

/** Files by name, as in `kernels/distances.js`, in the order of their names. */
export interface BuildDifference {
  readonly changed: readonly string[];
  /** In the later build alone. */
  readonly added: readonly string[];
  /** In the earlier build alone. */
  readonly removed: readonly string[];
}

/** Which files of two builds differ; packages are named with both versions. */
export function findBuildDifference(earlier: Build, later: Build): BuildDifference {
  const [before, after] = [listFiles(earlier), listFiles(later)];
  const inBoth = [...before].filter(([file]) => after.has(file));
  const changed = inBoth.flatMap(([file, was]) => {
    const is = after.get(file)!;
    if (is === was) return [];
    return file.startsWith('packages/') ? `${file.slice('packages/'.length)} ${was}, now ${is}` : file;
  });
  return {
    changed,
    added: [...after.keys()].filter((file) => !before.has(file)),
    removed: [...before.keys()].filter((file) => !after.has(file)),
  };
}

/** What a file is told apart by, under its name. */
function listFiles({ files }: Build): Map<string, string> {
  return new Map(
    Object.entries(files).flatMap(([folder, list]) =>
      list.split(', ').map((one): [string, string] => {
        const at = one.lastIndexOf(' ');
        return [`${folder}/${one.slice(0, at)}`, one.slice(at + 1)];
      }),
    ),
  );
}
