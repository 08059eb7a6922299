/** Duplicate groups as SARIF 2.1.0, one result per group, the other copies as related locations. */
import type { Location, Log, Result, Suppression } from 'sarif';
import type { DuplicatesReport } from '../../core/engineApi.ts';
import type { DuplicateGroup, MatchType, Place } from '../../core/matching/match.ts';
import { rounded } from '../records.ts';
import { chance, TYPE_WORDS, VERDICT_WORDS } from '../words.ts';

const RULES: Readonly<Record<MatchType, string>> = {
  exact: 'The same code stands in several places.',
  renamed: 'The same code stands in several places under other names.',
  edited: 'Copies of the same code that have drifted apart.',
  meaning: 'Code that does the same job in another way.',
};

export function writeSarif(report: DuplicatesReport, folder: string): string {
  const types = Object.keys(RULES) as MatchType[];
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Lookalike',
            informationUri: 'https://www.npmjs.com/package/lookalike',
            rules: types.map((type) => ({
              id: `duplicate-${type}`,
              name: `Duplicate${type[0]?.toUpperCase()}${type.slice(1)}`,
              shortDescription: { text: TYPE_WORDS[type] },
              fullDescription: { text: RULES[type] },
              defaultConfiguration: { level: 'note' },
            })),
          },
        },
        originalUriBaseIds: { FOLDER: { description: { text: `The folder analysed: ${folder}` } } },
        columnKind: 'utf16CodeUnits',
        // Decided groups are marked and not dropped: a result that vanishes is reported anew when it comes back.
        results: [...report.groups, ...report.decided].map((group) =>
          resultOf(group, types.indexOf(group.type)),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(group: DuplicateGroup, ruleIndex: number): Result {
  const canonical = group.members[group.canonical];
  const others = group.members.filter((member) => member !== canonical);
  return {
    ruleId: `duplicate-${group.type}`,
    ruleIndex,
    level: 'note',
    message: {
      text:
        `${TYPE_WORDS[group.type]} in ${group.members.length} places ` +
        `(${chance(group.probability)} sure): ${group.duplicatedLines} lines to save.`,
    },
    locations: canonical ? [locationOf(canonical)] : [],
    relatedLocations: others.map((member, index) => ({
      id: index + 1,
      ...locationOf(member),
      message: { text: member.snippet.name || 'Another copy' },
    })),
    partialFingerprints: { 'lookalikeGroup/v1': group.id },
    ...(group.isNew === undefined ? {} : { baselineState: group.isNew ? 'new' : 'unchanged' }),
    suppressions: suppressionsOf(group),
    rank: rounded(group.probability * 100),
    properties: { evidence: group.evidence, ...foldedProperty(group) },
  };
}

/** Groups that overlap this one are no results of their own; a viewer that shows properties leads to them. */
function foldedProperty({ folded = [] }: DuplicateGroup): { readonly folded?: unknown } {
  if (folded.length === 0) return {};
  const places = ({ members }: DuplicateGroup): string[] =>
    members.map(({ path, snippet }) => `${path}:${snippet.startLine}-${snippet.endLine}`);
  return { folded: folded.map((group) => ({ id: group.id, places: places(group) })) };
}

/** An empty list says that the result was looked at and is not suppressed (SARIF 2.1.0, 3.27.23). */
function suppressionsOf({ standing }: DuplicateGroup): Suppression[] {
  if (standing?.kind !== 'decided') return [];
  const { verdict, reason } = standing.decision;
  return [
    {
      kind: 'external',
      status: 'accepted',
      justification:
        reason === '' ? VERDICT_WORDS[verdict] : `${VERDICT_WORDS[verdict]}: ${reason}`,
      properties: { verdict },
    },
  ];
}

function locationOf(place: Place): Location {
  return {
    physicalLocation: {
      artifactLocation: {
        uri: place.path.split('/').map(encodeURIComponent).join('/'),
        uriBaseId: 'FOLDER',
      },
      region: { startLine: place.snippet.startLine, endLine: place.snippet.endLine },
    },
  };
}
