/** Cuts a file of a problem collection into its solutions: comments and imports gone, one class each. */
import { dropComments } from '../augmentation/changeLooks.ts';

const IMPORT =
  /^\s*(?:import\b|from\s+\S+\s+import\b|#include\b|using\s+[\w.]+;|package\b|use\s+[\w:{]|require|const\s+\w+\s*=\s*require|namespace\s+[\w.]+;|using namespace).*$/gm;
const MIN_CHARACTERS = 80;
const MAX_CHARACTERS = 4000;

export function splitSolutions(text: string): string[] {
  const bare = dropComments(text)
    .replace(/"""[\s\S]*?"""|'''[\s\S]*?'''/g, '')
    .replace(/^\s*mod tests? \{[\s\S]*$|^\s*if __name__ == [\s\S]*$/m, '')
    .replace(IMPORT, '')
    .replace(/^\s*#\[cfg\(test\)\]\s*$/m, '');
  const parts = bare.split(/^(?=(?:class|public class) Solution\w*\b)/m);
  const classes = parts.filter((part) => /^(?:public )?class Solution/.test(part));
  return (classes.length > 0 ? classes.slice(0, 3) : [bare])
    .map((part) => part.replace(/\n\s*\n+/g, '\n').trim())
    .filter((part) => part.length >= MIN_CHARACTERS && part.length <= MAX_CHARACTERS);
}
