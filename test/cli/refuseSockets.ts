/** Preloaded into a process under test: every attempt to reach a network is told on standard error and refused. */
import { createRequire, syncBuiltinESMExports } from 'node:module';

const require = createRequire(import.meta.url);
const refuse = (what: string) => (): never => {
  process.stderr.write(`socket refused: ${what}\n`);
  throw new Error(`socket refused: ${what}`);
};

const patched: readonly [module: string, names: readonly string[]][] = [
  ['node:net', ['connect', 'createConnection', 'createServer']],
  ['node:tls', ['connect']],
  ['node:http', ['request', 'get']],
  ['node:https', ['request', 'get']],
  ['node:http2', ['connect']],
  ['node:dgram', ['createSocket']],
  ['node:dns', ['lookup', 'resolve', 'resolve4', 'resolve6']],
];
for (const [name, functions] of patched) {
  const module = require(name) as Record<string, unknown>;
  for (const key of functions) module[key] = refuse(`${name}.${key}`);
}
const net = require('node:net') as typeof import('node:net');
net.Socket.prototype.connect = refuse('Socket.connect');
const dns = require('node:dns/promises') as Record<string, unknown>;
for (const key of ['lookup', 'resolve']) dns[key] = refuse(`dns/promises.${key}`);
globalThis.fetch = refuse('fetch');
globalThis.WebSocket = class {
  constructor() {
    refuse('WebSocket')();
  }
} as unknown as typeof WebSocket;
syncBuiltinESMExports();
