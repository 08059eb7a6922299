/** `lookalike heads`: lists what fine-tuning kept for a folder, chooses, exports, imports and deletes. */
import type { Engine } from '../core/engineApi.ts';
import type { HeadSummary } from '../core/tuning/report.ts';
import { UserError } from '../core/userError.ts';
import { outcomeLines } from './fineTuneVerb.ts';
import { readNamed } from './readNamed.ts';
import { withProgress } from './readyEngine.ts';
import { type Context, wantsJson } from './toolbox.ts';

export interface HeadsOptions {
  readonly use?: string;
  readonly export?: string;
  readonly to?: string;
  readonly import?: string;
  readonly delete?: string;
  readonly json: boolean;
}

/** What `--use` calls the encoder as it ships. */
export const NO_HEAD = 'none';

export async function runHeads(context: Context, folder: string, options: HeadsOptions) {
  const { toolbox, terminal, choices } = context;
  const engine = await toolbox.openEngine(folder, choices);
  try {
    await act(context, engine, options);
    const heads = await engine.heads();
    await terminal.write(
      wantsJson(context, options) ? `${JSON.stringify(heads)}\n` : showHeads(heads),
    );
  } finally {
    await engine.dispose();
  }
}

async function act(context: Context, engine: Engine, options: HeadsOptions): Promise<void> {
  const { terminal, toolbox } = context;
  if (options.import !== undefined) {
    const text = await readNamed(context, options.import);
    const { name } = await engine.importHead({ file: text.trim() });
    terminal.tell(`Imported "${name}".`);
  }
  if (options.use !== undefined) {
    const name = options.use === NO_HEAD ? undefined : options.use;
    await withProgress(terminal, () => engine.useHead({ name }));
  }
  if (options.export !== undefined) {
    if (options.to === undefined) {
      throw new UserError('usage', '--export needs a file.', 'Add --to FILE.');
    }
    const file = await engine.exportHead({ name: options.export });
    await toolbox.writeFile(options.to, `${file}\n`);
    terminal.tell(`Exported "${options.export}" to ${options.to}.`);
  }
  if (options.delete !== undefined) await engine.deleteHead({ name: options.delete });
}

function showHeads(heads: readonly HeadSummary[]): string {
  if (heads.length === 0) return 'No heads: the encoder as it ships is in use.\n';
  const lines = heads.flatMap((head) => [
    `${head.inUse ? '*' : ' '} ${head.name}  ${head.createdAt.slice(0, 16).replace('T', ' ')}  ` +
      `${head.kind}, ${head.loss}, ${Math.round(head.sizeBytes / 1000)} kB` +
      (head.fits ? '' : `  (belongs to ${head.encoderId})`),
    ...outcomeLines(head.untouched).map((line) => `  ${line}`),
  ]);
  const none = heads.some(({ inUse }) => inUse) ? '' : '* none: the encoder as it ships\n';
  return `${none}${lines.join('\n')}\n`;
}
