/** Flags that say what a process runs or who looks at it, and not how it computes. */
const ITS_OWN = /^--(inspect|input-type|test|watch|check|interactive|cpu-prof|heap-prof)/;

/**
 * The flags of Node.js that a child process takes over from this one, as `--jitless` or
 * `--max-old-space-size=4096`: what computes otherwise, or cannot compute, must do so there too.
 * A flag with its value in a word of its own, as `--eval TEXT`, is left out.
 */
export function nodeFlags(given: readonly string[] = process.execArgv): string[] {
  const hasWord = (index: number) => index + 1 < given.length && !given[index + 1].startsWith('-');
  return given.filter((flag, index) => flag.startsWith('--') && !hasWord(index) && !ITS_OWN.test(flag));
}
