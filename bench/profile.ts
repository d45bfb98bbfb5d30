// Says in shares where the time of a CPU profile went: by package, and by file of our own.
// `node dist/bench/profile.js FILE.cpuprofile…`
import { readFileSync } from 'node:fs'

type Node = { id: number; callFrame: { url: string; functionName: string }; children?: number[] }
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] }

for (const file of process.argv.slice(2)) {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as Profile
  const places = spentBy(profile)
  const total = [...places.values()].reduce((sum, each) => sum + each, 0)
  process.stdout.write(`\n${file}: ${(total / 1e6).toFixed(1)} s of CPU\n`)
  for (const [place, spent] of [...places].sort((a, b) => b[1] - a[1]).slice(0, 40))
    process.stdout.write(`${((100 * spent) / total).toFixed(1).padStart(6)} %  ${place}\n`)
}

/** Time by place (µs), without idling. What the engine itself does is charged to whoever called it. */
function spentBy({ nodes, samples, timeDeltas }: Profile): Map<string, number> {
  const parents = new Map<number, Node>()
  const byId = new Map(nodes.map((node) => [node.id, node]))
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node)
  const spent = new Map<string, number>()
  samples.forEach((id, i) => {
    let node = byId.get(id)
    if (node && ['(idle)', '(program)'].includes(node.callFrame.functionName)) return
    const builtIn = node?.callFrame.functionName === '(garbage collector)'
    while (node && !builtIn && !node.callFrame.url) node = parents.get(node.id)
    const place = builtIn ? 'garbage collector' : placeOf(node?.callFrame.url ?? '')
    spent.set(place, (spent.get(place) ?? 0) + timeDeltas[i]!)
  })
  return spent
}

function placeOf(url: string): string {
  if (url.startsWith('node:')) return `node:${url.slice(5).split('/').slice(0, 2).join('/')}`
  const [, name] = /.*node_modules\/(@[^/]+\/[^/]+|[^/]+)\//.exec(url) ?? []
  return name ?? /dist\/((src|bench|migrations)\/.*)$/.exec(url)?.[1] ?? (url || 'the engine')
}
