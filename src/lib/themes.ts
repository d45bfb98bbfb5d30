import { english, type Key, type Words } from './words.ts'

/** One entry of the plain list a door-knocker picks from, with the schemes it rolls up to. */
export type Theme = {
  readonly key: string
  /** Plain words in English. */
  readonly name: string
  /** Hashtag for the fediverse, without the sign. */
  readonly tag: string
  /** Major topic of the Comparative Agendas Project, or null for “something else”. */
  readonly cap: number | null
  /** UN Sustainable Development Goals, by number. */
  readonly sdg: readonly number[]
}

const theme = (key: ThemeKey, tag: string, cap: number | null, ...sdg: number[]): Theme => ({
  key,
  name: english.t(`theme.${key}`),
  tag,
  cap,
  sdg,
})

type ThemeKey = Key extends infer Each ? (Each extends `theme.${infer Name}` ? Name : never) : never

/** The themes. Hubs may one day add narrower ones under an entry; an entry never changes its meaning. */
export const themes: readonly Theme[] = [
  theme('cost-of-living', 'CostOfLiving', 1, 1, 2),
  theme('housing', 'Housing', 14, 11),
  theme('streets', 'Streets', 21, 11),
  theme('transport', 'Transport', 10, 11),
  theme('safety', 'Safety', 12, 16),
  theme('health', 'Health', 3, 3),
  theme('mental-health', 'MentalHealth', 3, 3),
  theme('schools', 'Schools', 6, 4),
  theme('work', 'Work', 5, 8),
  theme('energy', 'Energy', 8, 7),
  theme('climate', 'Climate', 7, 13, 15),
  theme('water', 'Water', 7, 6, 14),
  theme('racism', 'AntiRacism', 2, 5, 10),
  theme('migration', 'Migration', 9, 10),
  theme('access', 'Accessibility', 13, 10),
  theme('spaces', 'CommunitySpaces', 14, 11),
  theme('democracy', 'Democracy', 20, 16),
  theme('digital', 'DigitalAccess', 17, 9),
  theme('money', 'Money', 15, 1),
  theme('culture', 'Culture', 23, 11),
  theme('other', 'Community', null),
]

const byKey = new Map(themes.map((entry) => [entry.key, entry]))

/** The theme of a key, or undefined where there is none. */
export const themeOf = (key: string): Theme | undefined => byKey.get(key)

/** What a language calls a theme; a key that is none stays as it is. */
export const themeName = (key: string, words: Words): string =>
  byKey.has(key) ? words.t(`theme.${key as ThemeKey}`) : key
