/** The pair set: tokenised training pairs of one kind as one binary file, read without parsing a line. */

export type PairKind =
  | 'doc'
  | 'name'
  | 'mutant'
  | 'problem'
  | 'crosslanguage'
  | 'prose'
  | 'test'
  | 'edit'
  | 'label';

export interface PairSet {
  readonly kind: PairKind;
  /** SHA-256 (hex) of the tokenizer.json that made the ids; a trainer refuses another one's. */
  readonly tokenizerHash: string;
  readonly count: number;
  readonly anchors: Sequences;
  readonly positives: Sequences;
  /** Language names; `language` points into them. */
  readonly languages: readonly string[];
  /** `(count)` position in `languages` of the positive's language. */
  readonly language?: Uint8Array;
  /** `(count)`; pairs of one group are never negatives of one another. */
  readonly groups?: Uint32Array;
  /** `(count)` where each pair stood as it was mined, so by repository and file; left out where neighbors are no harder than strangers. */
  readonly places?: Uint32Array;
  /** `(count, hardNegativesPerPair)` rows whose positive is a hard negative of this anchor; 0xffffffff: none. */
  readonly hardNegatives?: Uint32Array;
  readonly hardNegativesPerPair: number;
}

/** Token ids of many texts end to end. */
export interface Sequences {
  /** `(count + 1)`, first 0, last `tokens.length`. */
  readonly offsets: Uint32Array;
  readonly tokens: TokenIds;
}

/** In a file always of 16 bits; in memory a table may have more rows. */
export type TokenIds = Uint16Array | Uint32Array;

export const NO_HARD_NEGATIVE = 0xffffffff;

const MAGIC = 'LKPAIRS1';

interface Header {
  readonly kind: PairKind;
  readonly tokenizerHash: string;
  readonly count: number;
  readonly languages: readonly string[];
  readonly hardNegativesPerPair: number;
  readonly sections: readonly {
    readonly name: SectionName;
    readonly start: number;
    readonly length: number;
  }[];
}

type SectionName =
  | 'anchorOffsets'
  | 'anchorTokens'
  | 'positiveOffsets'
  | 'positiveTokens'
  | 'language'
  | 'groups'
  | 'places'
  | 'hardNegatives';

/**
 * Layout: 8 bytes magic, header length (uint32), header JSON, then the sections on 4-byte boundaries,
 * all little-endian.
 * @throws RangeError if lengths disagree, or ids are not of 16 bits.
 */
export function encodePairSet(pairs: PairSet): Uint8Array {
  check(pairs);
  const { anchors, positives } = pairs;
  if ([anchors, positives].some(({ tokens }) => !(tokens instanceof Uint16Array))) {
    throw new RangeError('a pair set of ids of 32 bits');
  }
  const arrays: [SectionName, Uint8Array | Uint16Array | Uint32Array][] = [
    ['anchorOffsets', anchors.offsets],
    ['anchorTokens', anchors.tokens],
    ['positiveOffsets', positives.offsets],
    ['positiveTokens', positives.tokens],
  ];
  if (pairs.language) arrays.push(['language', pairs.language]);
  if (pairs.groups) arrays.push(['groups', pairs.groups]);
  if (pairs.places) arrays.push(['places', pairs.places]);
  if (pairs.hardNegatives) arrays.push(['hardNegatives', pairs.hardNegatives]);
  let position = 0;
  const sections = arrays.map(([name, array]) => {
    const start = position;
    position = align(position + array.byteLength);
    return { name, start, length: array.length };
  });
  const header: Header = {
    kind: pairs.kind,
    tokenizerHash: pairs.tokenizerHash,
    count: pairs.count,
    languages: pairs.languages,
    hardNegativesPerPair: pairs.hardNegativesPerPair,
    sections,
  };
  const headerBytes = new TextEncoder().encode(JSON.stringify(header));
  const body = align(MAGIC.length + 4 + headerBytes.length);
  const bytes = new Uint8Array(body + position);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, headerBytes.length, true);
  bytes.set(headerBytes, MAGIC.length + 4);
  arrays.forEach(([, array], i) => {
    bytes.set(
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
      body + sections[i]!.start,
    );
  });
  return bytes;
}

/**
 * The arrays are views into `bytes` where its alignment allows, copies otherwise.
 * @throws RangeError on a wrong magic, a truncated file or lengths that disagree.
 */
export function decodePairSet(bytes: Uint8Array): PairSet {
  if (bytes.length < MAGIC.length + 4)
    throw new RangeError(`not a pair set: ${bytes.length} bytes`);
  const magic = new TextDecoder().decode(bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC) throw new RangeError('not a pair set: wrong magic');
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  const body = align(MAGIC.length + 4 + headerLength);
  if (body > bytes.length) throw new RangeError(`pair set truncated in its header`);
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(MAGIC.length + 4, MAGIC.length + 4 + headerLength)),
  ) as Header;
  const section = (name: SectionName, width: number): Uint8Array | undefined => {
    const found = header.sections.find((s) => s.name === name);
    if (!found) return undefined;
    const start = body + found.start;
    const end = start + found.length * width;
    if (end > bytes.length) {
      throw new RangeError(`pair set truncated: ${name} ends at ${end} of ${bytes.length} bytes`);
    }
    const view = bytes.subarray(start, end);
    return view.byteOffset % 4 === 0 ? view : new Uint8Array(view);
  };
  const uint16 = (name: SectionName) => {
    const view = section(name, 2);
    return view && new Uint16Array(view.buffer, view.byteOffset, view.length / 2);
  };
  const uint32 = (name: SectionName) => {
    const view = section(name, 4);
    return view && new Uint32Array(view.buffer, view.byteOffset, view.length / 4);
  };
  const language = section('language', 1);
  const groups = uint32('groups');
  const places = uint32('places');
  const hardNegatives = uint32('hardNegatives');
  const pairs: PairSet = {
    kind: header.kind,
    tokenizerHash: header.tokenizerHash,
    count: header.count,
    languages: header.languages,
    hardNegativesPerPair: header.hardNegativesPerPair,
    anchors: {
      offsets: uint32('anchorOffsets') ?? new Uint32Array(1),
      tokens: uint16('anchorTokens') ?? new Uint16Array(0),
    },
    positives: {
      offsets: uint32('positiveOffsets') ?? new Uint32Array(1),
      tokens: uint16('positiveTokens') ?? new Uint16Array(0),
    },
    ...(language ? { language } : {}),
    ...(groups ? { groups } : {}),
    ...(places ? { places } : {}),
    ...(hardNegatives ? { hardNegatives } : {}),
  };
  check(pairs);
  return pairs;
}

/** Joins token id lists end to end. @throws RangeError if an id does not fit the 16 or 32 bits of `Ids`. */
export function packSequences(
  lists: readonly ArrayLike<number>[],
  Ids: typeof Uint16Array | typeof Uint32Array = Uint16Array,
): Sequences {
  let total = 0;
  for (const list of lists) total += list.length;
  const offsets = new Uint32Array(lists.length + 1);
  const tokens = new Ids(total);
  const most = 2 ** (8 * Ids.BYTES_PER_ELEMENT) - 1;
  let position = 0;
  lists.forEach((list, i) => {
    for (let k = 0; k < list.length; k++) {
      const id = list[k]!;
      if (!(id >= 0 && id <= most)) throw new RangeError(`token id ${id} in text ${i}`);
      tokens[position++] = id;
    }
    offsets[i + 1] = position;
  });
  return { offsets, tokens };
}

/** Token ids of text `row`: a view. */
export function sequence(sequences: Sequences, row: number): TokenIds {
  return sequences.tokens.subarray(sequences.offsets[row], sequences.offsets[row + 1]);
}

function check(pairs: PairSet): void {
  for (const [what, { offsets, tokens }] of [
    ['anchors', pairs.anchors],
    ['positives', pairs.positives],
  ] as const) {
    if (offsets.length !== pairs.count + 1 || offsets[pairs.count] !== tokens.length) {
      throw new RangeError(
        `${what}: ${offsets.length} offsets to ${offsets[pairs.count]} for ${pairs.count} texts of ${tokens.length} tokens`,
      );
    }
    for (let i = 0; i < pairs.count; i++) {
      if (offsets[i]! > offsets[i + 1]!) throw new RangeError(`${what}: offsets fall at text ${i}`);
    }
  }
  for (const [what, array, length] of [
    ['language', pairs.language, pairs.count],
    ['groups', pairs.groups, pairs.count],
    ['places', pairs.places, pairs.count],
    ['hardNegatives', pairs.hardNegatives, pairs.count * pairs.hardNegativesPerPair],
  ] as const) {
    if (array && array.length !== length) {
      throw new RangeError(`${what}: ${array.length} values, expected ${length}`);
    }
  }
}

function align(position: number): number {
  return (position + 3) & ~3;
}
