/** What a function says in words inside itself: its comments and its messages, each a description of its code. */
import { dropComments } from '../siamese/augmentation/changeLooks.ts';
import { cleanDoc, docFault } from '../siamese/mining/cleanDoc.ts';
import type { WorkspaceFunction } from './workspaceFunctions.ts';

export interface Described {
  readonly text: string;
  /** The function without that text. */
  readonly code: string;
}

/** So that a few long functions do not drown the rest. */
const MOST_PER_FUNCTION = 3;
const LINE_COMMENT = /^\s*(?:\/\/+|#+|--+)\s?(.*)$/;
const STRING = /"((?:[^"\\\n]|\\.){12,160})"|'((?:[^'\\\n]|\\.){12,160})'|`([^`]{12,160})`/g;
/** What is left must still be a function. */
const MIN_CODE = 60;

export function innerTexts({ code }: WorkspaceFunction): Described[] {
  const found = [...comments(code), ...messages(code)];
  return found.filter((one) => one.code.length >= MIN_CODE).slice(0, MOST_PER_FUNCTION);
}

/** Comments on lines of their own, neighboring lines as one. */
function comments(code: string): Described[] {
  const bare = dropComments(code);
  const texts: string[] = [];
  let open: string[] = [];
  const close = () => {
    const text = cleanDoc(open.join('\n'));
    if (open.length > 0 && !docFault(text)) texts.push(text);
    open = [];
  };
  for (const line of code.split('\n')) {
    if (LINE_COMMENT.test(line)) open.push(line.trim());
    else close();
  }
  close();
  return texts.map((text) => ({ text, code: bare }));
}

/** Strings that are sentences: what is logged, thrown or asserted. */
function messages(code: string): Described[] {
  return [...code.matchAll(STRING)].flatMap((match) => {
    const text = (match[1] ?? match[2] ?? match[3] ?? '')
      .replace(/\$?\{[^}]*\}|%[a-z]|\\[nt]/g, ' ')
      .trim();
    return docFault(text) ? [] : [{ text, code: code.replace(match[0], '""') }];
  });
}
