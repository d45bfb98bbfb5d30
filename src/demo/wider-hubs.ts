import { inOne, inSeveral, type SampleHub } from './words.ts'

/** The hub in which both of them, and others of their province, would work together. */
export const bayShore: SampleHub = {
  hub: {
    handle: 'bay_shore',
    name: 'Bay Shore Commons',
    summary: 'The hubs around the bay, and what they ask together. **Invented for the demonstration.**',
    level: 'regional',
    place: 'The Bay Shore',
    areas: ['iso:CA-NB'],
    languages: ['en', 'fr'],
  },
  organiser: 'Tamar',
  issues: [
    inSeveral(
      {
        en: [
          'One bus line around the whole bay',
          'Four companies run to four timetables, and none of them meet.',
        ],
        fr: [
          'Une seule ligne d’autobus autour de la baie',
          'Quatre compagnies, quatre horaires, aucune correspondance.',
        ],
      },
      {
        themes: ['transport'],
        deciders: ['government'],
        basis: 'assembly',
        evidence: [
          { measure: 'present', count: 118 },
          { measure: 'favour', count: 101 },
          { measure: 'against', count: 9 },
        ],
      },
      ['on-agenda', 'deliberated'],
    ),
    inOne('en', 'One number to ring about water', 'Who tests it, who warns us, who pays for bottles?', {
      themes: ['water', 'democracy'],
      deciders: ['government'],
    }),
    inOne(
      'en',
      'A midwife within an hour’s drive',
      'Two wards have closed in three years.',
      { themes: ['health'], deciders: ['government'] },
      ['acting'],
    ),
    inOne(
      'en',
      'Fishing families in the off season',
      'Five months without pay, and the debts of the boat go on.',
      {
        themes: ['work', 'money'],
      },
    ),
    inOne('en', 'A quiet line for men who do not talk', 'Answered at night by people from here.', {
      themes: ['mental-health'],
      deciders: ['ourselves', 'government'],
    }),
    inOne(
      'en',
      'Names on the map that were there first',
      'Signs in the language of the people whose shore it is.',
      { themes: ['racism', 'culture'], deciders: ['government'] },
      ['acting', 'partly-won'],
    ),
  ],
}

/** The hub of a whole country. */
export const commonGround: SampleHub = {
  hub: {
    handle: 'common_ground',
    name: 'Common Ground',
    summary: 'What hubs of many provinces have in common. **Invented for the demonstration.**',
    level: 'national',
    place: 'the whole country',
    areas: ['iso:CA'],
    languages: ['en', 'fr'],
  },
  organiser: 'Noor',
  issues: [
    inSeveral(
      {
        en: [
          'Small clinics that stay open',
          'A floor under what every place of a thousand people can count on.',
        ],
        fr: [
          'Des petites cliniques qui restent ouvertes',
          'Un minimum sur lequel chaque village peut compter.',
        ],
      },
      { themes: ['health'], deciders: ['government'] },
      ['on-agenda'],
    ),
    inOne(
      'en',
      'Homes that are lived in before homes that are let',
      'A limit on short lets where people must leave.',
      {
        themes: ['housing'],
        deciders: ['government'],
      },
    ),
    inOne('en', 'Water one can drink, everywhere', 'No notice to boil it should be older than a year.', {
      themes: ['water', 'racism'],
      deciders: ['government'],
    }),
    inOne('en', 'Warm homes first where winters are longest', 'Pay for walls and windows before new roads.', {
      themes: ['energy', 'climate'],
      deciders: ['government'],
    }),
    inOne(
      'en',
      'Every office also on paper and by phone',
      'Nobody should need a telephone contract to see a doctor.',
      {
        themes: ['digital', 'access'],
        deciders: ['government'],
      },
    ),
    inOne(
      'en',
      'Shift plans two weeks ahead',
      'So that one can say when one will be at home.',
      { themes: ['work'], deciders: ['company', 'government'] },
      ['acting', 'lost'],
    ),
  ],
}
