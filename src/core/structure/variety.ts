/** How much a passage repeats itself: tables, lists of registrations and generated switches look like copies of anything alike. */
import { runHashes } from './fingerprints.ts';
import type { Passage } from './passage.ts';
import { TOKEN_KIND } from './tokenStream.ts';

/** Distinct runs of four normalised tokens over all of them; 1 where nothing repeats. */
export function variety({ normalised }: Passage): number {
  const runs = runHashes(normalised, 4).sort();
  if (runs.length === 0) return 1;
  let distinct = 1;
  for (let i = 1; i < runs.length; i++) if (runs[i] !== runs[i - 1]) distinct++;
  return distinct / runs.length;
}

/** Share of the tokens that are literals. */
export function literalShare({ kinds }: Passage): number {
  let literals = 0;
  for (const kind of kinds) if (kind >= TOKEN_KIND.number) literals++;
  return kinds.length === 0 ? 0 : literals / kinds.length;
}
