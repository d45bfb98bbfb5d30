import { contrastOf } from '../lib/contrast.ts'
import { plainText } from './static.ts'

/** The colours by their names, as `paper`: `#faf5ea`. */
type Colours = Readonly<Record<string, string>>

const style = plainText('folkmoot.css')

// They stand in the style and nowhere else: first those of the day, then those of the night.
const blocks = [...style.matchAll(/:root \{[^}]*--paper: (?:#\w{6});[^}]*\}/g)].map(([block]) =>
  Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#\w{6});/g)].map(([, name, colour]) => [name!, colour!]),
  ),
)

/** The colours of the style by day and by night. */
export const colours: { readonly light: Colours; readonly dark: Colours } = {
  light: blocks[0]!,
  dark: blocks[1]!,
}

/** Two colours that stand on each other: what is written, on what, and how much they must differ (4.5 for text, 3 for edges and marks). */
export type Pair = {
  readonly name: string
  readonly ink: string
  readonly ground: string
  readonly least: number
}

/** What may stand on what; nothing else does. */
export const pairs: readonly Pair[] = [
  { name: 'paper', ink: 'ink', ground: 'paper', least: 7 },
  { name: 'soft-on-paper', ink: 'soft', ground: 'paper', least: 4.5 },
  { name: 'link-on-paper', ink: 'link', ground: 'paper', least: 4.5 },
  { name: 'brick-on-card', ink: 'brick', ground: 'card', least: 4.5 },
  { name: 'soft-on-wash', ink: 'soft', ground: 'wash', least: 4.5 },
  { name: 'band-ink', ink: 'band-ink', ground: 'band', least: 7 },
  { name: 'warm-ink', ink: 'warm-ink', ground: 'warm', least: 7 },
  { name: 'card-on-link', ink: 'card', ground: 'link', least: 4.5 },
  { name: 'edge-on-card', ink: 'edge', ground: 'card', least: 3 },
  { name: 'fire-on-band', ink: 'fire', ground: 'band', least: 3 },
]

/** How much the two differ, by day or by night. */
export const contrastIn = (light: 'light' | 'dark', { ink, ground }: Pair): number =>
  contrastOf(colours[light][ink]!, colours[light][ground]!)
