/** The labels and decisions of a folder as pairs of texts: what a head learns from. */
import type { Decision } from '../decisions/decision.ts';
import { readRecords } from '../decisions/recordFile.ts';
import type { SnippetCatalog } from '../index/snippetCatalog.ts';
import { checkLabels, labelsOfDecisions } from '../labels/label.ts';
import { LABELS } from '../labels/labelFile.ts';
import type { LabelledTextPair } from '../siamese/labelling/labelledPair.ts';
import type { KeptText } from './calibration/folderLabels.ts';
import { type Content, contentsOf } from './calibration/labelledPairs.ts';

/**
 * Those about text that the folder still has; contradictory ones are left out.
 * @throws UserError where a line of the file of labels is none
 */
export async function labelledTexts(parts: {
  readonly labels: KeptText;
  decisions(): Promise<readonly Decision[]>;
  readonly catalog: SnippetCatalog;
  readText(path: string): Promise<string>;
  rest(): Promise<void>;
}): Promise<LabelledTextPair[]> {
  const said = readRecords(LABELS, await parts.labels.read());
  const { labels } = checkLabels(said, labelsOfDecisions(await parts.decisions()));
  const wanted = new Set(labels.flatMap(({ a, b }) => [a, b]));
  const contents = await contentsOf(parts.catalog, wanted, () => parts.rest());
  const texts = new Map<string, string>();
  for (const [print, content] of contents) {
    // A file that is gone meanwhile is labelled for nothing.
    const text = await textOf(content, parts.readText).catch(() => undefined);
    if (text !== undefined) texts.set(print, text);
  }
  return labels.flatMap(({ a, b, isMatch, where }) => {
    const [one, other] = [texts.get(a), texts.get(b)];
    if (one === undefined || other === undefined) return [];
    return [{ id: where === '' ? `${a} ~ ${b}` : where, a: one, b: other, isMatch }];
  });
}

async function textOf(
  { place: { path, snippet } }: Content,
  readText: (path: string) => Promise<string>,
): Promise<string> {
  const lines = (await readText(path)).split(/\r?\n/);
  return lines.slice(snippet.startLine - 1, snippet.endLine).join('\n');
}
