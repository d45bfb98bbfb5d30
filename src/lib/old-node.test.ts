import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const file = fileURLToPath(new URL('./old-node.ts', import.meta.url))

/** Starts it under a Node that says it is of another version. */
function startedBy(version: string) {
  const pretending = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '${version}' })`
  const { status, stderr } = spawnSync(process.execPath, ['--import', pretending, file], { encoding: 'utf8' })
  return { status, stderr }
}

it.each(['18.20.4', '20.20.2', '22.11.0'])('a Node as old as %s is told in one sentence', (version) => {
  const { status, stderr } = startedBy(version)
  expect(status).toBe(1)
  expect(stderr).toMatch(new RegExp(`^Folkmoot needs Node 22.12 or newer, and this is ${version}\\.`))
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

it.each(['22.12.0', '24.0.0'])('a Node as new as %s goes on', (version) => {
  expect(startedBy(version)).toEqual({ status: 0, stderr: '' })
})
