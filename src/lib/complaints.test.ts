import { expect, it } from 'vitest'
import { z } from 'zod'
import { complaintsOf, wrong } from './complaints.ts'
import { refusalsIn } from './refusal.ts'
import { wordsFor } from './words.ts'

const Form = z.object({
  name: z.string().min(1).max(5),
  tags: z.array(z.string().min(2)).max(2),
  level: z.enum(['local', 'global']),
  site: z.url(),
  handle: z.string().regex(/^[a-z]+$/, wrong('wrong.handle')),
  seats: z.number().max(9),
  items: z.array(z.object({ title: z.string().min(1) })).default([]),
})
const good = { name: 'Ann', tags: [], level: 'local', site: 'https://hub.example', handle: 'ann', seats: 3 }
const names = { name: 'hub-form.name', tags: 'write.themes', level: 'write.level' } as const
const complained = (about: Record<string, unknown>) =>
  complaintsOf(Form.safeParse({ ...good, ...about }).error!, names)
const complaints = (about: Record<string, unknown>, lang = 'en') =>
  refusalsIn(wordsFor(lang), complained(about))

it('says of each field in a whole sentence what is wrong with it, its label first', () => {
  expect(
    complaints({ name: '', tags: ['aa', 'bb', 'cc'], level: 'high', site: 'here', handle: 'A!', seats: 12 }),
  ).toEqual({
    name: 'Name of the hub: this is needed.',
    tags: 'Themes: there are too many. There is room for 2.',
    level: 'How wide does it reach: choose from the list.',
    site: '“site”: this is not a web address, such as https://hub.example.',
    handle: '“handle”: it has 2 to 30 letters a to z, digits or underscores, such as northend.',
    seats: '“seats”: this is too high. The most is 9.',
  })
})

it('says the same in the language of a page, down to the label', () => {
  expect(complaints({ name: '' }, 'cy')).toEqual({ name: 'Enw’r hwb: mae angen hwn.' })
  expect(complaints({ level: 'high' }, 'es')).toEqual({ level: 'Hasta dónde alcanza: elige de la lista.' })
})

it('says of an entry of a list that the list is wrong, once, and which entry where each has fields', () => {
  expect(complaints({ tags: ['a', 'b'] })).toEqual({
    tags: 'Themes: this is too short. It needs 2 characters at least.',
  })
  expect(complaints({ items: [{ title: 'a' }, { title: '' }] })).toEqual({
    items: '“items”, no. 2: this is needed.',
  })
})

it('says of what is missing that it is needed, and of nothing else', () => {
  expect(complaints({ seats: Number.NaN })).toEqual({ seats: '“seats”: this cannot be used.' })
  expect(complaints({ name: undefined })).toEqual({ name: 'Name of the hub: this is needed.' })
})

it('tells commands besides which words there are, since they have no list to choose from', () => {
  expect(complained({ level: 'high' }).level?.refused).toBe(
    'How wide does it reach: choose from the list. One of these: local, global.',
  )
})

it('takes no sentence that there is not: types see to it', () => {
  // @ts-expect-error: nothing is said under this key
  expect(wrong('wrong.nonsense')).toContain('nonsense')
  // @ts-expect-error: a sentence of the frame complains of no field
  expect(wrong('frame.map')).toContain('map')
  // @ts-expect-error: no field has this label
  expect(complaintsOf(Form.safeParse({}).error!, { name: 'The name' })).toHaveProperty('name')
})
