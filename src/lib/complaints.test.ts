import { expect, it } from 'vitest'
import { z } from 'zod'
import { complaintsOf } from './complaints.ts'

const Form = z.object({
  name: z.string().min(1).max(5),
  tags: z.array(z.string().min(2)).max(2),
  level: z.enum(['local', 'global']),
  site: z.url(),
  handle: z.string().regex(/^[a-z]+$/, 'must be letters a to z'),
  seats: z.number().max(9),
})
const good = { name: 'Ann', tags: [], level: 'local', site: 'https://hub.example', handle: 'ann', seats: 3 }
const complaints = (about: Record<string, unknown>) =>
  complaintsOf(Form.safeParse({ ...good, ...about }).error!, { name: 'The name', tags: 'The list of tags' })

it('says of each field in a plain sentence what is wrong with it', () => {
  expect(
    complaints({ name: '', tags: ['aa', 'bb', 'cc'], level: 'high', site: 'here', handle: 'A!', seats: 12 }),
  ).toEqual({
    name: 'The name must not be empty.',
    tags: 'The list of tags must have at most 2 entries.',
    level: '“level” must be one of local, global.',
    site: '“site” must be an address such as https://hub.example.',
    handle: '“handle” must be letters a to z.',
    seats: '“seats” must be at most 9.',
  })
})

it('says of an entry of a list that the list is wrong, once', () => {
  expect(complaints({ tags: ['a', 'b'] })).toEqual({
    tags: 'The list of tags: each must have at least 2 letters.',
  })
})

it('says of what is missing that it must not be empty, and of nothing else', () => {
  expect(complaints({ seats: Number.NaN })).toEqual({ seats: '“seats” cannot be used.' })
  expect(complaints({ name: undefined })).toEqual({ name: 'The name must not be empty.' })
})
