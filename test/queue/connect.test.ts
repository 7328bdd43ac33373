import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { connectTo } from '../../src/queue/connect.js';

/** A server that answers as Redis does, as far as a connection asks, and has so many databases. */
async function serve(databases: number): Promise<{ address: string; selected: number[] }> {
  const selected: number[] = [];
  const answer = (name: string, argument: string) => {
    if (name === 'select') {
      if (Number(argument) >= databases) return '-ERR DB index is out of range\r\n';
      selected.push(Number(argument));
    }
    return name === 'info' ? '$9\r\nloading:0\r\n' : name === 'ping' ? '+PONG\r\n' : '+OK\r\n';
  };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const command of text.split(/^\*\d+\r\n/m).filter((part) => part !== '')) {
        const [, name, , argument = ''] = command.split('\r\n');
        socket.write(answer(name.toLowerCase(), argument));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { address: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, selected };
}

test('a database that the server has not is refused, and no other one taken in its place', async () => {
  const { address, selected } = await serve(16);
  const found = `${address}/99`;
  await expect(connectTo(found, () => undefined)).rejects.toMatchObject({
    code: 'KRUMBLE_INPUT',
    message: `--redis: no Redis database that can be used: ERR DB index is out of range, found ${found}`,
  });
  expect(selected).toEqual([]);
  const redis = await connectTo(`${address}/3`, () => undefined);
  redis.disconnect();
  expect([...new Set(selected)]).toEqual([3]);
});
