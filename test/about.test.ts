import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { map } from '../src/map/index.ts'
import { illustrateFollowed, illustrateNorthEnd } from './support/illustration.ts'
import { openPages } from './support/pages.ts'
import { foundHub } from './support/people.ts'

const open = () => openPages('sqlite', [map], 'https://northend.example')

describe('a server with nothing to show', () => {
  it('says at each step what to do next', async () => {
    const here = await open()
    try {
      const text = async (path: string) => (await here.app.request(path)).text()
      expect(await text('/')).toContain('folkmoot setup')
      expect(await text('/map')).toContain('No hub lives here yet')
      // Nobody is there yet to be told anything.
      expect(await text('/map')).not.toContain('href="/feedback"')
      expect(await text('/map.json')).toContain('"issues": []')
      await foundHub(here.world, 'northend', { name: 'North End Together' })
      expect(await text('/map')).toContain('Nothing is published yet')
      expect(await text('/')).toContain('Nothing is published yet')
      expect(await text('/map?theme=water')).toContain('No issue matches')
      expect(await text('/map.atom')).toContain('<updated>')
    } finally {
      await here.close()
    }
  })
})

describe('the pages about this server', () => {
  let here: Awaited<ReturnType<typeof open>>
  let hub: string
  beforeAll(async () => {
    here = await open()
    hub = (await illustrateNorthEnd(here)).hub
  })
  afterAll(() => here.close())
  const text = async (path: string) => (await here.app.request(path)).text()

  it('the first page is the hub, its latest issues and how to follow it', async () => {
    const html = await text('/')
    expect(html).toContain('<h1><bdi>North End Together</bdi></h1>')
    expect(html).toContain('@northend@northend.example')
    expect(html).toContain('<strong>Everybody in North End is welcome</strong>')
    expect(html.match(/class="entry"/g)).toHaveLength(5)
  })

  it('a hub has a page, found by its id or its handle; apps are sent on to its actor', async () => {
    const html = await text(`/hubs/${hub}`)
    expect(html).toContain('Followed by')
    expect(html).toContain('nobody yet')
    expect(html).toContain(
      `<link rel="alternate" type="application/activity+json" href="https://northend.example/actors/${hub}"`,
    )
    expect((await here.app.request('/hubs/northend')).headers.get('location')).toBe(`/hubs/${hub}`)
    expect((await here.app.request('/hubs/nobody')).status).toBe(404)
    const app = await here.app.request(`/hubs/${hub}`, { headers: { accept: 'application/activity+json' } })
    expect([app.status, app.headers.get('location')]).toEqual([303, `https://northend.example/actors/${hub}`])
  })

  it('even a page that is not there bears the name of the hub', async () => {
    expect(await text('/nowhere')).toContain('<bdi>North End Together</bdi>')
  })

  it('says what this server is, what becomes of replies, and which software it runs', async () => {
    const html = await text('/about')
    expect(html).toContain('A reply from another server is read by the hub it is to before it is shown here.')
    expect(html).toContain('GNU Affero General Public License')
    expect(html).toContain('speaks ActivityPub')
  })

  it('weighs little, however much is on it', async () => {
    await illustrateFollowed(here, hub, { host: 'hafod.example', name: 'Hafod Commons', issues: 60 })
    expect((await text('/map')).length).toBeLessThan(90_000)
    expect((await text('/about')).length).toBeLessThan(10_000)
    const packed = await here.app.request('/map', { headers: { 'accept-encoding': 'gzip, deflate, br' } })
    expect((await packed.arrayBuffer()).byteLength).toBeLessThan(10_000)
  })

  it('explains each term of the records', async () => {
    const html = await text('/ns')
    expect(html).toContain('https://w3id.org/folkmoot/ns#')
    expect(html).toContain(
      '<div id="revision"><dt><code>moot:revision</code></dt><dd lang="en">Which revision this is',
    )
  })

  it('several hubs stand side by side on the first page', async () => {
    await foundHub(here.world, 'weavers', { name: 'Weavers Yard', place: 'Weavers Yard' })
    const html = await text('/')
    expect(html).toContain('2 hubs under one roof')
    expect(html).toContain('><bdi>Weavers Yard</bdi></a>')
    expect(await text('/nowhere')).toContain('<bdi>northend.example</bdi>')
  })
})
