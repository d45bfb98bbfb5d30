/** People in a ring round a fire: the mark of Folkmoot, also in public/icon.svg. */
export function Mark() {
  const seats = Array.from({ length: 9 }, (_, seat) => (seat * 2 * Math.PI) / 9 - Math.PI / 2)
  return (
    <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      {seats.map((angle) => (
        <circle
          cx={(16 + 12 * Math.cos(angle)).toFixed(2)}
          cy={(16 + 12 * Math.sin(angle)).toFixed(2)}
          r="2.9"
        />
      ))}
      <circle class="fire" cx="16" cy="16" r="4.6" />
    </svg>
  )
}
