/** Text as it is compared in a search: no case, no accents, one space between words. Both databases fold differently, so we do it here. */
export const fold = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/gu, ' ').trim()
