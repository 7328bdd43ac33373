import { emitKeypressEvents, type Interface, type Key } from 'node:readline';

const ESCAPE_MS = 40;

/**
 * Hands over every key that is pressed: `space`, `left`, `shift+left`, `ctrl+c`, or the character itself.
 * Keys that arrive together come one after the other. Returns a function that gives the keyboard back.
 */
export function readKeys(stdin: NodeJS.ReadStream, onKey: (key: string) => void): () => void {
  const listen = (character: string | undefined, key: Key) => {
    const name = nameKey(character, key);
    if (name !== null) onKey(name);
  };
  // A lone escape is told from the start of a longer key by the time after it; half a second by default.
  emitKeypressEvents(stdin, { escapeCodeTimeout: ESCAPE_MS } as unknown as Interface);
  stdin.on('keypress', listen);
  stdin.setRawMode?.(true);
  stdin.ref?.(); // whoever had it before let go of it
  stdin.resume();
  return () => {
    stdin.off('keypress', listen);
    stdin.setRawMode?.(false);
    stdin.pause();
    stdin.unref?.();
  };
}

const NAMED = [
  ...['left', 'right', 'up', 'down', 'home', 'end', 'pageup', 'pagedown'],
  ...['return', 'enter', 'escape', 'tab', 'space', 'backspace'],
];

function nameKey(character: string | undefined, { name, ctrl, shift }: Key): string | null {
  if (ctrl) return name === undefined ? null : `ctrl+${name}`;
  if (name === 'enter') return 'return';
  if (name !== undefined && NAMED.includes(name))
    return `${shift && name !== 'space' ? 'shift+' : ''}${name}`;
  return character !== undefined && /^[!-~]$/.test(character) ? character : null;
}
