import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { budgetOf, effortNow, isOnBattery } from '../../src/node/effort.ts';

/** A folder as the kernel has it. */
function supplies(battery: string | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'power-'));
  const put = (name: string, files: Record<string, string>) => {
    mkdirSync(join(folder, name));
    for (const [file, text] of Object.entries(files))
      writeFileSync(join(folder, name, file), `${text}\n`);
  };
  put('AC', { type: 'Mains', online: '0', status: 'Discharging' });
  if (battery) put('BAT0', { type: 'Battery', status: battery });
  return folder;
}

test('only a battery that is being emptied makes normal effort low', () => {
  for (const [state, expected] of [
    ['Discharging', 'low'],
    ['Charging', 'normal'],
    [undefined, 'normal'],
  ] as const) {
    const folder = supplies(state);
    assert.equal(effortNow('normal', folder), expected, state);
    assert.equal(effortNow('high', folder), 'high');
    rmSync(folder, { recursive: true });
  }
});

test('a machine that does not say is not on battery', () => {
  assert.equal(isOnBattery('/nowhere/power'), false);
});

test('less effort never takes more processes or a higher priority', () => {
  const [low, normal, high] = (['low', 'normal', 'high'] as const).map(budgetOf);
  assert.equal(low!.processes, 1);
  assert.ok(low!.processes <= normal!.processes && normal!.processes <= high!.processes);
  // Half a gigabyte each: a small machine has memory for fewer.
  assert.ok(high!.processes <= availableParallelism());
  assert.ok(normal!.processes < availableParallelism() || availableParallelism() === 1);
  assert.ok(low!.priority > normal!.priority && normal!.priority > high!.priority);
  assert.equal(high!.priority, constants.priority.PRIORITY_NORMAL);
});
