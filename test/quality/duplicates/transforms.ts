/**
 * Ways to make a copy of a function that no longer looks like it. Formatters and minifiers are published tools used with
 * the options shown; mutations are the documented operators of `core/calibration/mutants.ts`.
 */
import { format as clangFormat } from '@wasm-fmt/clang-format';
import { format as gofmt } from '@wasm-fmt/gofmt';
import { format as ruff } from '@wasm-fmt/ruff_fmt';
import { transform } from 'esbuild';
import { format } from 'prettier';
import { minify } from 'terser';
import { mutate } from '../../../src/core/calibration/mutants.ts';
import type { Random } from '../../../src/core/siamese/random.ts';
import type { FoundFunction } from './folderRecords.ts';

export interface Transform {
  readonly name: string;
  /** What the copy is by the literature's types. */
  readonly type: 'T1' | 'T2' | 'T3 ≤ 30 %' | 'T3 ≤ 50 %' | 'tool';
  /** Families of languages it applies to; undefined: all. */
  readonly families?: readonly string[];
  /** Undefined where the tool refuses the text. */
  apply(source: FoundFunction, context: TransformContext): Promise<string | undefined>;
}

export interface TransformContext {
  readonly random: Random;
  readonly foreignLines: readonly string[];
}

const SCRIPT = ['typescript', 'javascript'];
const BRACES = [
  'typescript',
  'javascript',
  'java',
  'go',
  'rust',
  'c',
  'cpp',
  'csharp',
  'kotlin',
  'php',
];

export const TRANSFORMS: readonly Transform[] = [
  {
    name: 'comments and layout',
    type: 'T1',
    apply: async (source) => inClass(source, relayout(source)),
  },
  {
    name: 'prettier',
    type: 'T1',
    families: SCRIPT,
    apply: (source) =>
      scripted(source, (text) =>
        format(text, {
          parser: 'typescript',
          useTabs: true,
          printWidth: 50,
          singleQuote: !text.includes("'"),
          semi: false,
          trailingComma: 'none',
          arrowParens: 'avoid',
        }),
      ),
  },
  {
    name: 'clang-format',
    type: 'T1',
    families: ['java', 'c', 'cpp'],
    apply: async (source) =>
      clangFormat(
        inClass(source, source.text),
        source.language.family === 'java' ? 'A.java' : 'a.cc',
        '{BasedOnStyle: GNU, ColumnLimit: 60}',
      ),
  },
  {
    name: 'gofmt',
    type: 'T1',
    families: ['go'],
    apply: async ({ text }) => gofmt(`package a\n\n${text.replaceAll('\t', '')}\n`),
  },
  {
    name: 'ruff',
    type: 'T1',
    families: ['python'],
    apply: async ({ text }) =>
      ruff(text, 'a.py', {
        indent_style: 'tab',
        line_width: 50,
        quote_style: 'single',
        magic_trailing_comma: 'ignore',
      }),
  },
  {
    name: 'rename',
    type: 'T2',
    apply: async (source, context) =>
      mutated(source, context, { rename: 1, literals: 0, lines: 0 }),
  },
  {
    name: 'rename and literals',
    type: 'T2',
    apply: async (source, context) =>
      mutated(source, context, { rename: 1, literals: 0.6, lines: 0 }),
  },
  {
    name: 'statements',
    type: 'T3 ≤ 30 %',
    apply: async (source, context) =>
      mutated(source, context, {
        rename: 0,
        literals: 0.2,
        lines: 0.05 + 0.25 * context.random.next(),
      }),
  },
  {
    name: 'statements and rename',
    type: 'T3 ≤ 30 %',
    apply: async (source, context) =>
      mutated(source, context, {
        rename: 0.5,
        literals: 0.2,
        lines: 0.05 + 0.25 * context.random.next(),
      }),
  },
  {
    name: 'statements',
    type: 'T3 ≤ 50 %',
    apply: async (source, context) =>
      mutated(source, context, {
        rename: 0,
        literals: 0.3,
        lines: 0.3 + 0.2 * context.random.next(),
      }),
  },
  {
    name: 'statements and rename',
    type: 'T3 ≤ 50 %',
    apply: async (source, context) =>
      mutated(source, context, {
        rename: 0.5,
        literals: 0.3,
        lines: 0.3 + 0.2 * context.random.next(),
      }),
  },
  {
    name: 'esbuild, identifiers minified',
    type: 'tool',
    families: SCRIPT,
    apply: (source) =>
      scripted(
        source,
        async (text) => (await transform(text, { loader: 'ts', minifyIdentifiers: true })).code,
      ),
  },
  {
    name: 'esbuild, syntax minified, ES2015',
    type: 'tool',
    families: SCRIPT,
    apply: (source) =>
      scripted(
        source,
        async (text) =>
          (await transform(text, { loader: 'ts', minifySyntax: true, target: 'es2015' })).code,
      ),
  },
  {
    name: 'terser, mangled and compressed, beautified',
    type: 'tool',
    families: ['javascript'],
    apply: (source) =>
      scripted(
        source,
        async (text) =>
          (await minify(text, { mangle: true, compress: true, format: { beautify: true } })).code ??
          '',
      ),
  },
];

function mutated(
  source: FoundFunction,
  { random, foreignLines }: TransformContext,
  mutation: Parameters<typeof mutate>[1],
): string | undefined {
  const { text, language } = source;
  const changed = mutate(text, mutation, { language, random, foreignLines });
  return changed === text ? undefined : inClass(source, changed);
}

/** Other indentation, blank lines, comments; brace languages also get their braces moved. */
function relayout({ text, language }: FoundFunction): string {
  const isPython = language.family === 'python';
  const comment = language.lineComments[0] ?? '//';
  const moved =
    BRACES.includes(language.family) &&
    language.family !== 'go' &&
    !SCRIPT.includes(language.family);
  return text
    .split('\n')
    .flatMap((line, i) => {
      const indent = /^\s*/.exec(line)![0];
      const wide = isPython ? indent : indent.replaceAll('\t', '  ').replaceAll('  ', '\t');
      const body = line.trim();
      const isPlain = !/["'`*\\]/.test(text);
      const extra = isPlain && i % 5 === 3 ? [`${wide}${comment} step ${i}`] : [];
      if (moved && isPlain && body.endsWith('{') && !body.startsWith('}'))
        return [...extra, wide + body.slice(0, -1).trimEnd(), `${wide}{`];
      return isPlain ? [...extra, wide + body] : [line];
    })
    .join('\n');
}

/** Tools for scripts want a whole program. */
async function scripted(
  source: FoundFunction,
  tool: (text: string) => Promise<string>,
): Promise<string | undefined> {
  const whole = await tool(
    source.isMethod ? inClass(source, source.text) : `export {};\n${source.text}\n`,
  );
  return whole.trim().length < 20 ? undefined : whole;
}

/** A method alone is no program: it gets a class around it, which is not part of what must be found. */
export function inClass({ isMethod, language }: FoundFunction, text: string): string {
  if (!isMethod) return text;
  const indented = text.replaceAll(/^/gm, '  ');
  if (['python', 'go', 'rust'].includes(language.family)) return text;
  return language.family === 'ruby'
    ? `class Injected\n${indented}\nend\n`
    : `class Injected {\n${indented}\n}\n`;
}
