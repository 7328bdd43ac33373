/** Something that every entry of a kind must do, and a function that throws where it does not. */
export interface RequiredCase {
  /** A sentence. */
  readonly name: string;
  readonly run: () => void | Promise<void>;
}

/** What the cases need to know of an entry beside itself. */
export interface CaseOptions {
  /** Values of options that have no default. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A test function, as vitest and node:test have it. */
export type TestFunction = (name: string, run: () => void | Promise<void>) => unknown;
