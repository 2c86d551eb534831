/** Thrown inside the reader only; readPython() turns it into an error with line and column. */
export class SyntaxProblem extends Error {
  constructor(
    /** Offset in the decoded text. */
    readonly offset: number,
    message: string,
  ) {
    super(message);
    this.name = 'SyntaxProblem';
  }
}
