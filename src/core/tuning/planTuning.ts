/** From the functions of a workspace to pairs that a head learns from and questions that it is judged by. */
import type { EncoderInput } from '../encoder/encoder.ts';
import { augment } from '../siamese/augmentation/augment.ts';
import type { LabelledTextPair } from '../siamese/labelling/labelledPair.ts';
import { docPair, maskName, mutantPair, nameAsWords } from '../siamese/mining/functionPairs.ts';
import { TestMatcher } from '../siamese/mining/testPairs.ts';
import { Random } from '../siamese/random.ts';
import { innerTexts } from './innerText.ts';
import type { PairSource } from './report.ts';
import { TextTable } from './textTable.ts';
import { FOLDS, type Part, partOf, type WorkspaceFunction } from './workspaceFunctions.ts';

/** Two texts by number; pairs of one group are no negatives of one another. */
export interface TrainingPair {
  readonly anchor: number;
  readonly positive: number;
  readonly group: number;
  /** Of the file that it was found in. */
  readonly fold: number;
  /** Place (in the same list) of a pair whose positive this anchor does not belong with: a label said so. */
  readonly negative?: number;
}

export interface Question {
  readonly query: number;
  readonly target: number;
  /** The candidate that the target stands for, where it is none itself: the function as it is, with the answer in it. */
  readonly standsFor?: number;
}

export interface JudgedTexts {
  readonly a: number;
  readonly b: number;
  readonly isMatch: boolean;
}

export interface Questions {
  readonly files: number;
  /** Candidates that no head which is asked these questions learned from. */
  readonly unlearned: readonly number[];
  readonly docToCode: readonly Question[];
  readonly wordsToCode: readonly Question[];
  readonly clones: readonly Question[];
  readonly labelledPairs: readonly JudgedTexts[];
}

export interface TuningPlan {
  /** Every distinct text, by number. */
  readonly texts: readonly EncoderInput[];
  /** The first so many are all that is measured; the others are learned from only. */
  readonly measured: number;
  readonly pairs: ReadonlyMap<PairSource, readonly TrainingPair[]>;
  readonly questions: {
    /** By fold: asked of heads that did not learn from it. */
    readonly choose: readonly Questions[];
    readonly untouched: Questions;
  };
  /** Every label, whichever part it fell to. */
  readonly labels: readonly JudgedTexts[];
  /** What questions are asked of: all functions of the workspace, or a sample of them. */
  readonly candidates: readonly number[];
}

export interface PlanSources {
  readonly functions: readonly WorkspaceFunction[];
  readonly tests: readonly WorkspaceFunction[];
  /** Commented lines, and functions too short to be asked about. */
  readonly short?: readonly WorkspaceFunction[];
  /** Functions before and after a commit. */
  readonly edits: readonly {
    readonly path: string;
    readonly before: string;
    readonly after: string;
  }[];
  readonly labels: readonly LabelledTextPair[];
}

export interface PlanLimits {
  /** Functions that take part, evenly from all files. */
  readonly functions: number;
  /** Questions per task, of all folds together and of the untouched part. */
  readonly questions: number;
}

/** Mutants per function, to learn from and to ask with: more than one says that the change is what does not matter. */
const MUTANTS = 2;
/** Mutants that questions are asked with change more than most that are learned from. */
const QUESTION_SEVERITY = 0.75;
/** A shorter function may lose all that tells it from others. */
const MIN_QUESTION_CODE = 200;

interface Placed extends WorkspaceFunction {
  readonly fold: number;
}

/** @param all puts every file in one fold, where nothing is to be decided: for learning a start. */
export function planTuning(
  sources: PlanSources,
  limits: PlanLimits,
  seed: number,
  all?: number,
): TuningPlan {
  const random = new Random(seed);
  const texts = new TextTable();
  const partOfFile = (path: string): Part => all ?? partOf(path, seed);
  const learned = <T extends { readonly path: string }>(list: readonly T[]) =>
    list.flatMap((found) => {
      const fold = partOfFile(found.path);
      return fold === 'untouched' ? [] : [{ ...found, fold }];
    });
  const functions = sample(sources.functions, limits.functions, random);
  const candidates = functions.map(({ code }) => texts.id(code));
  const labels = splitLabels(sources.labels, seed);
  const judged = (list: readonly LabelledTextPair[]): JudgedTexts[] =>
    list.map(({ a, b, isMatch }) => ({ a: texts.id(a), b: texts.id(b), isMatch }));
  const questions = (part: Part, limit: number): Questions => {
    const own = functions.filter(({ path }) => partOfFile(path) === part);
    const unlearned = functions.filter(({ path }) =>
      [part, 'untouched'].includes(partOfFile(path)),
    );
    return {
      ...questionsAbout(own, limit, { texts, random }),
      unlearned: unlearned.map(({ code }) => texts.id(code)),
      labelledPairs: judged(labels(part)),
    };
  };
  const asked = {
    choose: Array.from({ length: FOLDS }, (_, fold) =>
      questions(fold, Math.ceil(limits.questions / FOLDS)),
    ),
    untouched: questions('untouched', limits.questions),
  };
  const allLabels = judged(sources.labels);
  const measured = texts.inputs.length;
  const trained = learned(functions);
  // Asked about nowhere, but what they say in words is said in the same vocabulary.
  const tests = sample(learned(sources.tests), limits.functions / 4, random);
  const lines = sample(learned(sources.short ?? []), limits.functions / 2, random);
  const pairs = new Map<PairSource, TrainingPair[]>([
    ['doc', docPairs([...trained, ...tests], texts, random)],
    ['line', docPairs(lines, texts, random)],
    ['name', namePairs([...trained, ...tests, ...lines], texts, random)],
    ['inner', innerPairs([...trained, ...tests], texts)],
    ['mutant', mutantPairs(trained, texts, random)],
    ['test', testPairs(trained, tests, texts)],
    ['edit', editPairsOf(learned(sources.edits), texts)],
    [
      'label',
      labelPairs(
        Array.from({ length: FOLDS }, (_, fold) => labels(fold)),
        texts,
        random,
      ),
    ],
  ]);
  return {
    texts: texts.inputs,
    measured,
    pairs,
    questions: asked,
    labels: allLabels,
    candidates,
  };
}

/** Texts that something is compared with, as a workspace's own code is: by number. */
export function storedTexts({ candidates, questions, labels, pairs }: TuningPlan): Set<number> {
  const parts = [...questions.choose, questions.untouched];
  return new Set([
    ...candidates,
    ...parts.flatMap(({ wordsToCode }) => wordsToCode.map(({ target }) => target)),
    ...labels.flatMap(({ a, b }) => [a, b]),
    ...[...pairs.values()].flatMap((list) => list.map(({ positive }) => positive)),
  ]);
}

/** The pairs of all folds but one: what the head of that fold learns from. */
export function withoutFold(pairs: TuningPlan['pairs'], fold: number): TuningPlan['pairs'] {
  return new Map(
    [...pairs].map(([source, list]) => {
      const places = new Map<number, number>();
      for (const [i, pair] of list.entries()) if (pair.fold !== fold) places.set(i, places.size);
      const kept = [...places.keys()].map((i): TrainingPair => {
        const { negative, ...pair } = list[i]!;
        // Both halves of a label are of one fold.
        return negative === undefined ? pair : { ...pair, negative: places.get(negative)! };
      });
      return [source, kept];
    }),
  );
}

function questionsAbout(
  own: readonly WorkspaceFunction[],
  limit: number,
  { texts, random }: { readonly texts: TextTable; readonly random: Random },
): Omit<Questions, 'unlearned' | 'labelledPairs'> {
  return {
    files: new Set(own.map(({ path }) => path)).size,
    docToCode: own
      .filter(({ doc }) => doc !== '')
      .slice(0, limit)
      .map(({ doc, code }) => ({ query: texts.id(doc, 'text'), target: texts.id(code) })),
    // What is not asked takes no number: it would be encoded for nothing.
    wordsToCode: own
      .flatMap(describedCode)
      .slice(0, limit)
      .map(({ words, code, found }) => ({
        query: texts.id(words, 'text'),
        target: texts.id(code),
        standsFor: texts.id(found.code),
      })),
    clones: own
      .filter(({ code }) => code.length > MIN_QUESTION_CODE)
      .slice(0, limit / MUTANTS)
      .flatMap(({ code }) =>
        Array.from({ length: MUTANTS }, () => ({
          query: texts.id(augment(code, random, { severity: QUESTION_SEVERITY })),
          target: texts.id(code),
        })),
      ),
  };
}

/** A shuffle that keeps whichever functions come first: any number of them is spread over the workspace. */
function sample<T>(functions: readonly T[], limit: number, random: Random): T[] {
  const order = random.shuffle(Uint32Array.from(functions, (_, i) => i)).subarray(0, limit);
  return Array.from(order, (i) => functions[i]!);
}

function docPairs(functions: readonly Placed[], texts: TextTable, random: Random) {
  return functions
    .filter(({ doc }) => doc !== '')
    .map((found): TrainingPair => {
      const { anchor, positive } =
        found.name === '' ? { anchor: found.doc, positive: found.code } : docPair(found, random);
      return {
        anchor: texts.id(anchor, 'text'),
        positive: texts.id(positive),
        group: texts.id(found.code),
        fold: found.fold,
      };
    });
}

/** Words about a function, and its code without them. */
interface Worded<T> {
  readonly words: string;
  readonly code: string;
  readonly found: T;
}

/** Functions under their names, masked where they stand. */
function namedCode<T extends WorkspaceFunction>(
  functions: readonly T[],
  random: Random,
): Worded<T>[] {
  return functions.flatMap((found) => {
    const words = nameAsWords(found.name);
    return words === undefined
      ? []
      : [{ words, code: maskName(found.code, found.name, random), found }];
  });
}

/** A function under each comment and message inside it. */
function describedCode<T extends WorkspaceFunction>(found: T): Worded<T>[] {
  return innerTexts(found).map(({ text, code }) => ({ words: text, code, found }));
}

function namePairs(functions: readonly Placed[], texts: TextTable, random: Random) {
  return namedCode(functions, random).map(({ words, code, found }): TrainingPair => {
    const group = texts.id(words, 'text');
    return { anchor: group, positive: texts.id(code), group, fold: found.fold };
  });
}

function innerPairs(functions: readonly Placed[], texts: TextTable) {
  return functions.flatMap(describedCode).map(
    ({ words, code, found }): TrainingPair => ({
      anchor: texts.id(words, 'text'),
      positive: texts.id(code),
      group: texts.id(found.code),
      fold: found.fold,
    }),
  );
}

function mutantPairs(functions: readonly Placed[], texts: TextTable, random: Random) {
  return functions.flatMap(({ code, fold }) =>
    Array.from({ length: MUTANTS }, (): TrainingPair => {
      const id = texts.id(code);
      return {
        anchor: texts.id(mutantPair(code, random).anchor),
        positive: id,
        group: id,
        fold,
      };
    }),
  );
}

/** Of the fold of what is tested: only that is asked about. */
function testPairs(functions: readonly Placed[], tests: readonly Placed[], texts: TextTable) {
  const matcher = new TestMatcher<Placed>();
  for (const found of functions) matcher.addFunction(found.name, found);
  return tests.flatMap(({ name, code }): TrainingPair[] => {
    const tested = matcher.match(name, code)?.value;
    if (!tested) return [];
    const id = texts.id(tested.code);
    return [{ anchor: texts.id(code), positive: id, group: id, fold: tested.fold }];
  });
}

function editPairsOf(
  edits: readonly (PlanSources['edits'][number] & { readonly fold: number })[],
  texts: TextTable,
) {
  return edits.map(({ before, after, fold }): TrainingPair => {
    const id = texts.id(after);
    return { anchor: texts.id(before), positive: id, group: id, fold };
  });
}

/**
 * A match is a pair like any other. A non-match (a, b) takes two: a with a mutant of a, and a mutant of b with b,
 * the second named as what the first does not belong with.
 */
function labelPairs(
  byFold: readonly (readonly LabelledTextPair[])[],
  texts: TextTable,
  random: Random,
) {
  const pairs: TrainingPair[] = [];
  for (const [fold, labels] of byFold.entries()) {
    for (const { a, b, isMatch } of labels) {
      const [idA, idB] = [texts.id(a), texts.id(b)];
      const pair = (anchor: number, positive: number, group: number): TrainingPair => ({
        anchor,
        positive,
        group,
        fold,
      });
      if (isMatch) {
        const group = Math.min(idA, idB);
        pairs.push(pair(idA, idB, group), pair(idB, idA, group));
        continue;
      }
      const at = pairs.length;
      const mutantOfA = texts.id(augment(a, random, { severity: 0.3 }));
      const mutantOfB = texts.id(augment(b, random, { severity: 0.3 }));
      pairs.push({ ...pair(idA, mutantOfA, idA), negative: at + 1 });
      pairs.push({ ...pair(mutantOfB, idB, idB), negative: at });
    }
  }
  return pairs;
}

/** By content, so that a pair stays where it is when labels are added. */
function splitLabels(labels: readonly LabelledTextPair[], seed: number) {
  return (part: Part): LabelledTextPair[] =>
    labels.filter(({ a, b }) => partOf([a, b].sort().join('\n'), seed) === part);
}
