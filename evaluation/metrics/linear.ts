/** Gauss-Jordan elimination with partial pivoting; the last column is the right-hand side. */
export function solved(matrix: Float64Array[]): Float64Array {
  const size = matrix.length
  for (let column = 0; column < size; column++) {
    const below = matrix.slice(column)
    const pivot = below.reduce((a, b) =>
      Math.abs(b[column] as number) > Math.abs(a[column] as number) ? b : a
    )
    const place = matrix.indexOf(pivot)
    matrix[place] = matrix[column] as Float64Array
    matrix[column] = pivot.map(value => value / (pivot[column] as number))
    const lead = matrix[column] as Float64Array
    matrix.forEach((line, row) => {
      const factor = line[column] as number
      if (row !== column) matrix[row] = line.map((value, j) => value - factor * (lead[j] as number))
    })
  }
  return Float64Array.from(matrix, line => line[size] as number)
}
