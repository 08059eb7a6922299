/**
 * The three jobs as tools for language models: names, schemas and the descriptions models choose by. The
 * editor's manifest says the same (a test holds them together), with `lookalike_` in front of the names.
 */

export type ToolName = 'find_similar_code' | 'find_duplicates' | 'search_code';

export interface ToolDefinition {
  readonly name: ToolName;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, object>>;
    readonly required?: readonly string[];
  };
}

/** A model reads every line: ten places are 300 tokens, and the best is nearly always among them. */
export const DEFAULT_LIMIT = 10;
export const MAX_LIMIT = 50;

const limit = (what: string) => ({
  type: 'integer',
  minimum: 1,
  maximum: MAX_LIMIT,
  description: `${what} at most; default ${DEFAULT_LIMIT}.`,
});

export const TOOLS: readonly ToolDefinition[] = [
  {
    name: 'find_similar_code',
    title: 'Find similar code',
    description:
      'Finds code in the workspace that does the same job as a given piece of code: exact, renamed and edited copies, ' +
      'and other implementations, also in other languages. Use it before writing a new function, to reuse what ' +
      'exists. Give either the code itself (text and language) or its place (file, startLine, endLine). Answers ' +
      'with one line per place: path:startLine-endLine name, likelihood, kind. It returns no source text; read the file for that.',
    inputSchema: {
      type: 'object',
      properties: {
        text: {
          type: 'string',
          description: 'The code to find lookalikes of, whole functions if possible.',
        },
        language: {
          type: 'string',
          description: 'Its language, such as typescript or python.',
        },
        file: { type: 'string', description: 'Instead of text: a file of the workspace.' },
        startLine: {
          type: 'integer',
          minimum: 1,
          description: 'First line of the code in that file, counted from 1.',
        },
        endLine: { type: 'integer', minimum: 1, description: 'Last line, inclusive.' },
        limit: limit('Results'),
      },
    },
  },
  {
    name: 'find_duplicates',
    title: 'Find duplicates',
    description:
      'Lists groups of duplicated code in the workspace, most worth acting on first: exact, renamed and edited copies, ' +
      'and functions that do the same job in other words. Use it to plan refactoring or to check a change for ' +
      'copies. Answers with one line per group and one per copy (path:startLine-endLine name). It returns no source text.',
    inputSchema: {
      type: 'object',
      properties: {
        path: {
          type: 'string',
          description: 'Only groups with a copy under this folder or file.',
        },
        level: {
          type: 'string',
          enum: ['strict', 'balanced', 'exploratory'],
          description: 'How sure a finding must be; default is the user’s setting.',
        },
        minLines: { type: 'integer', minimum: 2, description: 'Shortest copy that counts.' },
        limit: limit('Groups'),
      },
    },
  },
  {
    name: 'search_code',
    title: 'Search by meaning',
    description:
      'Searches the workspace by meaning: describe in words what the code does, paste an error message, or name a ' +
      'symbol half remembered. Finds functions, classes and documentation sections although the names differ. ' +
      'Filters may be part of the query: lang:go path:src kind:function "exact words" -word. Answers with one line ' +
      'per place: path:startLine-endLine name, likelihood. It returns no source text.',
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'What to look for, in words.' },
        limit: limit('Results'),
      },
      required: ['query'],
    },
  },
];

const includeSource = {
  type: 'boolean',
  description: 'Also return the source of each place, 40 lines each at most; default false.',
};

/** The same tools where the model may ask for source: over MCP, whose client the user chose to let read files. */
export const TOOLS_WITH_SOURCE: readonly ToolDefinition[] = TOOLS.map((tool) => {
  if (tool.name === 'find_duplicates') return tool;
  const { inputSchema, description } = tool;
  return {
    ...tool,
    description: description.replace(
      /It returns no source text.*$/,
      'Source text comes only with includeSource.',
    ),
    inputSchema: { ...inputSchema, properties: { ...inputSchema.properties, includeSource } },
  };
});
