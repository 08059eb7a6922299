/** How much a passage repeats itself: tables, lists of registrations and generated switches look like copies of anything alike. */
import { runHashes } from './fingerprints.ts';
import type { Passage } from './passage.ts';
import { TOKEN_KIND } from './tokenStream.ts';

/** Distinct runs of four normalised tokens over all of them; 1 where nothing repeats. */
export function variety({ normalised }: Passage): number {
  const runs = runHashes(normalised, 4);
  return runs.length === 0 ? 1 : new Set(runs).size / runs.length;
}

/** Share of the tokens that are literals. */
export function literalShare({ kinds }: Passage): number {
  let literals = 0;
  for (const kind of kinds) if (kind >= TOKEN_KIND.number) literals++;
  return kinds.length === 0 ? 0 : literals / kinds.length;
}
