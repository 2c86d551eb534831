/** What of an answer is compared. */
import type { Answer } from '../support/exchange.js';

/** What of an answer is compared, as text. */
export type View = (answer: Answer) => string;

export const body: View = ({ status, body }) => `${status} ${status === 200 ? body.trim() : ''}`.trim();
export const header =
  (wanted: string): View =>
  ({ headers }) =>
    headers
      .filter(([name]) => name.toLowerCase() === wanted)
      .map(([, value]) => value)
      .join(' | ');
