/** What the editor loads when a window opens: next to nothing. The extension is read in a turn of its own, between those of others. */
import type { ExtensionContext } from 'vscode';
import type { Inside } from './extension.ts';
import { letOthersIn } from './vscode/slices.ts';

export async function activate(context: ExtensionContext): Promise<Inside> {
  await letOthersIn();
  const extension = await import('./extension.ts');
  await letOthersIn();
  return extension.activate(context);
}

export async function deactivate(): Promise<void> {
  const extension = await import('./extension.ts');
  await extension.deactivate();
}
