/**
 * Prints how many pairs of solutions of one problem the semantic channel finds among functions of other repositories, at
 * which precision: `node test/quality/duplicates/sameJob.ts --within PAIRS --across SOLUTIONS FOLDER…`
 *
 * `--within`: JSON lines `{a, b, lang, task, label}`, one pair of each task is taken. `--across`: JSON lines `{code_anon,
 * lang, task}`, two languages of each task are taken, then all of them. Wrong is every other pair found but those inside one
 * repository, which nobody labelled.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCalibration } from '../../../src/core/calibration/parseCalibration.ts';
import { ExactIndex } from '../../../src/core/index/exactIndex.ts';
import { SnippetCatalog } from '../../../src/core/index/snippetCatalog.ts';
import type { FileRecord } from '../../../src/core/index/snippetStore.ts';
import { encoderInput } from '../../../src/core/indexing/encoderInput.ts';
import { findCopies, shownTogether } from '../../../src/core/matching/findDuplicates.ts';
import { jobPairs } from '../../../src/core/matching/jobPairs.ts';
import type { Place } from '../../../src/core/matching/match.ts';
import { PlacePassages } from '../../../src/core/matching/placePassages.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { cutFile } from '../../../src/core/snippets/cutFile.ts';
import type { Language } from '../../../src/core/snippets/language.ts';
import { languageByName } from '../../../src/core/snippets/languages.ts';
import { modelFolderOf, openEncoder } from '../../../src/node/openEncoder.ts';
import { TreeSitter } from '../../../src/node/treeSitter.ts';
import { functionsOf, type SourceFile, SourceReader } from './folderRecords.ts';
import { type JudgedPair, printCurve } from './precisionRecall.ts';
import { inClass } from './transforms.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    within: { type: 'string' },
    across: { type: 'string' },
    'per-folder': { type: 'string', default: '230' },
    model: { type: 'string' },
  },
});

/** A function in a file of its own. */
interface Sample {
  readonly file: SourceFile;
  readonly texts: readonly string[];
  /** Of an injected solution; '' for a function of a repository. */
  readonly task: string;
  /** Repository, or the solution itself. */
  readonly origin: string;
}

const random = new Random(1);
const trees = await TreeSitter.load();
const reader = new SourceReader(trees);
const choice = {
  shipped: [join(import.meta.dirname, '../../../models')],
  storage: '',
  model: values.model,
  allowDownload: false,
};
const encoder = await openEncoder(choice);
const calibration = parseCalibration(
  readFileSync(join(await modelFolderOf(choice), 'calibration.json'), 'utf8'),
  encoder.id,
);

async function sampleOf(
  text: string,
  language: Language,
  { path, task, origin }: { path: string; task: string; origin: string },
): Promise<Sample> {
  const file = await reader.file(`${path}${language.extensions[0] ?? ''}`, text, language);
  const texts = cutFile(text, language, trees.parse).map((cut) => cut.text);
  return { file, texts, task, origin };
}

async function backgroundSamples(): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const folder of positionals) {
    const repository = basename(folder);
    const all = functionsOf(await reader.folder(folder), {
      minLines: 5,
      maxLines: 80,
      minTokens: 30,
    });
    const order = random.shuffle(Uint32Array.from(all.keys()));
    for (const i of order.subarray(0, Number(values['per-folder']))) {
      const found = all[i]!;
      samples.push(
        await sampleOf(inClass(found, found.text), found.language, {
          path: `${repository}/${i}`,
          task: '',
          origin: repository,
        }),
      );
    }
  }
  return samples;
}

type Line = Readonly<Record<string, string | number>>;

function linesOf(file: string): Line[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function byTask(lines: readonly Line[]): Line[][] {
  const tasks = new Map<string, Line[]>();
  for (const line of lines) {
    const task = String(line['task']);
    const own = tasks.get(task);
    if (own) own.push(line);
    else tasks.set(task, [line]);
  }
  return [...tasks.values()];
}

async function solution(code: string, line: Line, path: string): Promise<Sample> {
  const language = languageByName(String(line['lang']))!;
  return sampleOf(code, language, { path, task: String(line['task']), origin: path });
}

async function pairsWithin(file: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const [i, lines] of byTask(linesOf(file).filter(({ label }) => label === 1)).entries()) {
    const line = lines[random.below(lines.length)]!;
    for (const side of ['a', 'b']) {
      samples.push(await solution(String(line[side]), line, `injected/${i}${side}`));
    }
  }
  return samples;
}

async function solutionsAcross(file: string, languages: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const [i, lines] of byTask(linesOf(file)).entries()) {
    const order = [...random.shuffle(Uint32Array.from(lines.keys()))].slice(0, languages);
    for (const k of order.length < 2 ? [] : order) {
      const line = lines[k]!;
      samples.push(await solution(String(line['code_anon']), line, `injected/${i}-${k}`));
    }
  }
  return samples;
}

async function measure(
  title: string,
  samples: readonly Sample[],
  isWanted: (a: Sample, b: Sample) => boolean,
): Promise<void> {
  const catalog = new SnippetCatalog();
  const index = new ExactIndex(encoder.dimensions);
  const byPath = new Map(samples.map((sample) => [sample.file.record.path, sample]));
  for (const { file, texts } of samples) {
    catalog.put(file.record);
    const snippets = file.record.snippets;
    const missing = snippets.flatMap(({ textHash }, i) => {
      const id = catalog.idOf(textHash)!;
      return index.has(id) ? [] : [{ id, i }];
    });
    const inputs = missing.map(({ i }) =>
      encoderInput(snippets[i]!, file.record.language, texts[i]!),
    );
    if (inputs.length > 0) {
      await index.add(
        missing.map(({ id }) => id),
        await encoder.encode(inputs),
      );
    }
  }
  const copies = await findCopies(catalog.files(), {
    calibration,
    level: 'balanced',
    minLines: 5,
    minTokens: 40,
  });
  const source = {
    catalog,
    join: index,
    dimensions: encoder.dimensions,
    embedding: (id: number) => index.embedding(id),
  };
  const passages = new PlacePassages(catalog);
  const pairs = await jobPairs(source, {
    calibration,
    level: 'exploratory',
    minLines: 5,
    isShown: shownTogether(copies),
    passages,
    leastStandingOut: 0,
  });
  const judged = new Map<string, JudgedPair>();
  for (const { a, b, standsOut } of pairs) {
    for (const placeA of catalog.placesOf(a)) {
      for (const placeB of catalog.placesOf(b)) {
        const [x, y] = [byPath.get(placeA.path)!, byPath.get(placeB.path)!];
        if (x === y || (x.origin === y.origin && x.task === '')) continue;
        const isSame = x.task !== '' && x.task === y.task;
        if (isSame && !isWanted(x, y)) continue;
        const key = [placeA.path, placeB.path].sort().join(' ');
        const before = judged.get(key);
        if (before && before.score >= standsOut) continue;
        judged.set(key, {
          score: standsOut,
          isMatch: isSame,
          isInjected: x.task !== '' || y.task !== '',
        });
      }
    }
  }
  // What the structural channel shows is found all the same.
  const isCopy = shownTogether(copies);
  let wanted = 0;
  let copied = 0;
  const injected = samples.filter(({ task }) => task !== '');
  for (const [i, x] of injected.entries()) {
    for (const y of injected.slice(i + 1)) {
      if (x.task !== y.task || !isWanted(x, y)) continue;
      wanted++;
      const places = [x, y].map(({ file }) => catalog.file(file.record.path)!);
      const key = places
        .map(({ path }) => path)
        .sort()
        .join(' ');
      if (judged.has(key) || !sharesCopy(places, isCopy)) continue;
      copied++;
      judged.set(key, { score: Number.MAX_VALUE, isMatch: true, isInjected: true });
    }
  }
  console.log(
    `\n${title}: ${wanted} pairs (${copied} of them shown as copies) among ${samples.length - injected.length} functions`,
  );
  printCurve([...judged.values()], wanted);
}

function sharesCopy(
  records: readonly FileRecord[],
  isCopy: ReturnType<typeof shownTogether>,
): boolean {
  const [x, y] = records.map(({ path, language, role, snippets }) =>
    snippets.map((snippet): Place => ({ path, language, role, snippet })),
  );
  return x!.some((a) => y!.some((b) => isCopy(a, b)));
}

const background = await backgroundSamples();
const languageOf = ({ file }: Sample): string => file.record.language;
if (values.within) {
  await measure(
    'within a language',
    [...background, ...(await pairsWithin(values.within))],
    (a, b) => languageOf(a) === languageOf(b),
  );
}
if (values.across) {
  for (const [title, languages] of [
    ['across two languages', 2],
    ['across all languages', 99],
  ] as const) {
    await measure(
      title,
      [...background, ...(await solutionsAcross(values.across, languages))],
      (a, b) => languageOf(a) !== languageOf(b),
    );
  }
}
await encoder.dispose();
