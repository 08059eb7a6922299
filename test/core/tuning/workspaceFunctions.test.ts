import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Random } from '../../../src/core/siamese/random.ts';
import { Reservoir } from '../../../src/core/tuning/reservoir.ts';
import { FunctionCollector } from '../../../src/core/tuning/workspaceFunctions.ts';

function fileWith(n: number, filler: number): string {
  const own = Array.from({ length: 6 }, (_, i) => `  step${n}x${i}(order${n * 7 + i}, ${n});`);
  const head = `// Takes the orders of customer number ${n} into account`;
  const lines = [head, `function takeOrdersIntoAccount${n}(order) {`, ...own, '}', ''];
  return `${lines.join('\n')}\n${`${'x = 1; '.repeat(40)}\n`.repeat(filler)}`;
}

function usedAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

test('what is collected keeps no file in memory', () => {
  const collector = new FunctionCollector();
  const before = usedAfterCollection();
  const files = 40;
  for (let n = 0; n < files; n++) collector.add(`src/file${n}.ts`, fileWith(n, 2000));
  const grown = usedAfterCollection() - before;
  assert.equal(collector.sources.length, files);
  assert.ok(grown < 5e6, `${grown} bytes for ${files} functions of files of half a megabyte`);
});

test('of more functions than take part as many as take part are kept, from the whole workspace', () => {
  const collector = new FunctionCollector(30);
  for (let n = 0; n < 300; n++) collector.add(`src/file${n}.ts`, fileWith(n, 0));
  const { sources } = collector;
  assert.equal(sources.length, 30);
  assert.equal(new Set(sources.map(({ path }) => path)).size, 30);
  const late = sources.filter(({ path }) => Number(/\d+/.exec(path)![0]) >= 150).length;
  assert.ok(late > 5 && late < 25, `${late} of 30 from the second half`);
});

test('a reservoir keeps everything while there is room, and everything equally often beyond', () => {
  const small = new Reservoir<number>(5, new Random(1));
  for (let i = 0; i < 5; i++) small.add(i);
  assert.deepEqual(small.kept, [0, 1, 2, 3, 4]);
  const times = new Array<number>(20).fill(0);
  for (let run = 0; run < 2000; run++) {
    const reservoir = new Reservoir<number>(5, new Random(run));
    for (let i = 0; i < 20; i++) reservoir.add(i);
    for (const i of reservoir.kept) times[i]!++;
  }
  // 500 expected, standard deviation 19.
  for (const [i, count] of times.entries()) assert.ok(Math.abs(count - 500) < 90, `${i}: ${count}`);
});
