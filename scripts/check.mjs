// `npm run check`: all that is looked at without running krumble. The longest goes on beside the others,
// for that is half the time on two cores; each says what it found in one piece.
import { spawn } from 'node:child_process';

const LANES = [
  ['eslint . --max-warnings 0'],
  ['prettier --check .', 'tsc -p tsconfig.json', 'knip', 'depcruise --config .dependency-cruiser.cjs src'],
];

const failed = (await Promise.all(LANES.map(runInTurn))).flat();
for (const command of failed) console.error(`check: failed: ${command}`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function runInTurn(commands) {
  const failed = [];
  for (const command of commands) {
    const { code, output } = await run(command);
    process.stdout.write(`> ${command}\n${output}`);
    if (code !== 0) failed.push(command);
  }
  return failed;
}

function run(command) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] }); // found as npm has PATH
    const pieces = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => pieces.push(piece));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: Buffer.concat(pieces).toString() }));
  });
}
