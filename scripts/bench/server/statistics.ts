/** The value below which `share` (0 to 1) of `values` lie, interpolated between neighbours. Throws without values. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('no values');
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}

/** Half of `values` lie below it. Throws without values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
