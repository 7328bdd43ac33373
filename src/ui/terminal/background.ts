import type { Terminal } from './screen.js';

/** Asks for the colour behind (OSC 11), then what every terminal says of itself: so an end is seen. */
const QUESTION = '\x1b]11;?\x1b\\\x1b[c';
const END = /\x1b\[\?[\d;]*c/;
const COLOR = /\x1b\]11;rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i;
const WAIT_MS = 300;

/**
 * Whether a terminal is dark or light, by what it says is behind its letters, else by COLORFGBG;
 * null where neither is known. What a person typed meanwhile is put back.
 */
export async function askBackground(
  { stdin, stdout }: Terminal,
  { COLORFGBG: environment }: NodeJS.ProcessEnv,
): Promise<'dark' | 'light' | null> {
  const answer = await ask(stdin, stdout);
  const [, ...parts] = COLOR.exec(answer) ?? [];
  if (parts.length > 0) return isLight(parts.map(readPart)) ? 'light' : 'dark';
  const behind = /;(\d{1,2})$/.exec(environment ?? '')?.[1];
  if (behind === undefined) return null;
  return behind === '7' || behind === '15' ? 'light' : 'dark';
}

/** What a terminal answers within a moment. */
async function ask(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): Promise<string> {
  let answer = '';
  stdin.setRawMode?.(true);
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stdin.off('data', take);
      stdin.pause();
      resolve();
    };
    const take = (data: Buffer | string) => {
      answer += data.toString();
      if (END.test(answer)) end();
    };
    const timer = setTimeout(end, WAIT_MS);
    stdin.on('data', take);
    stdin.resume();
    stdout.write(QUESTION);
  });
  stdin.setRawMode?.(false);
  const typed = answer.replace(END, '').replace(/\x1b\][^\x07\x1b]*(\x07|\x1b\\)/g, '');
  if (typed !== '') stdin.unshift(Buffer.from(typed));
  return answer;
}

/** One to four hexadecimal digits as a part of one. */
function readPart(digits: string): number {
  return parseInt(digits, 16) / (16 ** digits.length - 1);
}

function isLight([red, green, blue]: readonly number[]): boolean {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5;
}
