/** Hits made by hand for the view's tests. */
import type { MatchType } from '../../../src/core/matching/match.ts';
import type { Hit, ResultSet } from '../../../src/vscode/results/resultSet.ts';

interface HitChoices {
  readonly name?: string;
  readonly type?: MatchType;
  readonly folderUri?: string;
  readonly startLine?: number;
  readonly probability?: number;
  readonly lines?: number;
}

let made = 0;

export function hit(path: string, choices: HitChoices = {}): Hit {
  const { name = '', type = 'exact', folderUri = 'file:///home', startLine = 1 } = choices;
  const endLine = startLine + (choices.lines ?? 10) - 1;
  const language = path.endsWith('.py') ? 'python' : 'typescript';
  return {
    id: `${made++}`,
    folderUri,
    folderName: folderUri.split('/').at(-1)!,
    place: {
      path,
      language,
      role: 'source',
      snippet: { kind: 'function', name, startLine, endLine, doc: '', textHash: '' },
    },
    type,
    probability: choices.probability ?? 0.9,
    evidence: { text: 0.8, structure: 1 },
  };
}

export function set(hits: readonly Hit[], title = 'a title'): ResultSet {
  return { kind: 'similar', title, summary: '', hits };
}
