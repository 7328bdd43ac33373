import { InputError } from '../errors/inputError.js';

const ALLOWED = 'redis://HOST:PORT/DATABASE or rediss://USER:PASSWORD@HOST:PORT';

/**
 * The URL of a Redis server, with the number of a database behind it perhaps.
 * Throws an InputError for any other address: what it says and is not done would be another place.
 * The message does not repeat the address, because it may hold a password.
 */
export function parseRedisUrl(address: string): URL {
  const refuse = (problem: string): never => {
    throw new InputError({ place: { file: '--redis' }, problem, allowed: ALLOWED });
  };
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
    return refuse('not the address of a Redis server');
  }
  if (!/^\/?$|^\/(0|[1-9]\d{0,8})$/.test(url.pathname)) {
    return refuse('what stands behind the server is not the number of a database, as in redis://HOST/1');
  }
  if (/[?#]/.test(address)) return refuse('holds ? or #; in a password they are %3F and %23');
  if ([url.username, url.password].some((part) => decoded(part) === null)) {
    return refuse('user or password hold a % that is no code; it is %25 by itself');
  }
  return url;
}

/** The database that an address means. */
export function readDatabase({ pathname }: Pick<URL, 'pathname'>): number {
  return Number(pathname.slice(1));
}

/** The server that a connection is to, without its password. */
export function formatServer({ protocol, host }: Pick<URL, 'protocol' | 'host'>): string {
  return `${protocol}//${host}`;
}

/** Text without its %-codes; null where one is none. It is returned: bundling drops a call of no use. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
