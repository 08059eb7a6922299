import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeParameters,
  encodeParameters,
  type ParameterFile,
} from '../../../src/core/towers/parameterFile.ts';

const file: ParameterFile = {
  tensors: new Map([
    ['tokens', { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6.5) }],
    ['scale', { shape: [], values: Float32Array.of(-7) }],
  ]),
  metadata: { recipe: 'größer' },
};

test('parameters survive writing and reading', () => {
  assert.deepEqual(decodeParameters(encodeParameters(file)), file);
});

test('parameters are read from a Buffer that shares its memory', () => {
  const shared = Buffer.concat([Buffer.from('12345'), encodeParameters(file)]);
  assert.deepEqual(decodeParameters(shared.subarray(5)), file);
});

test('a truncated parameter file is refused at every length', () => {
  const bytes = encodeParameters(file);
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => decodeParameters(bytes.subarray(0, length)), RangeError, `${length}`);
  }
});

test('values that do not fill their shape are refused', () => {
  const tensors = new Map([['x', { shape: [2], values: Float32Array.of(1) }]]);
  assert.throws(() => encodeParameters({ tensors, metadata: {} }), RangeError);
});
