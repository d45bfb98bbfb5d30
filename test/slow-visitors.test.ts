import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import { startServer } from '../src/serve.ts'
import { freePort } from './support/server.ts'

/** Sends the beginning of a request and says what came back once the other side has hung up. */
const begin = (port: number, text: string) =>
  new Promise<string>((done) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (data) => {
      answer += data.toString()
    })
    socket.on('error', () => {})
    socket.on('close', () => done(answer.split('\r\n')[0]!))
  })

it('who begins a request and never ends it is hung up on, while others are served', {
  timeout: 60_000,
}, async () => {
  const data = mkdtempSync(join(tmpdir(), 'folkmoot-slow-'))
  const port = await freePort()
  const running = await startServer(readConfig({ PORT: String(port), FOLKMOOT_DATA: data }), () => {})
  const head = 'Host: x\r\nContent-Type: application/activity+json\r\n'
  const slow = [
    begin(port, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '),
    begin(port, `POST /inbox HTTP/1.1\r\n${head}Content-Length: 100\r\n\r\n{`),
    begin(port, `POST /inbox HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`),
  ]
  expect((await fetch(`http://localhost:${port}/livez`)).status).toBe(200)
  for (const answer of slow) expect(await answer).toBe('HTTP/1.1 408 Request Timeout')
  await running.stop()
  rmSync(data, { recursive: true })
})
