import { isId } from '../lib/id.ts'
import type { Instant } from '../lib/time.ts'
import { originOf } from '../lib/url.ts'
import type { OutcomeState } from '../outcomes/model.ts'
import { type ActionState, actionStateNames, actionStates } from '../outcomes/model-action.ts'
import { type MapFilter, type Origin, readCursor, readFilter, writeCursor } from './model.ts'

/** The lists beside the map, by what they hold. */
export type ListName = 'outcomes' | 'actions'

const alike = ['text', 'theme', 'area', 'hub', 'state', 'level', 'since', 'until'] as const

/** The names of the filters of each list, as they stand in the address. */
export const listFilterNames = {
  outcomes: [...alike, 'issue', 'assembly'],
  actions: [...alike, 'issue', 'outcome', 'order'],
} as const satisfies Record<ListName, readonly string[]>

/** What a visitor typed, kept as it is. */
export type ListTyped = Readonly<Record<string, string>>

/** Where an action may stand, as the list asks for it: one of its states, or several at once. */
export const actionChoices: readonly { readonly value: string; readonly name: string }[] = [
  { value: 'open', name: 'Still to do' },
  { value: 'overdue', name: 'Overdue' },
  ...actionStates
    .filter((state) => state !== 'proposed' && state !== 'withdrawn')
    .map((value) => ({ value, name: capital(actionStateNames[value]) })),
]

/** Where an outcome may stand. */
export const outcomeChoices: readonly { readonly value: string; readonly name: string }[] = [
  { value: 'published', name: 'Published' },
  { value: 'superseded', name: 'Superseded' },
]

/** What of it could be used. */
export type ListFilter = Omit<MapFilter, 'state'> & {
  readonly state?: OutcomeState | ActionState | 'open' | 'overdue'
  readonly issue?: string
  readonly assembly?: string
  readonly outcome?: string
  readonly order?: 'due'
}

/** Takes the filters of a list out of a query; empty ones are as good as absent. */
export const listTypedOf = (list: ListName, query: ListTyped): ListTyped =>
  Object.fromEntries(
    listFilterNames[list].flatMap((name) => {
      const value = query[name]?.trim()
      return value ? [[name, value]] : []
    }),
  )

/** Reads what was typed: what can be used, and for what cannot one plain sentence each, by the name of its field. */
export function readListFilter(
  list: ListName,
  typed: ListTyped,
  origins: readonly Origin[],
): { filter: ListFilter; errors: Readonly<Record<string, string>> } {
  const { state, issue, assembly, outcome, order, ...shared } = typed
  const read = readFilter(shared, origins)
  const filter: Record<string, unknown> = { ...read.filter }
  const errors: Record<string, string> = { ...read.errors }
  const choices = list === 'outcomes' ? outcomeChoices : actionChoices
  if (state !== undefined)
    if (choices.some(({ value }) => value === state)) filter.state = state
    else errors.state = `There is no state “${state.slice(0, 40)}”. Choose one from the list.`
  for (const [name, address] of Object.entries({ issue, assembly, outcome }))
    if (address !== undefined)
      if (originOf(address) !== null) filter[name] = address
      else errors[name] = `“${address.slice(0, 40)}” is no address of an ${name}. Take it from its page.`
  if (order === 'due') filter.order = 'due'
  else if (order !== undefined) errors.order = 'The list stands by the latest change, or by the day (due).'
  return { filter: filter as ListFilter, errors }
}

/** The address of a list with these filters, after a cursor. */
export function listAddress(list: ListName, typed: ListTyped, after?: string): string {
  const query = new URLSearchParams()
  for (const name of listFilterNames[list]) if (typed[name] !== undefined) query.set(name, typed[name])
  if (after !== undefined) query.set('after', after)
  const search = query.toString()
  return `/${list}${search === '' ? '' : `?${search}`}`
}

/** Where a page of a list ends: the last line on it. */
export type ListCursor = { readonly updated: Instant; readonly due: string | null; readonly id: string }

/** A cursor as it stands in an address: of a list by the day, or by the latest change. */
export const writeListCursor = ({ updated, due, id }: ListCursor, order: 'due' | undefined): string =>
  order === 'due' ? Buffer.from(`${due ?? '-'} ${id}`).toString('base64url') : writeCursor({ updated, id })

/** Reads a cursor, or null where the text is none of ours, or one of a list in another order. */
export function readListCursor(text: string, order: 'due' | undefined): ListCursor | null {
  if (order !== 'due') {
    const cursor = readCursor(text)
    return cursor && { ...cursor, due: null }
  }
  const [due = '', id = ''] = Buffer.from(text, 'base64url').toString('utf8').split(' ')
  if (!/^(\d{4}-\d\d-\d\d|-)$/.test(due) || !isId(id)) return null
  return { updated: '' as Instant, due: due === '-' ? null : due, id }
}

/** Words with a capital in front. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
