const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A text as one word of a command that is pasted into a shell: in quotes where it has blanks or signs. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
