/** `lookalike extract`: the function that could take the place of a group's copies, shown and never written. */
import type { ExtractionPlan } from '../core/extraction/extractionPlan.ts';
import { UserError } from '../core/userError.ts';
import { chosenGroup, type GroupChoice } from './chosenGroup.ts';
import { printable } from './columns.ts';
import { membersOf } from './driftVerb.ts';
import { withReadyEngine } from './readyEngine.ts';
import type { Terminal } from './terminal.ts';
import { type Context, wantsJson } from './toolbox.ts';
import { count } from './words.ts';

export interface ExtractOptions extends GroupChoice {
  readonly json: boolean;
}

export async function runExtract(
  context: Context,
  folder: string,
  options: ExtractOptions,
): Promise<void> {
  const { terminal } = context;
  await withReadyEngine(context, folder, async (engine) => {
    const { members } = membersOf(await chosenGroup(context, engine, folder, options));
    const plan = await engine.extract({ members }, terminal.signal);
    if (!plan) {
      throw new UserError(
        'not-available',
        'Functions can be extracted from TypeScript and JavaScript only.',
        '`lookalike drift` compares copies in any language.',
      );
    }
    if (wantsJson(context, options)) await terminal.write(`${JSON.stringify(plan)}\n`);
    else await terminal.write(showPlan(plan, terminal));
  });
}

function showPlan(
  { obstacles, notes, parameters, functionText, calls }: ExtractionPlan,
  { colors }: Terminal,
): string {
  const blocks: string[] = [];
  if (obstacles.length > 0) {
    const lines = obstacles.map((obstacle) => `  ${printable(obstacle)}`);
    blocks.push(
      [colors.yellow('No function can take the place of these copies:'), ...lines].join('\n'),
    );
  } else blocks.push(`${colors.bold('A function for all of them')}\n\n${code(functionText)}`);
  if (parameters.length > 0) {
    const lines = parameters.map(
      ({ name, values }) => `  ${colors.cyan(printable(name))}: ${printable(values.join(' | '))}`,
    );
    blocks.push(
      [`${count(parameters.length, 'parameter')}, with what each copy passes`, ...lines].join('\n'),
    );
  }
  for (const { path, startLine, endLine, text } of calls) {
    blocks.push(`${colors.dim(printable(`${path}:${startLine}-${endLine}`))}\n${code(text)}`);
  }
  if (notes.length > 0) blocks.push(notes.map((note) => printable(note)).join('\n'));
  blocks.push(colors.dim('A preview: no file was changed.'));
  return `${blocks.join('\n\n')}\n`;
}

function code(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line.split('\t').map(printable).join('\t')}`))
    .join('\n');
}
