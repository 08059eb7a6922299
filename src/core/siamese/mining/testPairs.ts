/** Finds the function that a test is about: called in its body and named in its name. */

export interface TestedFunction<Value> {
  readonly name: string;
  readonly value: Value;
}

/** Too common to identify anything. */
const MIN_NAME = 5;

export class TestMatcher<Value> {
  /** Several functions of one name: ambiguous, marked by undefined. */
  readonly #functions = new Map<string, TestedFunction<Value> | undefined>();

  addFunction(name: string, value: Value): void {
    if (name.length < MIN_NAME) return;
    this.#functions.set(name, this.#functions.has(name) ? undefined : { name, value });
  }

  /** The longest-named function that the body calls and whose name the test's name contains. */
  match(testName: string, body: string): TestedFunction<Value> | undefined {
    const flat = testName.toLowerCase().replace(/[^a-z0-9]/g, '');
    let best: TestedFunction<Value> | undefined;
    for (const call of body.matchAll(/([A-Za-z_]\w+[?!]?)\s*(?:<[^<>()]*>)?\(/g)) {
      const name = call[1]!;
      if (best && name.length <= best.name.length) continue;
      if (!flat.includes(name.toLowerCase().replace(/[^a-z0-9]/g, ''))) continue;
      best = this.#functions.get(name) ?? best;
    }
    return best;
  }
}
