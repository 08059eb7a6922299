/**
 * What stands in for the VS Code executable: takes --extensionDevelopmentPath=, --extensionTestsPath= and a folder,
 * runs the tests in code-server's extension host, forwards their console, and ends with their exit status.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { type Browser, launchBrowser, startServer, windowAddress } from './harness.ts';

const TIMEOUT_MS = Number(process.env['CODE_SHIM_TIMEOUT_MS'] ?? 300_000);
/** test/vscode/run.ts says this first; before it the workbench talks about itself. */
const TESTS_START = '[tests]';
/** Lookups of galleries and accounts that cannot succeed without a network, and the workbench's own diary. */
const NOISE =
  /ERR_NAME_NOT_RESOLVED|ENOTFOUND|ENETUNREACH|EAI_AGAIN|authentication provider|marketplace|AccountPolicyGate|AgentHost/i;

const values = (option: string) =>
  process.argv
    .filter((word) => word.startsWith(`--${option}=`))
    .map((word) => word.slice(option.length + 3));
const extensionDevelopmentPath = values('extensionDevelopmentPath');
const extensionTestsPath = values('extensionTestsPath')[0];
const folders = process.argv.slice(2).filter((word) => !word.startsWith('-'));
if (!extensionDevelopmentPath.length || !extensionTestsPath) {
  console.error('codeShim: needs --extensionDevelopmentPath= and --extensionTestsPath=');
  process.exit(64);
}
const folder = folders.length
  ? path.resolve(folders.at(-1)!)
  : fs.mkdtempSync(path.join(os.tmpdir(), 'workspace-'));
const passedOn = Object.entries(process.env).filter(([name]) => /^(LOOKALIKE_|MOCHA_)/.test(name));

const server = await startServer({
  testDriver: true,
  env: Object.fromEntries(passedOn) as Record<string, string>,
});
let browser: Browser | undefined;
let status = 70;
try {
  let finish: (status: number) => void = () => {};
  const finished = new Promise<number>((resolve) => {
    finish = resolve;
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => finish(130));
  browser = await launchBrowser();
  const { page } = browser;
  // The workbench's own hooks for automation: the test console, and the outcome of run().
  let inTests = process.env['VERBOSE'] !== undefined;
  await page.exposeFunction('codeAutomationLog', (type: string, words: unknown[]) => {
    const text = format(...words);
    inTests ||= text.includes(TESTS_START);
    if (!inTests && type !== 'error') return;
    if (!process.env['VERBOSE'] && (type === 'debug' || NOISE.test(text))) return;
    console.log(text);
  });
  await page.exposeFunction('codeAutomationExit', (outcome: number) => finish(outcome));
  page.on('crash', () => finish(71));
  const address = windowAddress(server, folder, { extensionDevelopmentPath, extensionTestsPath });
  await page.goto(address, { timeout: TIMEOUT_MS });
  const timer = setTimeout(() => {
    console.error(`codeShim: no outcome within ${TIMEOUT_MS} ms`);
    finish(72);
  }, TIMEOUT_MS);
  status = await finished;
  clearTimeout(timer);
} catch (error) {
  console.error(error);
} finally {
  await browser?.close();
  await server.stop();
}
process.exitCode = status;
