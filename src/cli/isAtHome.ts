const ASCII = '--ascii';
/** What says how home is drawn, and names no command. */
const LOOKS: readonly string[] = [ASCII, '--no-color'];

/** Whether no command is named, by somebody before a terminal that can be drawn on. */
export async function isAtHome(words: readonly string[]): Promise<boolean> {
  if (!words.every((word) => LOOKS.includes(word))) return false;
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const { isFullScreen } = await import('./observers.js');
  return isFullScreen('auto');
}

/** How home is to be drawn. */
export function readLooks(words: readonly string[]): { readonly ascii: boolean } {
  return { ascii: words.includes(ASCII) };
}
