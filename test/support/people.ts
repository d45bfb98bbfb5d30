import { NewHub } from '../../src/hubs/model.ts'
import { isRefusal } from '../../src/lib/refusal.ts'
import { whoIs } from '../../src/members/actions.ts'
import { foundHub as found, isSetUp, setUp } from '../../src/settings/actions-setup.ts'
import type { World } from '../../src/world.ts'

/** An answer that must not be a refusal here. */
export function sure<T>(answer: T): Exclude<T, { refused: string }> {
  if (isRefusal(answer)) throw new Error(`refused: ${answer.refused}`)
  return answer as Exclude<T, { refused: string }>
}

/** Founds a hub with Amina as its organiser; the first one sets the server up. */
export async function foundHub(world: World, handle: string, more: Record<string, unknown> = {}) {
  const about = {
    hub: NewHub.parse({ handle, name: `Hub of ${handle}`, place: handle, ...more }),
    organiser: 'Amina',
  }
  const first = !(await isSetUp(world))
  const operator = first
    ? null
    : sure(
        await whoIs(world, null, 'Amina').then(async (who) =>
          isRefusal(who) ? await operatorOf(world) : who,
        ),
      )
  const { hub } = sure(first ? await setUp(world, about, null) : await found(world, operator!, about))
  return { hub, who: sure(await whoIs(world, handle, 'Amina')) }
}

async function operatorOf(world: World) {
  const { allHubs } = await import('../../src/hubs/store.ts')
  const [oldest] = await allHubs(world)
  return whoIs(world, oldest!.handle, 'Amina')
}
