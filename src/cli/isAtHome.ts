const ASCII = '--ascii';
const THEME = '--theme';
/** What says how home is drawn, and names no command. */
const LOOKS: readonly string[] = [ASCII, '--no-color'];

/** How home is to be drawn. */
export interface HomeLooks {
  readonly ascii: boolean;
  /** As it was typed; null: not at all. */
  readonly theme: string | null;
}

/** Whether no command is named, by somebody before a terminal that can be drawn on. */
export async function isAtHome(words: readonly string[]): Promise<boolean> {
  const isLook = (word: string, index: number) =>
    LOOKS.includes(word) || word === THEME || words[index - 1] === THEME;
  if (!words.every(isLook) || words.at(-1) === THEME) return false;
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const { isFullScreen } = await import('./observers.js');
  return isFullScreen('auto');
}

/** How home is to be drawn, by the words that `isAtHome` let pass. */
export function readLooks(words: readonly string[]): HomeLooks {
  const at = words.lastIndexOf(THEME);
  return { ascii: words.includes(ASCII), theme: at < 0 ? null : words[at + 1] };
}
