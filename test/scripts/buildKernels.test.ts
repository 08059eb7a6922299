import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileKernel } from '../../scripts/buildKernels.ts';
import { INT8_WASM } from '../../src/core/index/kernels/int8.wasm.ts';

test('the committed kernel is what its source compiles to', async () => {
  assert.equal(Buffer.from(await compileKernel('int8')).toString('base64'), INT8_WASM);
});
