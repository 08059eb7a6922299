import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ExtractionPlan, fillTemplate } from '../../../src/core/extraction/extractionPlan.ts';
import { isExtractable, planExtraction } from '../../../src/core/extraction/planExtraction.ts';
import { languageByName } from '../../../src/core/snippets/languages.ts';
import { createLexer } from '../../../src/core/structure/lexer.ts';
import { TreeSitter } from '../../../src/node/treeSitter.ts';

const treeSitter = await TreeSitter.load();
for (const grammar of ['typescript', 'tsx', 'javascript']) await treeSitter.prepare(grammar);

/** Each copy is a file of its own unless it names lines of a shared one. */
type Given = string | { text: string; startLine: number; endLine: number; path?: string };

function planOf(copies: readonly Given[], language = 'typescript'): ExtractionPlan {
  const sources = copies.map((copy, at) => {
    const { text, startLine, endLine, path } =
      typeof copy === 'string'
        ? { text: copy, startLine: 1, endLine: copy.split('\n').length, path: undefined }
        : { path: undefined, ...copy };
    return { path: path ?? `${at}.ts`, text, startLine, endLine, language };
  });
  return planExtraction(sources, treeSitter.parse);
}

function tokensOf(text: string): number[] {
  const { hashes, tokens } = createLexer(languageByName('javascript'))(text);
  return [...tokens].map((token) => hashes[token]!);
}

const total = (name: string, list: string, limit: string, key: string) => `
export async function ${name}(${list}: Item[]): Promise<number> {
  let sum = 0;
  for (const item of ${list}) {
    if (item.${key} > ${limit}) continue;
    sum += await rate(item.${key}, '${name}');
  }
  return sum;
}`;

test('functions: names of their own are renamed, literals and properties become parameters', () => {
  const plan = planOf([
    total('priceTotal', 'items', '10', 'price'),
    total('weightTotal', 'rows', '20', 'weight'),
  ]);
  assert.deepEqual(plan.obstacles, []);
  assert.deepEqual(
    plan.parameters.map(({ kind, type, values }) => [kind, type, ...values]),
    [
      ['key', undefined, "'price'", "'weight'"],
      ['value', 'number', '10', '20'],
      ['value', 'string', "'priceTotal'", "'weightTotal'"],
    ],
  );
  const [key, limit, text] = plan.parameters.map(({ name }) => name);
  assert.equal(
    plan.functionText,
    `async function total(items: Item[], ${key}: string, ${limit}: number, ${text}: string): Promise<number> {
  let sum = 0;
  for (const item of items) {
    if (item[${key}] > ${limit}) continue;
    sum += await rate(item[${key}], ${text});
  }
  return sum;
}`,
  );
  assert.equal(
    plan.calls[1]!.text,
    `export async function weightTotal(rows: Item[]): Promise<number> {
  return total(rows, 'weight', 20, 'weightTotal');
}`,
  );
});

test('statements: what is used afterwards is given back, what comes from around is passed', () => {
  const text = `function a(user: User, log: Log) {
  start();
  const name = user.name.trim();
  let n = 0;
  if (name.length > 3) n++;
  log(name, n);
  return name + n;
}
function b(order, log) {
  const title = order.name.trim();
  let m = 0;
  if (title.length > 8) m++;
  log(title, m);
  end();
  return title + m;
}`;
  const lines = [
    [3, 6],
    [10, 13],
  ] as const;
  const plan = planOf(
    lines.map(([startLine, endLine]) => ({ text, startLine, endLine, path: 'a' })),
  );
  assert.deepEqual(plan.obstacles, []);
  assert.deepEqual(
    plan.parameters.map(({ values }) => values),
    [
      ['log', 'log'],
      ['user', 'order'],
      ['3', '8'],
    ],
  );
  assert.match(plan.functionText, /\n {2}return \{ name, n \};\n\}$/);
  assert.match(plan.calls[0]!.text, /^let \{ name, n \} = extracted\(log, user, 3\);$/);
  assert.match(plan.calls[1]!.text, /^let \{ name: title, n: m \} = extracted\(log, order, 8\);$/);
});

test('a stretch that ends with a return becomes a returned call', () => {
  const copy = (limit: number) =>
    `function f(x) {\n  go(x);\n  if (x > ${limit}) return 1;\n  return x * 2;\n}`;
  const plan = planOf([1, 2].map((limit) => ({ text: copy(limit), startLine: 2, endLine: 4 })));
  assert.deepEqual(
    plan.calls.map(({ text }) => text),
    ['return extracted(x, 1);', 'return extracted(x, 2);'],
  );
});

test('what cannot move into a function is said, and nothing is shown', () => {
  const cases: [RegExp, string, string?][] = [
    [/uses `this`/, 'this.a = go(1);\nthis.b = go(2);'],
    [/uses `arguments`/, 'go(arguments[0]);\ngo(1);'],
    [/assigns `outer`/, 'outer = go(1);\ngo(outer);'],
    [/assigns `outer`/, 'go(1);\nouter++;'],
    [/assigns `outer`/, 'go(1);\n[outer] = go(2);'],
    [/assigns `outer`/, 'for (outer of go(1)) go(outer);\ngo(2);'],
    [/returns in its middle/, 'if (outer) return 1;\ngo(2);'],
    [/`break` or `continue`/, 'if (outer) break;\ngo(2);'],
    [/`break` or `continue`/, 'go(2);\nif (outer) continue;'],
    [/`break` or `continue`/, 'for (const a of outer) { if (a) continue top; }\ngo(2);'],
    [/yields/, 'const a = yield go(1);\ngo(a);'],
    [/differ in more than names/, 'go(1 + 2);\ngo(2);', 'go(outer(1));\ngo(2);'],
    [/differ in more than names/, 'if (a) go(2);', 'if (a) go(2); else go(3);'],
    [
      /other variables of their own/,
      'let a = 1, b = 2;\ngo(a, b);',
      'let a = 1, b = 2;\ngo(b, a);',
    ],
    [/copy’s own in one/, 'let a = 1;\ngo(a, outer);', 'let a = 1;\ngo(a, a);'],
    [/shorthand/, 'let a = 1;\ngo({ a });', 'let b = 1;\ngo({ b });'],
    [/not whole statements/, '', ''],
  ];
  for (const [why, body, other = body] of cases) {
    const around = (code: string) =>
      code === '' ? 'go(\n1,\n2\n);' : `function* f(outer) {\n  top: while (1) {\n${code}\n  }\n}`;
    const plan = planOf(
      [body, other].map((code) => {
        const count = code === '' ? 2 : code.split('\n').length;
        const first = code === '' ? 2 : 3;
        return { text: around(code), startLine: first, endLine: first + count - 1 };
      }),
    );
    assert.match(plan.obstacles.join('\n'), why, body);
    assert.equal(plan.functionText, '', body);
    assert.deepEqual(plan.calls, []);
  }
});

test('loops, switches and functions inside may break, return and have a `this` of their own', () => {
  const body = (n: number) => `function f(outer) {
  for (const a of outer) { if (a) continue; else break; }
  switch (outer[0]) { case 1: break; default: go(${n}); }
  go(function () { return this; }, () => { return 1; });
  class A { m() { return this; } }
  go(A);
}`;
  const plan = planOf([1, 2].map((n) => ({ text: body(n), startLine: 2, endLine: 6 })));
  assert.deepEqual(plan.obstacles, []);
  assert.deepEqual(
    plan.parameters.map(({ values }) => values),
    [
      ['outer', 'outer'],
      ['1', '2'],
    ],
  );
});

test('type names become type parameters, a function’s own type parameters are renamed', () => {
  const copy = (type: string, own: string) =>
    `function pick<${own}>(list: ${own}[], by: (x: ${own}) => ${type}): ${type}[] {\n  const all: ${type}[] = list.map(by);\n  return all;\n}`;
  const plan = planOf([copy('User', 'A'), copy('Order', 'B')]);
  assert.deepEqual(
    plan.parameters.map(({ kind, values }) => [kind, ...values]),
    [['type', 'User', 'Order']],
  );
  assert.match(
    plan.functionText,
    /^function pick2<A, T>\(list: A\[\], by: \(x: A\) => T\): T\[\] \{/,
  );
});

test('arrows, methods that use no `this`, optional and rest parameters', () => {
  const arrow = (name: string, n: number) => `const ${name} = (a, ...rest) => join(a, ${n}, rest);`;
  const plan = planOf([arrow('joinOne', 1), arrow('joinTwo', 2)], 'javascript');
  const name = plan.parameters[0]!.name;
  assert.equal(
    plan.functionText,
    `function join2(${name}, a, ...rest) {\n  return join(a, ${name}, rest);\n}`,
  );
  assert.equal(plan.calls[0]!.text, 'const joinOne = (a, ...rest) => join2(1, a, ...rest);');
  const inClass = (n: number) => `class A {\n  size(x) {\n    go(x);\n    return x + ${n};\n  }\n}`;
  const methods = planOf([1, 2].map((n) => ({ text: inClass(n), startLine: 2, endLine: 5 })));
  assert.equal(methods.calls[1]!.text, 'size(x) {\n  return size2(x, 2);\n}');
});

test('only TypeScript and JavaScript are read', () => {
  for (const language of ['typescript', 'tsx', 'javascript', 'jsx'])
    assert.ok(isExtractable(language));
  for (const language of ['python', 'java', 'plaintext', '']) assert.ok(!isExtractable(language));
});

/** Statements with slots: `«L1»` a name of the copy’s own, `«F1»` one from around, `«N1»`, `«S1»` literals, `«K1»` a property. */
const program = fc.array(fc.nat(9), { minLength: 4, maxLength: 40 }).map(programOf);

function programOf(choices: readonly number[]): string {
  let at = 0;
  const next = (below: number) => choices[at++ % choices.length]! % below;
  let locals = 0;
  let slots = 0;
  const value = (own: number, depth: number): string => {
    switch (next(depth > 2 ? 4 : 8)) {
      case 0:
        return own > 0 ? `«L${next(own)}»` : `«F${next(3)}»`;
      case 1:
        return `«F${next(3)}»`;
      case 2:
        return `«N${slots++}»`;
      case 3:
        return `«S${slots++}»`;
      case 4:
        return `${value(own, depth + 1)}?.«K${next(3)}»`;
      case 5:
        return `(${value(own, depth + 1)} + ${value(own, depth + 1)})`;
      case 6:
        return `\`a${value(own, depth + 1).replace(/^/, '${')}} b\``;
      default:
        return `[${value(own, depth + 1)}, { k: ${value(own, depth + 1)} }]`;
    }
  };
  const block = (depth: number): string[] => {
    const lines: string[] = [];
    const before = locals;
    const count = 1 + next(4);
    for (let i = 0; i < count; i++) {
      const own = locals;
      switch (next(depth > 1 ? 3 : 5)) {
        case 0:
          lines.push(`const «L${locals}» = ${value(own, 0)};`);
          locals++;
          break;
        case 1:
          lines.push(`log(${value(own, 0)}, ${value(own, 0)});`);
          break;
        case 2:
          lines.push(
            `let «L${locals}» = ${value(own, 0)};`,
            `«L${locals}» += ${value(own + 1, 0)};`,
          );
          locals++;
          break;
        case 3:
          lines.push(`if (${value(own, 0)}) {`, ...block(depth + 1), '}');
          break;
        default:
          lines.push(`for (const «L${locals}» of [${value(own, 0)}, 2]) {`);
          locals++;
          lines.push(...block(depth + 1), '}');
          locals--;
      }
    }
    // Names of an inner block are gone after it; what would use them uses an outer one.
    if (depth > 0) locals = Math.max(before, 0);
    return lines;
  };
  const lines: string[] = [];
  for (let i = 0; i < 3; i++) lines.push(...block(0));
  return lines.join('\n');
}

/** The program as the copy number `at` has it. */
function copyOf(slotted: string, at: number): string {
  const values: Readonly<Record<string, (n: number) => string>> = {
    L: (n) => `${['own', 'mine', 'here'][at]}${n}`,
    F: (n) => `${['first', 'second', 'third'][at]}${n}`,
    N: (n) => `${n + (n % 3 === 0 ? 0 : at)}`,
    S: (n) => `'s${n % 2 === 0 ? 0 : at}'`,
    K: (n) => `${['red', 'green', 'blue'][at]}${n}`,
  };
  return slotted.replace(/«([LFNSK])(\d+)»/g, (_, kind, n) => values[kind]!(Number(n)));
}

function functionAround(body: string, at: number): string {
  const names = ['first', 'second', 'third'];
  const parameters = [0, 1, 2].map((n) => `${names[at]}${n}`).join(', ');
  const after = /^(?:const|let) (\w+)/m.exec(body)?.[1];
  return `function copy(${parameters}) {\n${body}\nlog('end'${after ? `, ${after}` : ''});\n}`;
}

function isValid(text: string): boolean {
  try {
    new Function('log', `${text}`);
    return true;
  } catch {
    return false;
  }
}

/** What the function logs, objects as JSON. */
function run(text: string, at: number): string {
  const logged: unknown[] = [];
  const thing = (n: number) =>
    Object.fromEntries(
      ['red', 'green', 'blue'].flatMap((color, c) =>
        [0, 1, 2].map((i) => [`${color}${i}`, n + i + 10 * c]),
      ),
    );
  const copy = new Function('log', `${text}\nreturn copy;`)((...all: unknown[]) =>
    logged.push(all),
  );
  try {
    copy(thing(at), thing(at + 1), at);
  } catch (error) {
    logged.push((error as Error).name);
  }
  return JSON.stringify(logged);
}

test('the arguments in the template give back every copy’s tokens, and the call does what the copy did', () => {
  let ran = 0;
  fc.assert(
    fc.property(program, (slotted) => {
      const bodies = [0, 1, 2].map((at) => copyOf(slotted, at));
      const texts = bodies.map(functionAround);
      if (!texts.every(isValid)) return;
      const lines = slotted.split('\n').length;
      const plan = planOf(
        texts.map((text) => ({ text, startLine: 2, endLine: 1 + lines })),
        'javascript',
      );
      assert.deepEqual(plan.obstacles, [], texts[0]);
      for (const [at, body] of bodies.entries()) {
        assert.deepEqual(tokensOf(fillTemplate(plan.template!, at)), tokensOf(body), body);
        const all = texts[at]!.split('\n');
        const { startLine, endLine, text } = plan.calls[at]!;
        all.splice(startLine - 1, endLine - startLine + 1, text);
        const replaced = `${plan.functionText}\n${all.join('\n')}`;
        assert.equal(run(replaced, at), run(texts[at]!, at), replaced);
      }
      ran++;
    }),
    { numRuns: 120 },
  );
  assert.ok(ran > 50, `${ran} programs were valid`);
});
