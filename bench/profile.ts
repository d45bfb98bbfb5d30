// Says in shares where the time of a CPU profile went: by package and by file of our own, and what each function of our own
// took with all that it called at once (what it waited for is charged to whoever did it).
// `node dist/bench/profile.js FILE.cpuprofile…`
import { readFileSync } from 'node:fs'

type Node = { id: number; callFrame: { url: string; functionName: string }; children?: number[] }
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] }

for (const file of process.argv.slice(2)) {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as Profile
  const { places, within } = spentBy(profile)
  const total = [...places.values()].reduce((sum, each) => sum + each, 0)
  const say = (spent: Map<string, number>) => {
    for (const [what, time] of [...spent].sort((a, b) => b[1] - a[1]).slice(0, 40))
      process.stdout.write(`${((100 * time) / total).toFixed(1).padStart(6)} %  ${what}\n`)
  }
  process.stdout.write(`\n${file}: ${(total / 1e6).toFixed(1)} s of CPU\n`)
  say(places)
  process.stdout.write('\nWith what they called:\n')
  say(within)
}

/** Time by place, and by each function of our own with what it called (µs), without idling. What the engine itself does is charged to whoever called it. */
function spentBy({ nodes, samples, timeDeltas }: Profile) {
  const parents = new Map<number, Node>()
  const byId = new Map(nodes.map((node) => [node.id, node]))
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node)
  const places = new Map<string, number>()
  const within = new Map<string, number>()
  const add = (to: Map<string, number>, what: string, time: number) =>
    to.set(what, (to.get(what) ?? 0) + time)
  samples.forEach((id, i) => {
    let node = byId.get(id)
    if (node && ['(idle)', '(program)'].includes(node.callFrame.functionName)) return
    const builtIn = node?.callFrame.functionName === '(garbage collector)'
    while (node && !builtIn && !node.callFrame.url) node = parents.get(node.id)
    add(places, builtIn ? 'garbage collector' : placeOf(node?.callFrame.url ?? ''), timeDeltas[i]!)
    const callers = new Set<string>()
    for (let at = node; at; at = parents.get(at.id)) callers.add(functionOf(at))
    callers.delete('')
    for (const caller of callers) add(within, caller, timeDeltas[i]!)
  })
  return { places, within }
}

/** A function of our own by its name and file; nothing where it is another's, or has no name. */
function functionOf({ callFrame: { url, functionName } }: Node): string {
  const place = placeOf(url)
  return functionName && /^(src|bench)\//.test(place) ? `${functionName} in ${place}` : ''
}

function placeOf(url: string): string {
  if (url.startsWith('node:')) return `node:${url.slice(5).split('/').slice(0, 2).join('/')}`
  const [, name] = /.*node_modules\/(@[^/]+\/[^/]+|[^/]+)\//.exec(url) ?? []
  return name ?? /dist\/((src|bench|migrations)\/.*)$/.exec(url)?.[1] ?? (url || 'the engine')
}
