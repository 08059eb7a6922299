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
import { type Part, partOf, type WorkspaceFunction } from './workspaceFunctions.ts';

/** The text of the function that a pair was made of. */
interface Sourced {
  readonly source: number;
}

/** Two texts by number; pairs of one group are no negatives of one another. */
export interface TrainingPair {
  readonly anchor: number;
  readonly positive: number;
  readonly group: number;
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
  readonly docToCode: readonly Question[];
  readonly wordsToCode: readonly Question[];
  readonly clones: readonly Question[];
  readonly labelledPairs: readonly JudgedTexts[];
}

export interface TuningPlan {
  /** Every distinct text, by number. */
  readonly texts: readonly EncoderInput[];
  readonly pairs: ReadonlyMap<PairSource, readonly TrainingPair[]>;
  readonly trainFiles: number;
  readonly questions: Readonly<Record<Exclude<Part, 'train'>, Questions>>;
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
  /** Questions per task and part. */
  readonly questions: number;
}

/** Mutants per function, to learn from and to ask with: more than one says that the change is what does not matter. */
const MUTANTS = 2;
/** Mutants that questions are asked with change more than most that are learned from. */
const QUESTION_SEVERITY = 0.75;
/** A shorter function may lose all that tells it from others. */
const MIN_QUESTION_CODE = 200;

/** @param all puts every file in one part, where nothing is to be decided: for learning a start. */
export function planTuning(
  sources: PlanSources,
  limits: PlanLimits,
  seed: number,
  all?: 'train',
): TuningPlan {
  const random = new Random(seed);
  const texts = new TextTable();
  const functions = sample(sources.functions, limits.functions, random);
  const placed = (path: string): Part => all ?? partOf(path, seed);
  const byPart = (part: Part) => functions.filter(({ path }) => placed(path) === part);
  const trained = byPart('train');
  const labels = splitLabels(sources.labels, seed);
  const isTrained = ({ path }: { readonly path: string }) => placed(path) === 'train';
  // Asked about nowhere, but what they say in words is said in the same vocabulary.
  const tests = sample(sources.tests.filter(isTrained), limits.functions / 4, random);
  const lines = sample((sources.short ?? []).filter(isTrained), limits.functions / 2, random);
  const pairs = new Map<PairSource, TrainingPair[]>([
    ['doc', docPairs([...trained, ...tests], texts, random)],
    ['line', docPairs(lines, texts, random)],
    ['name', namePairs([...trained, ...tests, ...lines], texts, random)],
    ['inner', innerPairs([...trained, ...tests], texts)],
    ['mutant', mutantPairs(trained, texts, random)],
    ['test', testPairs(functions.filter(isTrained), tests, texts)],
    ['edit', editPairsOf(sources.edits.filter(isTrained), texts)],
    ['label', labelPairs(labels.train, texts, random)],
  ]);
  const judged = (list: readonly LabelledTextPair[]): JudgedTexts[] =>
    list.map(({ a, b, isMatch }) => ({ a: texts.id(a), b: texts.id(b), isMatch }));
  const questions = (part: 'choose' | 'untouched'): Questions => {
    const own = byPart(part);
    return {
      files: filesOf(own),
      docToCode: own
        .filter(({ doc }) => doc !== '')
        .slice(0, limits.questions)
        .map(({ doc, code }) => ({ query: texts.id(doc, 'text'), target: texts.id(code) })),
      wordsToCode: [...namePairs(own, texts, random), ...innerPairs(own, texts)]
        .slice(0, limits.questions)
        .map(({ anchor, positive, source }) => ({
          query: anchor,
          target: positive,
          standsFor: source,
        })),
      clones: own
        .filter(({ code }) => code.length > MIN_QUESTION_CODE)
        .slice(0, limits.questions / MUTANTS)
        .flatMap(({ code }) =>
          Array.from({ length: MUTANTS }, () => ({
            query: texts.id(augment(code, random, { severity: QUESTION_SEVERITY })),
            target: texts.id(code),
          })),
        ),
      labelledPairs: judged(labels[part]),
    };
  };
  return {
    questions: { choose: questions('choose'), untouched: questions('untouched') },
    labels: judged(sources.labels),
    candidates: functions.map(({ code }) => texts.id(code)),
    texts: texts.inputs,
    pairs,
    trainFiles: filesOf(trained),
  };
}

/** A shuffle that keeps whichever functions come first: any number of them is spread over the workspace. */
function sample(
  functions: readonly WorkspaceFunction[],
  limit: number,
  random: Random,
): WorkspaceFunction[] {
  const order = random.shuffle(Uint32Array.from(functions, (_, i) => i)).subarray(0, limit);
  return Array.from(order, (i) => functions[i]!);
}

function docPairs(functions: readonly WorkspaceFunction[], texts: TextTable, random: Random) {
  return functions
    .filter(({ doc }) => doc !== '')
    .map((found): TrainingPair => {
      const { anchor, positive } =
        found.name === '' ? { anchor: found.doc, positive: found.code } : docPair(found, random);
      return pair(texts.id(anchor, 'text'), texts.id(positive), texts.id(found.code));
    });
}

function namePairs(functions: readonly WorkspaceFunction[], texts: TextTable, random: Random) {
  return functions.flatMap(({ name, code }): (TrainingPair & Sourced)[] => {
    const words = nameAsWords(name);
    if (words === undefined) return [];
    const masked = texts.id(maskName(code, name, random));
    const group = texts.id(words, 'text');
    return [{ ...pair(group, masked, group), source: texts.id(code) }];
  });
}

function innerPairs(functions: readonly WorkspaceFunction[], texts: TextTable) {
  return functions.flatMap((found): (TrainingPair & Sourced)[] =>
    innerTexts(found).map(({ text, code }) => {
      const source = texts.id(found.code);
      return { ...pair(texts.id(text, 'text'), texts.id(code), source), source };
    }),
  );
}

function mutantPairs(functions: readonly WorkspaceFunction[], texts: TextTable, random: Random) {
  return functions.flatMap(({ code }) =>
    Array.from({ length: MUTANTS }, (): TrainingPair => {
      const id = texts.id(code);
      return pair(texts.id(mutantPair(code, random).anchor), id, id);
    }),
  );
}

function testPairs(
  functions: readonly WorkspaceFunction[],
  tests: readonly WorkspaceFunction[],
  texts: TextTable,
) {
  const matcher = new TestMatcher<WorkspaceFunction>();
  for (const found of functions) matcher.addFunction(found.name, found);
  return tests.flatMap(({ name, code }): TrainingPair[] => {
    const tested = matcher.match(name, code)?.value;
    if (!tested) return [];
    const id = texts.id(tested.code);
    return [pair(texts.id(code), id, id)];
  });
}

function editPairsOf(edits: PlanSources['edits'], texts: TextTable) {
  return edits.map(({ before, after }): TrainingPair => {
    const id = texts.id(after);
    return pair(texts.id(before), id, id);
  });
}

/**
 * A match is a pair like any other. A non-match (a, b) takes two: a with a mutant of a, and a mutant of b with b,
 * the second named as what the first does not belong with.
 */
function labelPairs(labels: readonly LabelledTextPair[], texts: TextTable, random: Random) {
  const pairs: TrainingPair[] = [];
  for (const { a, b, isMatch } of labels) {
    const [idA, idB] = [texts.id(a), texts.id(b)];
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
  return pairs;
}

/** By content, so that a pair stays where it is when labels are added. */
function splitLabels(labels: readonly LabelledTextPair[], seed: number) {
  const parts: Record<Part, LabelledTextPair[]> = { train: [], choose: [], untouched: [] };
  for (const label of labels) parts[partOf([label.a, label.b].sort().join('\n'), seed)].push(label);
  return parts;
}

function pair(anchor: number, positive: number, group: number): TrainingPair {
  return { anchor, positive, group };
}

function filesOf(functions: readonly WorkspaceFunction[]): number {
  return new Set(functions.map(({ path }) => path)).size;
}
