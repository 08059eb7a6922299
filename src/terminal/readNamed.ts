/** Input the user names: a file, or `-` for standard input. */
import type { Context } from './toolbox.ts';

export async function readNamed({ terminal, toolbox }: Context, name: string): Promise<string> {
  return name === '-' ? terminal.readInput() : toolbox.readFile(name);
}
