import type { Hub } from '../hubs/model.ts'
import type { Words } from '../lib/words.ts'
import type { Piece } from '../mail/body.ts'
import type { NewMail } from '../mail/model.ts'
import type { World } from '../world.ts'
import type { Gathered } from './actions-gather.ts'
import { type DigestKind, digestKinds, receiverOf } from './model.ts'

/** What a mail to somebody who follows is about: of which hub, or which issue of it, to which address, by which links. */
export type Addressed = {
  readonly follow: string
  readonly hub: Hub
  /** Title of the one issue that is followed, or null where it is the hub. */
  readonly issue: string | null
  readonly address: string
  readonly secret: string
  readonly words: Words
}

/** Where each link of somebody leads, on the server at an origin. */
export const linksOf = (origin: string, secret: string, { lang }: Pick<Words, 'lang'>) => ({
  confirm: `${origin}/by-mail/confirm/${secret}?lang=${lang}`,
  manage: `${origin}/by-mail/manage/${secret}?lang=${lang}`,
  /** The page with one button that ends it; for one kind where it is named. POST to it ends it at once (RFC 8058). */
  end: (kind?: DigestKind) =>
    `${origin}/by-mail/end/${secret}?lang=${lang}${kind === undefined ? '' : `&kind=${kind}`}`,
})

/** A name as it may stand in a header: a hub may be called by a sign alone. */
const nameOf = ({ name, handle }: Hub): string => (/[\p{L}\p{N}]/u.test(name) ? name : handle)

/** A title that leaves room for more in the subject of a mail. */
const brief = (title: string): string => (title.length > 120 ? `${title.slice(0, 119)}…` : title)

const what = ({ hub, issue }: Addressed): string => (issue === null ? hub.name : brief(issue))

/** What every mail to those who follow has alike: from whom, to whom, how it ends. */
const letter = (
  about: Addressed,
  mail: Pick<NewMail, 'kind' | 'subject' | 'body'> & Partial<NewMail>,
): NewMail => ({
  ...{ hub: about.hub.id, person: receiverOf(about.follow), to: about.address, from: nameOf(about.hub) },
  ...{ replyTo: about.hub.contact, language: about.words.lang },
  ...mail,
})

/** Asks whether it was they who asked to follow: only the button on the page behind its link says so. */
export function confirmMail(
  { config }: Pick<World, 'config'>,
  about: Addressed,
  { wording, until }: { wording: string; until: NonNullable<NewMail['until']> },
): NewMail {
  const { t } = about.words
  const { confirm } = linksOf(config.origin, about.secret, about.words)
  return letter(about, {
    ...{ kind: 'follow-ask', until, urgent: true },
    subject: t('by-mail.ask.subject', { what: what(about) }),
    body: [
      { paragraph: t('by-mail.ask.lede', { what: what(about) }) },
      { paragraph: wording },
      { button: t('by-mail.ask.button'), href: confirm },
      { paragraph: t('by-mail.ask.not-you') },
      ...foot(config.origin, about),
    ],
  })
}

/** Says to somebody who asked again that they follow already, and where they change what they get. */
export function knownMail({ config }: Pick<World, 'config'>, about: Addressed): NewMail {
  const { t } = about.words
  const { manage } = linksOf(config.origin, about.secret, about.words)
  return letter(about, {
    ...{ kind: 'follow-known', urgent: true },
    subject: t('by-mail.known.subject', { what: what(about) }),
    body: [
      { paragraph: t('by-mail.known.lede', { what: what(about) }) },
      { button: t('by-mail.known.button'), href: manage },
      { paragraph: t('by-mail.known.not-you') },
      ...foot(config.origin, about),
    ],
  })
}

/** What is new, grouped by kind; with a link that ends each kind, one that ends all, and one to change what comes. */
export function digestMail(
  { config }: Pick<World, 'config'>,
  about: Addressed,
  {
    id,
    groups,
    kinds,
    day,
  }: Pick<Gathered, 'groups'> & {
    id: string
    kinds: readonly DigestKind[]
    /** When they asked for it. */
    day: string
  },
): NewMail {
  const { t } = about.words
  const links = linksOf(config.origin, about.secret, about.words)
  return letter(about, {
    ...{ id, kind: 'digest', subject: t('by-mail.digest.subject', { what: what(about) }) },
    body: [
      {
        paragraph:
          about.issue === null
            ? t('by-mail.digest.lede', { hub: about.hub.name })
            : t('by-mail.digest.lede-issue', { title: about.issue }),
      },
      ...groups.flatMap((group) => groupPieces(config.origin, group, about.words)),
      { paragraph: t('by-mail.digest.why', { day: about.words.day(day), what: what(about) }) },
      { link: t('by-mail.digest.manage'), href: links.manage },
      ...(kinds.length > 1
        ? digestKinds
            .filter((kind) => kinds.includes(kind))
            .map((kind) => ({ link: t(`by-mail.end-kind.${kind}`), href: links.end(kind) }))
        : []),
      ...foot(config.origin, about),
    ],
    unsubscribe: { href: links.end(), words: t('by-mail.digest.end') },
  })
}

function groupPieces(
  origin: string,
  { name, lines, more, all }: Gathered['groups'][number],
  { t, lang }: Words,
): Piece[] {
  const inLanguage = (address: string) => `${address}${address.includes('?') ? '&' : '?'}lang=${lang}`
  return [
    { heading: name },
    {
      list: lines.map(({ title, page, standing, fresh }) => ({
        text: title,
        href: inLanguage(page),
        note: t(fresh ? 'by-mail.digest.new' : 'by-mail.digest.changed', { standing }),
      })),
    },
    ...(more > 0
      ? [{ link: t('by-mail.digest.more', { count: more }), href: inLanguage(`${origin}${all}`) }]
      : []),
  ]
}

/** Who writes this: the hub, who answers for it, and where it is. */
function foot(origin: string, { hub, words: { t, lang } }: Addressed): Piece[] {
  const who = [hub.controller ?? hub.contact, hub.place].filter((part) => part !== null)
  return [
    { paragraph: [t('by-mail.from', { hub: hub.name, host: new URL(origin).host }), ...who].join('\n') },
    { link: t('by-mail.privacy'), href: `${origin}/hubs/${hub.id}/privacy?lang=${lang}` },
  ]
}
