/** The entries that are given: an absent one must not hide its default. */
export function withoutAbsent<T extends object>(
  entries: T | undefined,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(entries ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], undefined> };
}
