import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';

/** Whether Redis is installed here. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** Starts a real Redis server on loopback that keeps nothing, for one test; returns its address. */
export async function startRedis(): Promise<string> {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  onTestFinished(() => void server.kill());
  const address = `redis://127.0.0.1:${port}`;
  for (let left = 50; left > 0; left--) {
    const redis = new Redis(address, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    const answer = await redis.connect().then(
      () => redis.ping(),
      () => null,
    );
    redis.disconnect();
    if (answer === 'PONG') return address;
    await sleep(100);
  }
  throw new Error('redis-server does not answer');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
