/** Rounds until the columns' sums stand still to a few hundredths. */
const ROUNDS = 300;

/**
 * How far row and column belong together, 0..1, where each belongs to one of the others or to none, and a
 * pair is `ratios[row][column]` times likelier than that neither has any: softassign with slack (Gold and
 * Rangarajan, IEEE PAMI 18, 1996). The shares of a row sum to less than 1: the rest is none.
 */
export function softassign(ratios: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const columns = ratios[0]?.map((_, column) => column) ?? [];
  let columnsAlone: readonly number[] = columns.map(() => 1);
  let shares: readonly (readonly number[])[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const weights = ratios.map((row) => row.map((ratio, column) => ratio * columnsAlone[column]!));
    const rowsAlone = weights.map((row) => 1 / row.reduce((sum, weight) => sum + weight, 1));
    shares = weights.map((row, index) => row.map((weight) => weight * rowsAlone[index]!));
    columnsAlone = columns.map(
      (column) => 1 / ratios.reduce((sum, row, index) => sum + row[column]! * rowsAlone[index]!, 1),
    );
  }
  return shares;
}
