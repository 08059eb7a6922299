/** Works through a long list without holding the extension host's thread: other extensions and the user come in between. */

/** Half a frame at 60 Hz. */
const SLICE_MS = 8;

/** As `flatMap`, in slices of about 8 ms. */
export async function flatMapInSlices<From, To>(
  items: readonly From[],
  map: (item: From) => readonly To[],
): Promise<To[]> {
  const made: To[] = [];
  let began = performance.now();
  for (const item of items) {
    made.push(...map(item));
    if (performance.now() - began < SLICE_MS) continue;
    await letOthersIn();
    began = performance.now();
  }
  return made;
}

/** Goes on in the next turn of the event loop. */
export function letOthersIn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
