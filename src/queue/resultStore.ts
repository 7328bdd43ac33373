import type { Redis } from 'ioredis';
import { z } from 'zod';
import { DataError } from '../errors/dataError.js';
import { DigestAlarmError } from '../errors/digestAlarmError.js';
import { parseJson } from '../files/parseJson.js';
import { type SweptResult, sweptResultSchema } from '../sweeps/sweptResult.js';

/** Where machines post what runs came to, and see what others posted. */
export interface ResultStore {
  /** The known results of runs. Throws a DigestAlarmError where one run came to two digests. */
  read(runs: readonly string[]): Promise<Map<string, SweptResult>>;
  /**
   * Posts a run's result. Where somebody posted one before, nothing is changed, and false is returned.
   * If their digest is another, raises the alarm for everybody and throws a DigestAlarmError.
   */
  store(run: string, result: SweptResult): Promise<boolean>;
}

const AT_ONCE = 500;
/** Characters of a result; a true one has some 300. */
const TEXT_MAX = 4096;
const alarmSchema = z.strictObject({ first: z.string().max(64), second: z.string().max(64) });

/** The board of a version and build, on a Redis server: a hash of results by run, and one of alarms. */
export function openResultStore(redis: Redis, version: string): ResultStore {
  const results = `krumble:${version}:results`;
  const alarms = `krumble:${version}:alarms`;
  const parsed = <T>(schema: z.ZodType<T>, run: string, text: string): T => {
    try {
      if (text.length > TEXT_MAX) throw new RangeError('too long');
      return schema.parse(parseJson(text));
    } catch {
      throw new DataError(`the Redis server has a result of run ${run} that no krumble wrote`);
    }
  };
  const read = async (runs: readonly string[]) => {
    const found = new Map<string, SweptResult>();
    for (let from = 0; from < runs.length; from += AT_ONCE) {
      const some = runs.slice(from, from + AT_ONCE);
      const [raised, posted] = [await redis.hmget(alarms, ...some), await redis.hmget(results, ...some)];
      for (const [index, run] of some.entries()) {
        const [alarm, result] = [raised[index], posted[index]];
        if (alarm) throw new DigestAlarmError({ run, ...parsed(alarmSchema, run, alarm) });
        if (result) found.set(run, parsed(sweptResultSchema, run, result));
      }
    }
    return found;
  };
  return {
    read,
    store: async (run, result) => {
      if ((await redis.hsetnx(results, run, JSON.stringify(result))) === 1) return true;
      const first = (await read([run])).get(run)!.digest;
      const second = result.digest;
      if (first === second) return false;
      const alarm = { first: String(first), second: String(second) };
      await redis.hset(alarms, run, JSON.stringify(alarm));
      throw new DigestAlarmError({ run, ...alarm });
    },
  };
}
