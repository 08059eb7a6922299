import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { downloadModel } from '../../src/node/modelDownload.ts';
import { DECIDING_FILES, readModelFolder } from '../../src/node/modelFolder.ts';
import { writeRandomModel } from './randomModel.ts';

type Answer = (
  file: string,
  bytes: Buffer,
  request: http.IncomingMessage,
  response: http.ServerResponse,
) => boolean;

/** A hub of one model on this machine; `answer` may answer a request in its own way. */
async function hub(t: TestContext, answer: Answer = () => false) {
  const root = await mkdtemp(path.join(os.tmpdir(), 'lookalike-hub-'));
  await writeRandomModel(path.join(root, 'origin'));
  const asked: string[] = [];
  const server = http.createServer(async (request, response) => {
    const file = /^\/org\/tiny\/resolve\/main\/(.*)$/.exec(request.url ?? '')?.[1] ?? '';
    asked.push(`${file} ${request.headers.range ?? ''}`.trim());
    if (!(DECIDING_FILES as readonly string[]).includes(file)) {
      response.writeHead(404).end();
      return;
    }
    const bytes = await readFile(path.join(root, 'origin', file));
    if (answer(file, bytes, request, response)) return;
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': bytes.length - from,
      etag: `"${createHash('sha256').update(bytes).digest('hex')}"`,
    });
    response.end(bytes.subarray(from));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await rm(root, { recursive: true, force: true });
  });
  const { port } = server.address() as AddressInfo;
  const request = {
    name: 'org/tiny',
    storage: path.join(root, 'storage'),
    allowDownload: true,
    endpoint: `http://127.0.0.1:${port}`,
  };
  return { request, asked, root };
}

test('a model is fetched once, checked, and then used without any request', async (t) => {
  const { request, asked } = await hub(t);
  const folder = await downloadModel(request);
  assert.match((await readModelFolder(folder)).encoderId, /^org--tiny--main@/);
  assert.equal(asked.length, DECIDING_FILES.length);
  assert.equal(await downloadModel({ ...request, allowDownload: false }), folder);
  assert.equal(asked.length, DECIDING_FILES.length);
});

test('nothing is asked of the network without consent, nor for a name that is none', async (t) => {
  const { request, asked } = await hub(t);
  await assert.rejects(downloadModel({ ...request, allowDownload: false }), /consent/);
  for (const name of ['tiny', '../up/tiny', 'org/../tiny', 'org/tiny/more', 'org/..']) {
    await assert.rejects(downloadModel({ ...request, name }), { code: 'usage' }, name);
  }
  await assert.rejects(downloadModel({ ...request, endpoint: 'http://hub.example' }), /https/);
  assert.equal(asked.length, 0);
});

test('a file that was cut short is resumed where it stopped', async (t) => {
  const { request, asked, root } = await hub(t);
  const onnx = 'onnx/model_quantized.onnx';
  await downloadModel(request);
  const folder = path.join(request.storage, 'org--tiny--main');
  await rm(path.join(folder, 'checksums.json'));
  await rm(path.join(folder, onnx));
  const whole = await readFile(path.join(root, 'origin', onnx));
  await writeFile(path.join(folder, `${onnx}.partial`), whole.subarray(0, 1000));
  await downloadModel(request);
  assert.equal(asked.at(-1), `${onnx} bytes=1000-`);
  assert.deepEqual(await readFile(path.join(folder, onnx)), whole);
});

test('a login page, a wrong checksum, a missing file and a cut line are refused', async (t) => {
  const cases: [RegExp, Answer][] = [
    [
      /web page/,
      (_file, _bytes, _request, response) => {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>');
        return true;
      },
    ],
    [
      /checksum/,
      (_file, bytes, _request, response) => {
        response.writeHead(200, { etag: `"${'0'.repeat(64)}"` }).end(bytes);
        return true;
      },
    ],
    [
      /answers 404/,
      (file, _bytes, _request, response) => {
        if (file !== 'tokenizer.json') return false;
        response.writeHead(404).end();
        return true;
      },
    ],
  ];
  for (const [reason, answer] of cases) {
    const { request } = await hub(t, answer);
    await assert.rejects(downloadModel(request), (error: Error) => reason.test(error.message));
    const folder = path.join(request.storage, 'org--tiny--main');
    await assert.rejects(readFile(path.join(folder, 'checksums.json')));
  }
  const unreachable = { ...(await hub(t)).request, endpoint: 'http://127.0.0.1:1' };
  await assert.rejects(downloadModel(unreachable), /cannot be reached/);
});
