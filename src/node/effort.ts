/** How much of the machine reading a workspace may take: processes and their priority, less while it runs on battery. */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, constants, totalmem } from 'node:os';
import { join } from 'node:path';

export type Effort = 'low' | 'normal' | 'high';

export interface Budget {
  readonly processes: number;
  /** As the system counts it: 0 is normal, larger is less urgent. */
  readonly priority: number;
}

const MEMORY_PER_PROCESS = 512 * 1024 * 1024;
const POWER_SUPPLIES = '/sys/class/power_supply';

/**
 * Half a gigabyte of memory is there for each process. `low` takes one process that runs when nothing else does; `normal`
 * leaves one core for everything else and gives way to what people do; `high`, the terminal's, takes every core.
 */
export function budgetOf(effort: Effort): Budget {
  const { PRIORITY_LOW, PRIORITY_BELOW_NORMAL, PRIORITY_NORMAL } = constants.priority;
  if (effort === 'low') return { processes: 1, priority: PRIORITY_LOW };
  const byMemory = Math.floor(totalmem() / 2 / MEMORY_PER_PROCESS);
  const processes = Math.max(
    1,
    Math.min(availableParallelism() - (effort === 'high' ? 0 : 1), byMemory),
  );
  return { processes, priority: effort === 'normal' ? PRIORITY_BELOW_NORMAL : PRIORITY_NORMAL };
}

/** `normal` is `low` while a battery is being emptied; `high` was asked for in so many words. */
export function effortNow(wanted: Effort, supplies = POWER_SUPPLIES): Effort {
  return wanted === 'normal' && isOnBattery(supplies) ? 'low' : wanted;
}

/**
 * Linux says it in files (the kernel's power supply class); elsewhere nothing is known, and the answer is no.
 * @param supplies folder with one folder for each battery and mains adapter.
 */
export function isOnBattery(supplies: string): boolean {
  try {
    return readdirSync(supplies).some((name) => {
      const read = (file: string) => readFileSync(join(supplies, name, file), 'utf8').trim();
      return read('type') === 'Battery' && read('status') === 'Discharging';
    });
  } catch {
    return false;
  }
}
