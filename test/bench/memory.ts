import { readFile } from 'node:fs/promises';

/**
 * Mebibytes of a process that no other process shares, which its end would give back: pages of memory written to or
 * held by it alone. Null where the system has no /proc to ask (all but Linux).
 */
export async function privateMemory(processId: number): Promise<number | null> {
  const rollup = await readFile(`/proc/${String(processId)}/smaps_rollup`, 'utf8').catch(() => null);
  if (rollup === null) return null;
  const kibibytes = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)].map(([, value]) => Number(value));
  return kibibytes.reduce((a, b) => a + b, 0) / 1024;
}
