import { type Disk, type DiskFile } from './disk.js';

/** A fault of the disk, or the sudden end of the process, at one of the operations that change the disk. */
export interface DiskFault {
  /** Which operation, counted from 1. */
  readonly operation: number;
  /** `full`: ENOSPC; `fail`: EIO; `kill`: the process ends by SIGKILL. */
  readonly kind: 'full' | 'fail' | 'kill';
  /** The share of a write's bytes that still reach the disk, 0 to 1. */
  readonly part: number;
}

/**
 * A disk with faults.
 * Changing operations are counted: write, sync, cut, rename, remove, new folder, sync of a folder.
 * Closing a file and opening an existing one are not.
 */
export function faultyDisk(disk: Disk, faults: readonly DiskFault[]): Disk {
  let operation = 0;
  const strike = async (name: string, partly?: (part: number) => Promise<void>) => {
    operation++;
    const fault = faults.find((one) => one.operation === operation);
    if (!fault) return;
    if (partly && fault.part > 0) await partly(fault.part);
    if (fault.kind === 'kill') await endSuddenly();
    throw systemError(fault.kind === 'full' ? 'ENOSPC' : 'EIO', name);
  };
  const wrap = (file: DiskFile): DiskFile => ({
    write: async (bytes) => {
      await strike('write', (part) => file.write(bytes.subarray(0, Math.floor(part * bytes.length))));
      await file.write(bytes);
    },
    sync: async () => {
      await strike('fsync');
      await file.sync();
    },
    close: () => file.close(),
  });
  const counted =
    <Args extends unknown[]>(name: string, act: (...args: Args) => Promise<void>) =>
    async (...args: Args) => {
      await strike(name);
      await act(...args);
    };
  return {
    open: async (file, how) => {
      if (how === 'new') await strike('open');
      return wrap(await disk.open(file, how));
    },
    cut: counted('ftruncate', disk.cut),
    rename: counted('rename', disk.rename),
    remove: counted('unlink', disk.remove),
    makeFolder: counted('mkdir', disk.makeFolder),
    syncFolder: counted('fsync', disk.syncFolder),
  };
}

/** As a power cut or the operating system does it: no handler runs, nothing is flushed. */
async function endSuddenly(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise<never>(() => undefined);
}

function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: injected fault, ${syscall}`), { code, syscall });
}
