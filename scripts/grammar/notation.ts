/** Reads the notation of our grammar files (see python27.ebnf) into expressions. */

export type Expression =
  | { readonly kind: 'symbol'; readonly symbol: string }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Expression[] }
  | { readonly kind: 'option' | 'repeat'; readonly body: Expression };

export interface Rule {
  readonly name: string;
  readonly body: Expression;
}

const TOKEN = /#[^\n]*|'[^']*'|[A-Za-z_][A-Za-z_0-9]*|[=;|[\]{}()]/g;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

const ENDS = new Set<string | undefined>(['|', ';', ')', ']', '}', undefined]);

/** @throws Error on text that is not in the notation. */
export function parseNotation(text: string): readonly Rule[] {
  return new NotationParser(text).rules();
}

class NotationParser {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(text: string) {
    this.tokens = (text.match(TOKEN) ?? []).filter((token) => !token.startsWith('#'));
  }

  rules(): readonly Rule[] {
    const rules: Rule[] = [];
    while (this.at < this.tokens.length) {
      const name = this.next();
      this.next('=');
      rules.push({ name, body: this.choice() });
      this.next(';');
    }
    return rules;
  }

  private next(expected?: string): string {
    const token = this.tokens[this.at++];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      const before = this.tokens.slice(Math.max(0, this.at - 8), this.at - 1).join(' ');
      throw new Error(
        `grammar: expected ${expected ?? 'more'}, found ${token ?? 'the end'} behind ${before}`,
      );
    }
    return token;
  }

  private choice(): Expression {
    const parts = [this.sequence()];
    while (this.tokens[this.at] === '|') {
      this.at++;
      parts.push(this.sequence());
    }
    return parts.length === 1 ? (parts[0] as Expression) : { kind: 'choice', parts };
  }

  private sequence(): Expression {
    const parts: Expression[] = [];
    while (!ENDS.has(this.tokens[this.at])) parts.push(this.item());
    return { kind: 'sequence', parts };
  }

  private item(): Expression {
    const token = this.next();
    const closing = CLOSING[token];
    if (closing === undefined) return { kind: 'symbol', symbol: token };
    const body = this.choice();
    this.next(closing);
    return token === '(' ? body : { kind: token === '[' ? 'option' : 'repeat', body };
  }
}
