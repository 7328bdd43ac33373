/** Where a mistake stands: a file (or an argument such as `--set workers.count=x`), its line and column. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** What is wrong at a place: the field, what stands there, and what may stand there. */
export interface ErrorDetails {
  readonly place?: Place | undefined;
  readonly field?: string | undefined;
  readonly found?: string | undefined;
  readonly allowed?: string | undefined;
  readonly problem?: string | undefined;
  /** The key that nothing here is called by, where that is the mistake. */
  readonly unknownKey?: string | undefined;
  /** The line of the file that it stands in, with a caret beneath the place: told where there are several. */
  readonly quoted?: string | undefined;
  /** What else was given that may have led to it. */
  readonly given?: string | undefined;
}

/** A mistake in one line: `file:line:column: field: problem, found X, allowed Y`. */
export function describeErrorDetails({ place, field, found, allowed, problem, given }: ErrorDetails): string {
  const where =
    place && [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
  const facts = [
    problem,
    found !== undefined ? `found ${found}` : undefined,
    allowed !== undefined ? `allowed ${allowed}` : undefined,
    given !== undefined ? `given ${given}` : undefined,
  ].filter((part) => part !== undefined);
  return [where, field, facts.join(', ')].filter((part) => part).join(': ');
}
