import type { Checker } from './checker.ts'
import { friendica } from './friendica.ts'
import { gancio } from './gancio.ts'
import { gathio } from './gathio.ts'
import { goToSocial } from './gotosocial.ts'
import { hollo } from './hollo.ts'
import { lemmy } from './lemmy.ts'
import { mastodon } from './mastodon.ts'
import { misskey } from './misskey.ts'
import { mobilizon } from './mobilizon.ts'
import { nodeBb } from './nodebb.ts'
import { wordPress } from './wordpress.ts'

/** Every kind of software that we know how to ask what it makes of our letters. */
export const checkers: readonly Checker[] = [
  ...[mastodon, goToSocial, misskey, friendica, hollo, nodeBb],
  ...[mobilizon, gancio, gathio, lemmy, wordPress],
]
