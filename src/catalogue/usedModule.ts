/**
 * A file of a user's own module, by its name relative to the module's folder, and the SHA-256 of its bytes.
 */
export interface UsedFile {
  readonly file: string;
  readonly sha256: string;
}

/** A module of a user's own that entries came from. */
export interface UsedModule {
  /** Where it is; stays on this machine. */
  readonly path: string;
  /** The module itself first, then what it imports by relative path. */
  readonly files: readonly UsedFile[];
  /** The kinds and names of its entries, as in `rule capped-mean`. */
  readonly entries: readonly string[];
}

/** A module by its name alone. */
export function moduleName({ files }: Pick<UsedModule, 'files'>): string {
  return files[0].file;
}
