import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { block } from '../src/federation/lists.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { openBrowser } from './support/browser.ts'
import { dialects } from './support/db.ts'
import { type Peer, startPeer } from './support/peer.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

const ostatus = 'http://ostatus.org/schema/1.0/subscribe'
const fep = 'https://w3id.org/fep/3b86'

describe.each(dialects)('from one’s own server on %s', (dialect) => {
  let server: TestServer
  let peer: Peer
  let north: Awaited<ReturnType<TestServer['hub']>>
  let issue: string
  beforeEach(async () => {
    server = await startServer(dialect, { working: false })
    peer = await startPeer()
    north = await server.hub('northend')
    const titles = { en: 'Late buses' }
    const draft = sure(await draftIssue(server.world, north.who, { titles, basis: 'listening' }))
    issue = sure(await publishIssue(server.world, north.who, draft.id)).iri
  })
  afterEach(async () => {
    await server.end()
    await peer.end()
  })

  /** Has the peer say of a resource where one subscribes. */
  const says = (resource: string, links: unknown, status = 200) =>
    peer.serve(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`, {
      ...{ status, type: 'application/jrd+json', body: JSON.stringify({ subject: resource, links }) },
    })
  const go = async (from: string, about = north.hub.actor) => {
    const answer = await fetch(`${server.origin}/away`, {
      ...{ method: 'POST', redirect: 'manual', headers: { origin: server.origin } },
      body: new URLSearchParams({ about, from }),
    })
    return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() }
  }
  /** Where somebody is led in the end: the link on the page that the answer redirects to. */
  const led = async (from: string, about?: string) => {
    const { status, to, text } = await go(from, about)
    if (status !== 303) return /id="from-error"[^>]*>([^<]*)/.exec(text)?.[1]
    const page = await (await fetch(server.origin + to!)).text()
    return /<a class="button" href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&')
  }
  const template = () => `${peer.origin}/authorize_interaction?uri={uri}`
  const handle = () => encodeURIComponent(`northend@localhost:${server.port}`)

  it('is found by one’s address, with @ and without, and leads to following there', async () => {
    says(`acct:ruth@${peer.host}`, [{ rel: ostatus, template: template() }])
    const there = `${peer.origin}/authorize_interaction?uri=${handle()}`
    for (const typed of [`@ruth@${peer.host}`, ` ruth@${peer.host} `, `acct:ruth@${peer.host}`])
      expect(await led(typed)).toBe(there)
  })

  it('is found by the server alone, by the name of its own actor or else by its address', async () => {
    says(`acct:${peer.host}@${peer.host}`, [{ rel: ostatus, template: template() }])
    const there = `${peer.origin}/authorize_interaction?uri=${handle()}`
    for (const typed of [peer.host, peer.origin, `${peer.origin}/@ruth`, `@${peer.host}`])
      expect(await led(typed)).toBe(there)
    says(`acct:${peer.host}@${peer.host}`, [])
    says(`${peer.origin}/`, [{ rel: ostatus, template: `${peer.origin}/sub?acct={uri}` }])
    expect(await led(peer.host)).toBe(`${peer.origin}/sub?acct=${handle()}`)
  })

  it('goes by activity intents where a server has them, however it writes them', async () => {
    says(`acct:ruth@${peer.host}`, [
      { rel: ostatus, template: template() },
      { rel: `${fep}/Follow`, template: `${peer.origin}/f?object={object}&back={on-success}` },
      { rel: `${fep}/object`, href: `${peer.origin}/o?q={object}` },
    ])
    expect(await led(`ruth@${peer.host}`)).toBe(
      `${peer.origin}/f?object=${encodeURIComponent(north.hub.actor)}&back=`,
    )
    expect(await led(`ruth@${peer.host}`, issue)).toBe(`${peer.origin}/o?q=${encodeURIComponent(issue)}`)
  })

  it('opens a record there by its address, and only what is public here', async () => {
    says(`acct:ruth@${peer.host}`, [{ rel: ostatus, template: template() }])
    expect(await led(`ruth@${peer.host}`, issue)).toBe(
      `${peer.origin}/authorize_interaction?uri=${encodeURIComponent(issue)}`,
    )
    const page = await (await fetch(issue)).text()
    expect(page).toContain(`/away?about=${encodeURIComponent(issue)}`)
    const draft = sure(
      await draftIssue(server.world, north.who, { titles: { en: 'A draft' }, basis: 'listening' }),
    )
    for (const about of [draft.iri, 'https://evil.example/', ''])
      expect((await go(`ruth@${peer.host}`, about)).status).toBe(404)
  })

  it('says beside the field what is wrong, keeps what was typed, and shows what to copy', async () => {
    const wrong = /^Type your address/
    for (const typed of ['', 'ruth', 'ruth@', 'a@b@c', 'javascript:alert(1)', 'x'.repeat(400)])
      expect(await led(typed)).toMatch(wrong)
    expect(await led(`ruth@localhost:${server.port}`)).toMatch(/^That is the server you are on now/)
    const silent = new RegExp(`^${peer.host} does not say how one does that`)
    expect(await led(`nobody@${peer.host}`)).toMatch(silent)
    const { status, text } = await go('<b>@ruth')
    expect(status).toBe(422)
    expect(text).toContain('value="&lt;b&gt;@ruth"')
    expect(text).toContain(`@northend@localhost:${server.port}</bdi>`)
  })

  it('leads to no address that is none, not by https, or blocked', async () => {
    const silent = /does not say how one does that/
    for (const bad of [
      'javascript:alert({uri})',
      'http://far.example/?uri={uri}',
      'https://user:secret@far.example/?uri={uri}',
      '/authorize?uri={uri}',
      'https://{uri}/',
      'https://far.example/',
      7,
    ]) {
      says(`acct:ruth@${peer.host}`, [{ rel: ostatus, template: bad }])
      expect([bad, await led(`ruth@${peer.host}`)]).toEqual([bad, expect.stringMatching(silent)])
    }
    says(`acct:ruth@${peer.host}`, [{ rel: ostatus, template: 'https://far.example/?uri={uri}' }])
    expect(await led(`ruth@${peer.host}`)).toBe(`https://far.example/?uri=${handle()}`)
    sure(await block(server.world, 'far.example', 'Fraud.', null))
    expect(await led(`ruth@${peer.host}`)).toMatch(silent)
    says(`acct:ruth@${peer.host}`, 'no links', 200)
    expect(await led(`ruth@${peer.host}`)).toMatch(silent)
  })

  it('leads nowhere by a link that somebody made up, that is of something else, or that is old', async () => {
    says(`acct:ruth@${peer.host}`, [{ rel: ostatus, template: template() }])
    const { to } = await go(`ruth@${peer.host}`)
    const button = async (path: string) =>
      (await (await fetch(server.origin + path)).text()).includes(peer.host)
    expect(await button(to!)).toBe(true)
    expect(await button(to!.replace(/way=.{8}/, 'way=AAAAAAAA'))).toBe(false)
    expect(await button(to!.replace(encodeURIComponent(north.hub.actor), encodeURIComponent(issue)))).toBe(
      false,
    )
    server.clock.ahead = 31 * 60_000
    expect(await button(to!)).toBe(false)
  })

  it('asks no more than ten servers a minute for one address', async () => {
    const statuses: number[] = []
    for (let time = 0; time < 12; time++) statuses.push((await go(`nobody@${peer.host}`)).status)
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(422))
    expect(statuses.at(-1)).toBe(429)
    expect(peer.knocks.length).toBeLessThanOrEqual(11)
  })
})

describe('from one’s own server, in a browser', () => {
  let browser: Browser
  let server: TestServer
  let peer: Peer
  beforeAll(async () => {
    browser = await openBrowser()
    server = await startServer('sqlite', { working: false })
    peer = await startPeer()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await server?.end()
    await peer?.end()
  })

  it.each([true, false])(
    'one follows a hub, with scripts: %s',
    async (javaScriptEnabled) => {
      const { hub } = javaScriptEnabled ? await server.hub('northend') : await server.hub('southend')
      peer.serve(`/.well-known/webfinger?resource=${encodeURIComponent(`acct:ruth@${peer.host}`)}`, {
        type: 'application/jrd+json',
        body: { links: [{ rel: ostatus, template: `${peer.origin}/follow?uri={uri}` }] },
      })
      peer.serve(`/follow?uri=${encodeURIComponent(`${hub.handle}@localhost:${server.port}`)}`, {
        type: 'text/html',
        body: '<h1>Follow?</h1>',
      })
      const context = await browser.newContext({
        javaScriptEnabled,
        viewport: { width: 360, height: 740 },
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      const page = await context.newPage()
      await page.goto(`${server.origin}/hubs/${hub.id}`)
      const copy = page.getByRole('button', { name: 'Copy the name' })
      expect(await copy.count()).toBe(javaScriptEnabled ? 1 : 0)
      if (javaScriptEnabled) {
        await copy.click()
        await page.getByText('Copied.').waitFor()
        expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
          `@${hub.handle}@localhost:${server.port}`,
        )
      }
      await page.getByLabel('Your address on Mastodon').fill(`@ruth@${peer.host}`)
      await page.getByRole('button', { name: 'Follow from there' }).click()
      await page.getByRole('link', { name: `Go on at ${peer.host}` }).click()
      await page.waitForURL(/\/follow\?uri=/)
      expect(await page.textContent('h1')).toBe('Follow?')
      expect(await context.cookies()).toEqual([])
      await context.close()
    },
    120_000,
  )
})
