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

const theme = (key: string, name: string, tag: string, cap: number | null, ...sdg: number[]): Theme => ({
  key,
  name,
  tag,
  cap,
  sdg,
})

/** The themes. Hubs may one day add narrower ones under an entry; an entry never changes its meaning. */
export const themes: readonly Theme[] = [
  theme('cost-of-living', 'Cost of living and food', 'CostOfLiving', 1, 1, 2),
  theme('housing', 'Housing and rents', 'Housing', 14, 11),
  theme('streets', 'Streets, parks and litter', 'Streets', 21, 11),
  theme('transport', 'Buses, roads and walking', 'Transport', 10, 11),
  theme('safety', 'Safety and crime', 'Safety', 12, 16),
  theme('health', 'Health and care', 'Health', 3, 3),
  theme('mental-health', 'Mental health and loneliness', 'MentalHealth', 3, 3),
  theme('schools', 'Schools and young people', 'Schools', 6, 4),
  theme('work', 'Work and pay', 'Work', 5, 8),
  theme('energy', 'Energy and warm homes', 'Energy', 8, 7),
  theme('climate', 'Climate and nature', 'Climate', 7, 13, 15),
  theme('water', 'Water', 'Water', 7, 6, 14),
  theme('racism', 'Racism and discrimination', 'AntiRacism', 2, 5, 10),
  theme('migration', 'Migration and welcome', 'Migration', 9, 10),
  theme('access', 'Disability and access', 'Accessibility', 13, 10),
  theme('spaces', 'Community spaces', 'CommunitySpaces', 14, 11),
  theme('democracy', 'Local democracy and decisions', 'Democracy', 20, 16),
  theme('digital', 'Digital access', 'DigitalAccess', 17, 9),
  theme('money', 'Money and debt', 'Money', 15, 1),
  theme('culture', 'Culture, faith and celebration', 'Culture', 23, 11),
  theme('other', 'Something else', 'Community', null),
]

const byKey = new Map(themes.map((entry) => [entry.key, entry]))

/** The theme of a key, or undefined where there is none. */
export const themeOf = (key: string): Theme | undefined => byKey.get(key)
