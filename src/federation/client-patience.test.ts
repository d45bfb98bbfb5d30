import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import type { Client } from '../world.ts'
import { openClient } from './client.ts'
import { plainly } from './fetch.ts'

let server: Server
let client: Client
afterEach(async () => {
  await client.close()
  server.closeAllConnections()
  server.close()
})

/** A server that answers at once and then sends a byte now and then, for as long as anybody listens. */
async function dribbling(): Promise<string> {
  server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/activity+json' })
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return `http://localhost:${(server.address() as AddressInfo).port}/`
}

it('an answer that never ends is not waited for, whether read or posted', async () => {
  const address = await dribbling()
  client = openClient(readConfig({ FOLKMOOT_ORIGIN: 'http://localhost:4000' }), { longest: 200 })
  const whyNot = (asking: Promise<unknown>) => asking.then(() => 'it was answered', plainly)
  expect(await whyNot(client.get(address, {}))).toBe('it took too long to answer')
  expect(await whyNot(client.post(address, '{}', {}))).toBe('it took too long to answer')
})
