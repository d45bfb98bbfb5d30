import { DAY, instant } from '../lib/time.ts'
import type { WallTime } from '../lib/zone.ts'
import type { Meeting } from './show.ts'

/** An issue of the street by the harbour that comes and goes. */
export const lamps = {
  issue: {
    basis: 'listening' as const,
    titles: { en: 'No light on Ferry Lane' },
    summaries: { en: 'Six lamps out of nine are dark, and it is the way to the last boat.' },
    themes: ['streets', 'safety'],
    deciders: ['council'],
  },
  amended: { titles: { en: 'Still one lamp dark on Ferry Lane' } },
  reason: 'All nine lamps burn again.',
}

/** One of the villages inland. */
export const ferry = {
  issue: {
    basis: 'listening' as const,
    titles: { fr: 'Le bac du dimanche', en: 'The Sunday ferry' },
    summaries: {
      fr: 'Sans lui, le marché est à une heure et demie.',
      en: 'Without it the market is ninety minutes away.',
    },
    themes: ['transport'],
    deciders: ['government'],
  },
  amended: { titles: { fr: 'Le bac du dimanche, toute l’année', en: 'The Sunday ferry, all year round' } },
  reason: 'Repris avec d’autres hameaux dans une demande commune.',
}

/** The assembly of the street by the harbour on its first issue: it begins a day from now (ms since 1970). */
export function mould(now: number): Meeting {
  const day = instant(new Date(now + DAY)).slice(0, 10)
  return {
    about: 'Black mould in the Mill Street flats',
    assembly: {
      kind: 'community',
      language: 'en',
      titles: { en: 'Evening on the mould in Mill Street' },
      summaries: { en: 'What do we ask of the landlord, and by when?' },
      starts: `${day}T18:30` as WallTime,
      ends: `${day}T20:30` as WallTime,
      venue: { name: 'Net loft', locality: 'Harbour Row' },
      access: ['step-free', 'childcare', 'food'],
      destination: 'The landlord, who has promised an answer within three weeks.',
    },
    outcome: {
      language: 'en',
      titles: { en: 'The walls are surveyed before the heating season' },
      summaries: {
        en: 'The room asks for a survey by October, and for no rent increase until the walls are dry.',
      },
      present: 41,
      decisions: [
        {
          text: 'We ask for a survey of all walls by October.',
          method: 'majority',
          result: 'adopted',
          tally: { favour: 36, against: 2, abstained: 3 },
        },
      ],
      disagreements: ['Whether to hold back rent.'],
      preparedBy: 'Two note-takers',
    },
    action: {
      language: 'en',
      titles: { en: 'Bring the landlord the signed request' },
      summaries: { en: 'Five neighbours go together, and say at the next evening what they were told.' },
      doer: 'Five neighbours',
      due: day,
    },
  }
}
