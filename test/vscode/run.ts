/** What the extension host loads: runs every test file beside it with mocha, and says the counts in one line. */
import fs from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

export async function run(): Promise<void> {
  console.log(`[tests] in the extension host: Node ${process.version}`);
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    // Engines start and read a workspace within seconds; a loaded machine needs several times that.
    timeout: 60_000,
    ...(process.env['MOCHA_GREP'] ? { grep: process.env['MOCHA_GREP'] } : {}),
  });
  for (const file of fs.readdirSync(__dirname).sort())
    if (file.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, file));
  let passed = 0;
  const failed = await new Promise<number>((resolve) => {
    mocha.run(resolve).on('pass', () => {
      passed++;
    });
  });
  console.log(`${passed} passed, ${failed} failed`);
  if (passed === 0) throw new Error('no test ran');
  if (failed > 0) throw new Error(`${failed} failed`);
}
