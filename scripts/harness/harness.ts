/** Starts a real VS Code server (code-server from npm) and a real Chromium against it; needs no network. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
/** `current` or `oldest`, as install-code-server.sh names them. */
export const VSCODE_VERSION = process.env['VSCODE_HARNESS_VERSION'] ?? 'current';
const HARNESS = process.env['LOOKALIKE_HARNESS'] ?? path.join(REPOSITORY, '.vscode-harness');
const HOME = path.join(HARNESS, VSCODE_VERSION);
const NODE = path.join(HOME, 'node/node_modules/node/bin/node');
const CODE_SERVER = path.join(HOME, 'node_modules/code-server/out/node');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** A cold start takes 1 s; a loaded machine has been seen to take 20. */
const SERVER_START_TIMEOUT_MS = 60_000;

/** User settings that keep the window quiet: no tips, no telemetry, no updates, no second side bar. */
const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'files.simpleDialog.enable': true,
  'window.dialogStyle': 'custom',
};

export interface ServerOptions {
  readonly extensionsDir?: string;
  readonly userDataDir?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Lets the address name an extension under development; it also suppresses notifications. */
  readonly testDriver?: boolean;
}

export interface Server {
  readonly base: string;
  readonly authority: string;
  readonly userDataDir: string;
  log(): string;
  stop(): Promise<void>;
}

/** Throws a plain sentence when the server or the browser is not installed. */
export function requireHarness(): void {
  if (!fs.existsSync(path.join(HOME, 'installed')))
    throw new Error(
      `No code-server in ${HOME}: run scripts/harness/install-code-server.sh ${VSCODE_VERSION}`,
    );
  if (!fs.existsSync(CHROMIUM))
    throw new Error(`No browser at ${CHROMIUM}: install Debian's chromium or set CHROMIUM`);
}

/** Puts into `extensionsDir` what the editor makes of a VSIX; each one is unpacked once, and copied from then on. */
export function installedExtensions(vsix: string, extensionsDir: string): void {
  const { size, mtimeMs } = fs.statSync(vsix);
  const name = `${VSCODE_VERSION}-${size}-${Math.round(mtimeMs)}`;
  const kept = path.join(REPOSITORY, 'out/installed', name);
  if (!fs.existsSync(kept)) {
    const made = `${kept}-${process.pid}`;
    installVsix(vsix, path.join(made, 'extensions'), path.join(made, 'user-data'));
    dropOthers(path.dirname(kept), name);
    // Another test may have been as quick.
    if (fs.existsSync(kept)) fs.rmSync(made, { recursive: true, force: true });
    else fs.renameSync(made, kept);
  }
  fs.cpSync(path.join(kept, 'extensions'), extensionsDir, { recursive: true });
}

/** Those of earlier builds; not those being made, which have a fourth part to their names. */
function dropOthers(folder: string, name: string): void {
  const old = fs.readdirSync(folder).filter((one) => /^\w+-\d+-\d+$/.test(one) && one !== name);
  for (const one of old)
    if (one.startsWith(VSCODE_VERSION))
      fs.rmSync(path.join(folder, one), { recursive: true, force: true });
}

/** Installs a VSIX the way a user's `code --install-extension` does. */
function installVsix(vsix: string, extensionsDir: string, userDataDir: string): void {
  const configuration = path.join(userDataDir, 'config.yaml');
  fs.mkdirSync(userDataDir, { recursive: true });
  execFileSync(
    NODE,
    [
      ...[path.join(CODE_SERVER, 'entry.js'), '--config', configuration],
      ...['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir],
      ...['--install-extension', vsix, '--force'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], env: cleanEnvironment({}) },
  );
}

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  requireHarness();
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'code-server-'));
  const userDataDir = options.userDataDir ?? path.join(root, 'user-data');
  const extensionsDir = options.extensionsDir ?? path.join(root, 'extensions');
  fs.mkdirSync(path.join(userDataDir, 'User'), { recursive: true });
  fs.mkdirSync(extensionsDir, { recursive: true });
  writeUserSettings(userDataDir, options.settings ?? {});
  const port = await freePort();
  const child = spawn(
    NODE,
    [
      path.join(CODE_SERVER, 'entry.js'),
      ...['--config', path.join(root, 'config.yaml'), '--auth', 'none'],
      ...['--bind-addr', `127.0.0.1:${port}`],
      ...['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir],
      ...['--disable-telemetry', '--disable-update-check', '--ignore-last-opened'],
      ...['--disable-getting-started-override'],
      ...(options.settings?.['security.workspace.trust.enabled']
        ? []
        : ['--disable-workspace-trust']),
      ...(options.testDriver && knowsTestDriver()
        ? ['--vscode-option', 'enable-smoke-test-driver']
        : []),
    ],
    { env: cleanEnvironment(options.env ?? {}), stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      log += data.toString();
      if (process.env['VERBOSE']) process.stderr.write(data);
    });
  const base = `http://127.0.0.1:${port}`;
  await answers(`${base}/healthz`, child, () => log);
  return {
    base,
    authority: `127.0.0.1:${port}`,
    userDataDir,
    log: () => log,
    stop: async () => {
      await stopGroup(child);
      if (!process.env['KEEP']) fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Writes the server's user settings; a running window picks them up. */
export function writeUserSettings(
  userDataDir: string,
  settings: Readonly<Record<string, unknown>>,
): void {
  const all = JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2);
  fs.writeFileSync(path.join(userDataDir, 'User', 'settings.json'), all);
}

export interface Browser {
  readonly page: Page;
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export async function launchBrowser(width = 1280, height = 800): Promise<Browser> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    viewport: { width, height },
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...[
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-dev-shm-usage',
      ],
    ],
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    context,
    close: async () => {
      await context.close();
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export interface DevelopmentExtension {
  readonly extensionDevelopmentPath?: readonly string[];
  readonly extensionTestsPath?: string;
}

/** The address of a window on a folder, on a `.code-workspace` file, or on nothing. */
export function windowAddress(
  server: Server,
  target: string | undefined,
  extension: DevelopmentExtension = {},
): string {
  const address = new URL(server.base);
  if (target === undefined) address.searchParams.set('ew', 'true');
  else
    address.searchParams.set(target.endsWith('.code-workspace') ? 'workspace' : 'folder', target);
  const remote = (local: string) => `vscode-remote://${server.authority}${local}`;
  const payload: string[][] = (extension.extensionDevelopmentPath ?? []).map((folder) => [
    'extensionDevelopmentPath',
    remote(folder),
  ]);
  if (extension.extensionTestsPath)
    payload.push(['extensionTestsPath', remote(extension.extensionTestsPath)]);
  payload.push(['skipWelcome', 'true']);
  address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}

/** Nothing of an outer VS Code, npm or code-server session may leak in; test-cli's options may. */
function cleanEnvironment(extra: Readonly<Record<string, string>>): Record<string, string> {
  const outer = Object.entries(process.env).filter(
    ([name]) =>
      !/^(VSCODE_|ELECTRON_|CODE_SERVER_|npm_)/.test(name) &&
      !['PORT', 'PASSWORD', 'NODE_OPTIONS', 'NODE_TEST_CONTEXT'].includes(name),
  );
  return { ...(Object.fromEntries(outer) as Record<string, string>), ...extra };
}

/** `--vscode-option` came with the releases that need it; older ones take test paths as they are. */
function knowsTestDriver(): boolean {
  return fs.readFileSync(path.join(CODE_SERVER, 'cli.js'), 'utf8').includes('"vscode-option"');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function answers(address: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + SERVER_START_TIMEOUT_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`code-server ended: ${child.exitCode}\n${log()}`);
    if (Date.now() > deadline) throw new Error(`code-server did not listen\n${log()}`);
    const listening = await new Promise<boolean>((resolve) => {
      http
        .get(address, (response) => {
          response.resume();
          resolve(response.statusCode === 200);
        })
        .on('error', () => resolve(false));
    });
    if (listening) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** code-server forks (parent, server, extension hosts): ends its own process group and no other. */
async function stopGroup(child: ChildProcess): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // The group is gone already.
    }
  };
  signal('SIGTERM');
  for (let i = 0; i < 50 && child.exitCode === null && child.signalCode === null; i++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  signal('SIGKILL');
}
