import type { Child } from 'hono/jsx'

/** The icons: strokes on a grid of 24, drawn for this house. Each stands beside words that say the same. */
const drawn = {
  issue: <path d="M4 5h16v11H11l-4.5 4v-4H4z" />,
  assembly: (
    <>
      <circle cx="12" cy="12" r="2" />
      <circle cx="12" cy="4.5" r="1.6" />
      <circle cx="19.2" cy="9.8" r="1.6" />
      <circle cx="16.4" cy="18.2" r="1.6" />
      <circle cx="7.6" cy="18.2" r="1.6" />
      <circle cx="4.8" cy="9.8" r="1.6" />
    </>
  ),
  outcome: <path d="M6 3h9l4 4v14H6zM14.5 3v4.5H19M9 14l2.2 2.2L15.5 12" />,
  action: <path d="M4 12.5 9.5 18 20 6.5" />,
  place: (
    <>
      <path d="M12 21s-6.5-6.2-6.5-11.2a6.5 6.5 0 0 1 13 0C18.5 14.8 12 21 12 21z" />
      <circle cx="12" cy="9.8" r="2.3" />
    </>
  ),
  day: <path d="M4 6h16v14H4zM4 10.5h16M8.5 3.5V7M15.5 3.5V7" />,
  people: (
    <>
      <circle cx="9" cy="8" r="3.2" />
      <path d="M3 20c0-4 2.6-6.2 6-6.2s6 2.2 6 6.2M15.5 5.2a3.2 3.2 0 0 1 0 5.8M17.5 14.3c2.2.700 3.5 2.7 3.5 5.7" />
    </>
  ),
  done: (
    <>
      <circle cx="12" cy="12" r="8.7" />
      <path d="m8 12.3 2.8 2.8 5.3-5.6" />
    </>
  ),
  wait: (
    <>
      <circle cx="12" cy="12" r="8.7" />
      <path d="M12 7v5.2l3.4 2" />
    </>
  ),
  wrong: <path d="M12 3.5 21.5 20h-19zM12 10v4.5M12 17.2v.200" />,
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6.2" />
      <path d="m15.2 15.2 5.3 5.3" />
    </>
  ),
  print: <path d="M7 8V3.5h10V8M7 17H4V8h16v9h-3M7 14h10v6.5H7z" />,
} as const satisfies Readonly<Record<string, Child>>

/** What an icon is called. */
export type IconName = keyof typeof drawn

/** The names of all icons. */
export const iconNames = Object.keys(drawn) as IconName[]

/** An icon beside words: it is hidden from those who hear the page, since the words say it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      {drawn[name]}
    </svg>
  )
}
