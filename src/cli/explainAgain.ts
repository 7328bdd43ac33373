import { spawn } from 'node:child_process';
import { nodeFlags } from '../cluster/nodeFlags.js';
import type { Controls } from '../ui/controls.js';
import { PROGRAM_FILE } from './programFile.js';

const TEXT_MAX = 400_000;

/**
 * What plays a recorded round again and says why the rule chose so, as `krumble explain-round` does: in a
 * process of its own with one thread, so that rounds which are going on have the others.
 */
export function createExplainer({
  ascii = false,
  use = [],
}: {
  readonly ascii?: boolean;
  readonly use?: readonly string[];
}): NonNullable<Controls['explain']> {
  return (folder, round) => {
    const modules = use.flatMap((file) => ['--use', file]);
    const how = ['--map', '--threads', '1', ...(ascii ? ['--ascii'] : []), ...modules];
    const args = [...nodeFlags(), PROGRAM_FILE, 'explain-round', folder, String(round), ...how];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [text, said] = ['', ''];
    child.stdout
      .setEncoding('utf8')
      .on('data', (more: string) => (text = `${text}${more}`.slice(0, TEXT_MAX)));
    child.stderr
      .setEncoding('utf8')
      .on('data', (more: string) => (said = `${said}${more}`.slice(0, TEXT_MAX)));
    return new Promise((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('close', (code) => resolve(code === 0 ? text : said));
    });
  };
}
