/** What one function in place of several copies would look like: plain JSON, shown as a preview and never applied. */

/** Where copies differ, or what they take from around them. */
export interface ExtractionParameter {
  readonly name: string;
  /**
   * `value`: an expression; `key`: the name of a property, read as `object[key]`; `text`: a piece of a template
   * string; `type`: a type argument.
   */
  readonly kind: 'value' | 'key' | 'text' | 'type';
  /** As it is written in the copies; undefined where nothing tells. */
  readonly type?: string;
  /** What each copy would pass, one per member. */
  readonly values: readonly string[];
}

/** A range of the template that is not the same in all copies. */
export interface TemplateHole {
  /** UTF-16 offsets into the template's text, end exclusive; ascending, never overlapping. */
  readonly start: number;
  readonly end: number;
  /** What stands there in each copy, one per member. */
  readonly values: readonly string[];
  /** Position in `parameters`; null: a name of the copy's own, which the function needs only once. */
  readonly parameter: number | null;
}

export interface ExtractionTemplate {
  /** Of the first copy: from its parameters to its end, or its statements. */
  readonly text: string;
  readonly holes: readonly TemplateHole[];
}

export interface ExtractionCall {
  readonly path: string;
  /** 1-based, inclusive: what the call would take the place of. */
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

export interface ExtractionPlan {
  /** Why it cannot be done, in sentences; empty where it can. */
  readonly obstacles: readonly string[];
  /** What to look at before doing it. */
  readonly notes: readonly string[];
  readonly parameters: readonly ExtractionParameter[];
  /** Undefined where the copies have no common form. */
  readonly template?: ExtractionTemplate;
  /** The function, and what each copy would become; empty where there are obstacles. */
  readonly functionText: string;
  readonly calls: readonly ExtractionCall[];
}

/** The template as the copy at `member` has it. @throws RangeError where there is no such member */
export function fillTemplate({ text, holes }: ExtractionTemplate, member: number): string {
  let filled = '';
  let at = 0;
  for (const { start, end, values } of holes) {
    const value = values[member];
    if (value === undefined) throw new RangeError(`member ${member} of ${values.length}`);
    filled += text.slice(at, start) + value;
    at = end;
  }
  return filled + text.slice(at);
}
