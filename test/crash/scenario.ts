/** What the killed process and its examiner agree on. */
export const FILES = 400;

export const STORE_OPTIONS = {
  cutVersion: '1',
  words: { version: '1', split: (text: string) => text.toLowerCase().split(/[\s/.]+/) },
};

/** Two snippets; each names its file and version, so that words and record can be compared. */
export function textOf(file: number, version: number): string {
  const filler = Array.from({ length: 40 }, (_, i) => `word${(file * 7 + version * i) % 900}`);
  return `file${file}version${version} ${filler.join(' ')}\n\nsecond${file} ${filler[3]}`;
}
