/** Where each piece of the Python made from a PSP page comes from. */

/** A place in one of the files a page is made of: 0 is the page itself. Offsets are bytes. */
export interface PagePlace {
  readonly file: number;
  readonly offset: number;
  /** false: the scanner made this piece of Python; the place is that of the tag it made it for. */
  readonly copied: boolean;
}

interface Segment {
  /** Offset in the Python text. */
  readonly at: number;
  readonly file: number;
  readonly offset: number;
  readonly copied: boolean;
  /** Number of the island (or stretch of text) it belongs to. */
  readonly piece: number;
}

export class PositionMap {
  private readonly segments: Segment[] = [];

  /** Notes that Python from `at` on comes from there, until the next note. */
  note(segment: Segment): void {
    const last = this.segments.at(-1);
    const follows =
      last?.copied &&
      segment.copied &&
      last.file === segment.file &&
      last.piece === segment.piece &&
      segment.at - last.at === segment.offset - last.offset;
    if (!follows) this.segments.push(segment);
  }

  /** @param offset in the Python text */
  place(offset: number): PagePlace {
    const segment = this.segmentAt(offset);
    const { file, copied } = segment;
    return { file, copied, offset: copied ? segment.offset + offset - segment.at : segment.offset };
  }

  /** The bytes behind Python [start, end); undefined when they are not one stretch of one island. */
  range(
    start: number,
    end: number,
  ): { readonly file: number; readonly start: number; readonly end: number } | undefined {
    const first = this.segmentAt(start);
    const last = end > start ? this.segmentAt(end - 1) : first;
    if (!first.copied || !last.copied || first.file !== last.file || first.piece !== last.piece)
      return undefined;
    const to = last.offset + (end > start ? end - 1 - last.at : start - last.at);
    return { file: first.file, start: first.offset + start - first.at, end: end > start ? to + 1 : to };
  }

  private segmentAt(offset: number): Segment {
    let low = 0;
    let high = this.segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.segments[middle] as Segment).at <= offset) low = middle + 1;
      else high = middle;
    }
    return this.segments[Math.max(0, low - 1)] ?? { at: 0, file: 0, offset: 0, copied: false, piece: 0 };
  }
}
