import { encode } from 'uqr'
import { useWords } from './visit.tsx'

/** A code that phones read, as a drawing of our own: black on white by day and by night, since not every phone reads the other way round. */
export function QrCode({ text }: { text: string }) {
  const { t } = useWords()
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('qr.label', { text })}>
      <rect width={size} height={size} fill="#fff" />
      <path d={data.map(rowPath).join('')} fill="#000" shape-rendering="crispEdges" />
    </svg>
  )
}

/** The black squares of a row, those beside one another as one stroke. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = ''
  for (let x = 0; x < row.length; x++) {
    const from = x
    while (row[x]) x++
    if (x > from) path += `M${from} ${y}h${x - from}v1h-${x - from}z`
  }
  return path
}
