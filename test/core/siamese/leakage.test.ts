import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  isBarredRepository,
  isTrainingLeetcodeProblem,
  isVendoredCopyOfBarred,
  leakageFingerprint,
} from '../../../src/core/siamese/leakage.ts';

test('a fingerprint is the SHA-256 of the bare, lower-case text, cut to 16 digits', () => {
  const expected = createHash('sha256').update('inta=1;').digest('hex').slice(0, 16);
  assert.equal(leakageFingerprint('int A = 1;'), expected);
});

test('comments, doc strings, case and white space do not change a fingerprint', () => {
  const bare = leakageFingerprint('def f(x):\n    return x + 1');
  assert.equal(leakageFingerprint('def F(x):  # adds one\n\n\treturn x+1 // really'), bare);
  assert.equal(leakageFingerprint('def f(x):\n    """Adds\n    one."""\n    return x + 1'), bare);
  assert.equal(leakageFingerprint("/* a\n b */def f(x):\n    '''Doc.'''\n    return x + 1"), bare);
});

test('a changed name or number changes a fingerprint', () => {
  assert.notEqual(leakageFingerprint('return x + 1'), leakageFingerprint('return y + 1'));
  assert.notEqual(leakageFingerprint('return x + 1'), leakageFingerprint('return x + 2'));
});

test('barred repositories are known by name, owner, fork and family', () => {
  for (const name of [
    'exercism/python',
    'doocs/leetcode',
    'somebody/human-eval',
    'psf/requests',
    'Somebody/starlette',
    'THUDM/CodeGeeX',
    '30-seconds/30-seconds-of-python',
    'tokio-rs/tokio',
    'redis/redis',
    'gin-gonic/gin',
  ]) {
    assert.ok(isBarredRepository(name), name);
  }
  for (const name of ['scrapy/scrapy', 'keon/algorithms', 'TheAlgorithms/Python']) {
    assert.ok(!isBarredRepository(name), name);
  }
});

test('copies of barred repositories inside others are recognised by their folder', () => {
  for (const path of [
    'src/pip/_vendor/requests/api.py',
    'include/spdlog/fmt/bundled/core.h',
    'deps/libuv/src/unix/core.c',
    'third_party/nlohmann/json.hpp',
    'single_include/json.hpp',
  ]) {
    assert.ok(isVendoredCopyOfBarred(path), path);
  }
  assert.ok(!isVendoredCopyOfBarred('src/http/requests.py'));
});

test('half of the LeetCode problems are for training, decided by the MD5 of their number', () => {
  const even = (n: number) =>
    BigInt(
      `0x${createHash('md5')
        .update(`lc${String(n).padStart(4, '0')}`)
        .digest('hex')}`,
    ) %
      2n ===
    0n;
  let training = 0;
  for (let n = 1; n <= 400; n++) {
    assert.equal(isTrainingLeetcodeProblem(n), even(n), String(n));
    if (isTrainingLeetcodeProblem(n)) training++;
  }
  assert.ok(training > 150 && training < 250, String(training));
});
