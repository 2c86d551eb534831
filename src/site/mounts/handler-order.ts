/** In which order handlers of one request run, where no configuration says it: who sets what another one reads comes first. */

const SET = /\b_?req(?:uest)?\.(\w+)\s*=(?!=)/g;

interface Text {
  readonly path: string;
  readonly text: string;
}

/** @returns the paths; those of which nothing can be told stay as they are */
export function inOrder(modules: readonly Text[]): readonly string[] {
  const left = [...modules];
  const order: string[] = [];
  while (left.length > 0) {
    const free = left.findIndex((one) => !left.some((other) => other !== one && sets(other, one)));
    // They wait for one another: nothing can be told.
    const [next] = left.splice(Math.max(0, free), 1);
    if (next) order.push(next.path);
  }
  return order;
}

/** Whether `first` sets an attribute of the request that `then` reads and does not set. */
function sets(first: Text, then: Text): boolean {
  const own = namesSet(then.text);
  return [...namesSet(first.text)].some(
    (name) => !own.has(name) && new RegExp(`\\b_?req(?:uest)?\\.${name}\\b`).test(then.text),
  );
}

function namesSet(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(SET)].map(([, name = '']) => name));
}
