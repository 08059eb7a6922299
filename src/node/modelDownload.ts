/** Fetches a hub model once, with consent, into the user's storage; everything else works offline. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../core/userError.ts';
import { DECIDING_FILES } from './modelFolder.ts';

export interface DownloadRequest {
  /** ORG/NAME, with an optional @REVISION. */
  readonly name: string;
  readonly storage: string;
  readonly allowDownload: boolean;
  /** Where from; default: `HF_ENDPOINT`, else the public hub. */
  readonly endpoint?: string;
}

const PUBLIC_HUB = 'https://huggingface.co';
/** Larger files are not text encoders for a CPU. */
const MAX_FILE_BYTES = 1_000_000_000;
/** ORG/NAME@REVISION without anything that could climb out of a folder. */
const NAME = /^([\w][\w.-]*)\/([\w][\w.-]*)(?:@([\w][\w.-]*))?$/;

/**
 * Fetches what is missing, resuming a file that was cut short, and checks each against the hub's SHA-256.
 * @returns the model's folder; without any request where it is complete already.
 */
export async function downloadModel(
  request: DownloadRequest,
  signal?: AbortSignal,
): Promise<string> {
  const match = NAME.exec(request.name);
  if (!match || request.name.includes('..')) {
    throw new UserError('usage', `${request.name} is not a model name.`, 'Use hub:ORG/NAME.');
  }
  const [, organisation, name, revision = 'main'] = match;
  const folder = path.join(request.storage, `${organisation}--${name}--${revision}`);
  if (await exists(path.join(folder, 'checksums.json'))) return folder;
  if (!request.allowDownload) {
    throw new UserError(
      'not-available',
      `The model ${request.name} is not on this machine, and fetching it needs your consent.`,
      'Add --allow-download: this contacts the hub for the model’s files and sends nothing of yours.',
    );
  }
  const endpoint = request.endpoint ?? process.env['HF_ENDPOINT'] ?? PUBLIC_HUB;
  const base = `${endpoint.replace(/\/+$/, '')}/${organisation}/${name}/resolve/${revision}`;
  if (!/^https:|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(base)) {
    throw new UserError('usage', `${endpoint} is not an https address.`, 'Use https.');
  }
  obeyProxy();
  const sums: Record<string, string> = {};
  for (const file of DECIDING_FILES) {
    sums[file] = await fetchFile(`${base}/${file}`, path.join(folder, file), signal);
  }
  // Written last: its presence says that the folder is complete.
  const partial = path.join(folder, 'checksums.json.partial');
  await writeFile(partial, JSON.stringify(sums, null, 2));
  await rename(partial, path.join(folder, 'checksums.json'));
  return folder;
}

/** HTTPS_PROXY and its kin; on a Node too old for this call, NODE_USE_ENV_PROXY=1 does the same. */
function obeyProxy(): void {
  (http as { setGlobalProxyFromEnv?: () => void }).setGlobalProxyFromEnv?.();
}

/** @returns the file's SHA-256, hex. */
async function fetchFile(url: string, target: string, signal?: AbortSignal): Promise<string> {
  if (await exists(target)) return sha256(target);
  await mkdir(path.dirname(target), { recursive: true });
  const partial = `${target}.partial`;
  const have = await stat(partial).then(
    ({ size }) => size,
    () => 0,
  );
  const response = await request(url, have, signal);
  // 416: what is there is all there is.
  if (response.status !== 416) {
    const isResumed = response.status === 206;
    checkHeaders(url, response);
    const body = response.body;
    if (!body) throw failed(url, 'the answer is empty');
    await pipeline(
      Readable.fromWeb(body as import('node:stream/web').ReadableStream),
      createWriteStream(partial, { flags: isResumed ? 'a' : 'w' }),
      ...(signal ? [{ signal }] : []),
    );
    await checkLength(url, partial, response, isResumed ? have : 0);
  }
  const sum = await sha256(partial);
  const expected = expectedSum(response);
  if (expected !== undefined && expected !== sum) {
    await rm(partial);
    throw failed(url, 'its checksum is not the one the hub promises');
  }
  await rename(partial, target);
  return sum;
}

async function request(url: string, have: number, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, {
      headers: have > 0 ? { range: `bytes=${have}-` } : {},
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw failed(url, 'the hub cannot be reached', cause);
  }
}

function checkHeaders(url: string, response: Response): void {
  if (!response.ok) throw failed(url, `the hub answers ${response.status}`);
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/html')) {
    throw failed(url, 'a web page came instead of the file (a login page or a proxy, perhaps)');
  }
  if (Number(response.headers.get('content-length') ?? 0) > MAX_FILE_BYTES) {
    throw failed(url, 'the file is too large for an encoder that runs here');
  }
}

async function checkLength(url: string, file: string, response: Response, before: number) {
  const length = response.headers.get('content-length');
  if (length === null || response.headers.get('content-encoding') !== null) return;
  const { size } = await stat(file);
  if (size !== before + Number(length)) throw failed(url, 'the file came cut short; run again');
}

/** The hub names large files by their SHA-256 in one of these. */
function expectedSum(response: Response): string | undefined {
  for (const name of ['x-linked-etag', 'etag']) {
    const value = response.headers.get(name)?.replace(/^W\//, '').replaceAll('"', '');
    if (value !== undefined && /^[0-9a-f]{64}$/.test(value)) return value;
  }
  return undefined;
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function failed(url: string, reason: string, cause?: unknown): UserError {
  return new UserError(
    'not-available',
    `The model could not be fetched: ${url}: ${reason}.`,
    'Check the name, the network and HTTPS_PROXY; HF_ENDPOINT names a mirror. What came is kept and resumed.',
    { cause },
  );
}
