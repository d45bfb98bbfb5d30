/** The tag of a language in plain words: one more language, by the variant that BCP 47 has for it (`en-simple`). */
export const plainOf = (tag: string): string => `${tag}-simple`

/** The tag of the language that a tag says in plain words (`en` of `en-simple`), or null where it is no such tag. */
export const saidPlainly = (tag: string): string | null => /^(.+)-simple$/.exec(tag)?.[1] ?? null
