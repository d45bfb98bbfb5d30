import type { PropsWithChildren } from 'hono/jsx'
import type { Key } from '../lib/words.ts'
import type { Room } from '../slice.ts'
import { contrastIn, pairs } from '../web/colours.ts'
import { Rooms } from '../web/desk.tsx'
import { Icon, iconNames } from '../web/icons.tsx'
import { Notice } from '../web/notice.tsx'
import { Page } from '../web/page.tsx'
import { QrCode } from '../web/qr.tsx'
import { Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { SampleForm } from './looks-form.tsx'

/** All the parts that pages are made of, on one page: for those who make pages, and for whoever changes the style. */
export function LooksPage({ world }: { world: World }) {
  const { t } = useWords()
  return (
    <Page world={world} title={t('looks.title')} hidden>
      <article class="looks">
        <h1>{t('looks.title')}</h1>
        <p class="lede">{t('looks.lede')}</p>
        <Type />
        <Colours />
        <Spaces />
        <Presses />
        <Part title="looks.forms" text="looks.forms-text">
          <SampleForm />
        </Part>
        <Part title="looks.notices">
          <Notice>{t('looks.notice-done')}</Notice>
          <Notice kind="wait">{t('looks.notice-wait')}</Notice>
          <Notice kind="wrong">{t('looks.notice-wrong')}</Notice>
        </Part>
        <Cards />
        <States />
        <Lists />
        <Table />
        <Slips world={world} />
        <Icons />
        <Desk />
      </article>
    </Page>
  )
}

function Part({ title, text, children }: PropsWithChildren<{ title: Key; text?: Key }>) {
  const { t } = useWords()
  return (
    <section aria-label={t(title)}>
      <h2>{t(title)}</h2>
      {text && <p>{t(text)}</p>}
      {children}
    </section>
  )
}

function Type() {
  const { t } = useWords()
  const tags = {
    strong: (text: string) => <strong>{text}</strong>,
    link: (text: string) => <a href="/about">{text}</a>,
  }
  return (
    <Part title="looks.type" text="looks.type-text">
      <div class="card shown-type">
        <p class="lede">{t('looks.lede-sample')}</p>
        <p>
          <Say of="looks.text-sample" tags={tags} />
        </p>
        <p class="small soft">{t('looks.small-sample')}</p>
        <p class="handle big">@northend@hub.example</p>
        <p class="small soft">{t('looks.handle-sample')}</p>
      </div>
    </Part>
  )
}

function Colours() {
  const { t } = useWords()
  return (
    <Part title="looks.colours" text="looks.colours-text">
      <ul class="swatches">
        {pairs.map((pair) => (
          <li class={`swatch ${pair.name}`}>
            <p>
              <strong>{t('looks.pair', pair)}</strong>
            </p>
            {/* Edges and marks may differ less than text has to. */}
            {pair.least >= 4.5 && <Contrast pair={pair} />}
          </li>
        ))}
      </ul>
    </Part>
  )
}

function Contrast({ pair }: { pair: (typeof pairs)[number] }) {
  const { t, number } = useWords()
  const [light, dark] = (['light', 'dark'] as const).map((each) =>
    number(Math.floor(contrastIn(each, pair) * 10) / 10),
  )
  return <p class="small">{t('looks.contrast', { light: light!, dark: dark!, least: number(pair.least) })}</p>
}

function Spaces() {
  return (
    <Part title="looks.space" text="looks.space-text">
      <ul class="spaces">
        {(['quarter', 'half', 'one', 'two', 'four'] as const).map((space, i) => (
          <li>
            <span class={space} /> {[0.25, 0.5, 1, 2, 4][i]} rem
          </li>
        ))}
      </ul>
    </Part>
  )
}

function Presses() {
  const { t } = useWords()
  return (
    <Part title="looks.press">
      <p class="ways">
        <button type="button">{t('looks.press-first')}</button>
        <button class="second" type="button">
          {t('looks.press-second')}
        </button>
        <button class="grave" type="button">
          {t('looks.press-grave')}
        </button>
        <button class="plain" type="button">
          {t('looks.press-plain')}
        </button>
      </p>
    </Part>
  )
}

function Cards() {
  const { t } = useWords()
  return (
    <Part title="looks.cards">
      <ul class="cards">
        <li class="card waits">
          <h3>{t('looks.card-waits')}</h3>
          <p>{t('looks.card-waits-text')}</p>
        </li>
        <li class="card">
          <h3>{t('looks.card')}</h3>
          <p>{t('looks.card-text')}</p>
        </li>
        <li class="card empty">
          <p>{t('looks.card-empty')}</p>
        </li>
      </ul>
      <div class="card for-good">
        <p>{t('looks.card-for-good')}</p>
      </div>
    </Part>
  )
}

function States() {
  const { t } = useWords()
  return (
    <Part title="looks.states" text="looks.states-text">
      {(['published', 'acting', 'won', 'parked', 'cancelled', 'overdue'] as const).map((state) => (
        <p class={`state state-${state}`}>{t(`looks.state-${state}`)}</p>
      ))}
    </Part>
  )
}

function Lists() {
  const { t } = useWords()
  return (
    <Part title="looks.list">
      <ul class="entries">
        {(['published', 'won'] as const).map((state) => (
          <li class="entry">
            <p class={`state state-${state}`}>{t(`looks.state-${state}`)}</p>
            <h3>
              <a href="/map">{t('looks.list-title')}</a>
            </h3>
            <p>{t('looks.list-text')}</p>
            <ul class="facts">
              <li>
                <Icon name="place" />
                {t('icon.place')}
              </li>
              <li>
                <Icon name="day" />
                {t('icon.day')}
              </li>
            </ul>
          </li>
        ))}
      </ul>
    </Part>
  )
}

function Table() {
  const { t, number } = useWords()
  return (
    <Part title="looks.table">
      <table>
        <caption>{t('looks.table-caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('looks.table-what')}</th>
            <th scope="col">{t('looks.table-count')}</th>
          </tr>
        </thead>
        <tbody>
          {[12, 3456].map((count) => (
            <tr>
              <td>{t('looks.table-row')}</td>
              <td class="number">{number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  )
}

function Slips({ world }: { world: World }) {
  const { t } = useWords()
  return (
    <Part title="looks.slips">
      <div class="handed">
        <QrCode text={world.config.origin} />
        <div>
          <p>{t('looks.slip-text')}</p>
          <p class="code">7KQM-2XPD</p>
        </div>
      </div>
    </Part>
  )
}

function Icons() {
  const { t } = useWords()
  return (
    <Part title="looks.icons" text="looks.icons-text">
      <ul class="icons">
        {iconNames.map((name) => (
          <li>
            <Icon name={name} />
            {t(`icon.${name}`)}
          </li>
        ))}
      </ul>
    </Part>
  )
}

const sampleRooms: readonly Room[] = [
  { of: 'daily', href: '/looks', name: 'looks.title', roles: 'signed in' },
  { of: 'daily', href: '/map', name: 'frame.map', roles: 'signed in' },
  { of: 'others', href: '/assemblies', name: 'frame.assemblies', roles: 'signed in' },
  { of: 'house', href: '/about', name: 'frame.about', roles: 'signed in' },
]

function Desk() {
  const { t } = useWords()
  return (
    <Part title="looks.desk" text="looks.desk-text">
      <div class="desk">
        <Rooms rooms={sampleRooms} here="/looks" />
        <div class="at-desk">
          <p class="lede">{t('looks.lede-sample')}</p>
          <p>{t('looks.card-text')}</p>
        </div>
      </div>
    </Part>
  )
}
