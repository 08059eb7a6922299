/** Names the licence a text is, as far as the corpus cares: which permissive one, or copyleft. */

/** @returns an SPDX identifier, `copyleft` for one that the corpus does not take, undefined if not recognised. */
export function identifyLicence(text: string): string | undefined {
  const flat = text.replace(/\s+/g, ' ').slice(0, 20_000);
  const head = flat.slice(0, 1500);
  if (
    /GNU (?:LESSER |AFFERO |LIBRARY )?GENERAL PUBLIC LICENSE|Mozilla Public License,? (?:Version|v\.?) ?2|Server Side Public License|Eclipse Public License|ShareAlike|Business Source License|Elastic License|Commons Clause|NonCommercial/i.test(
      head,
    )
  ) {
    return 'copyleft';
  }
  if (/Apache License,? Version 2\.0|apache\.org\/licenses\/LICENSE-2\.0/i.test(flat))
    return 'Apache-2.0';
  if (
    /Permission is hereby granted, free of charge, to any person obtaining a copy/i.test(flat) &&
    /The above copyright notice and this permission notice/i.test(flat)
  ) {
    return 'MIT';
  }
  if (
    /Permission to use, copy, modify, and(?:\/or)? distribute this software for any purpose/i.test(
      flat,
    )
  ) {
    return 'ISC';
  }
  if (/Redistribution and use in source and binary forms/i.test(flat)) {
    if (/advertising materials mentioning features/i.test(flat)) return undefined;
    return /neither the names?|may not be used to endorse|nor the names/i.test(flat)
      ? 'BSD-3-Clause'
      : 'BSD-2-Clause';
  }
  if (
    /This software is provided ['‘"]as-is['’"], without any express or implied warranty/i.test(flat)
  ) {
    return 'Zlib';
  }
  if (/This is free and unencumbered software released into the public domain/i.test(flat)) {
    return 'Unlicense';
  }
  if (/CC0 1\.0 Universal|Creative Commons Zero/i.test(flat)) return 'CC0-1.0';
  if (/MIT License/i.test(flat) && /Permission is hereby granted/i.test(flat)) return 'MIT';
  return undefined;
}
