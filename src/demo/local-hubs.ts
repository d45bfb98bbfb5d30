import { inOne, inSeveral, type SampleHub } from './words.ts'

/** A street by a harbour that does not exist. Its area key is well formed, and nobody's. */
export const harbourRow: SampleHub = {
  hub: {
    handle: 'harbour_row',
    name: 'Harbour Row Neighbours',
    summary:
      'We knock on doors between the ferry and the mill, and meet on the first Thursday. **Invented for the demonstration.**',
    level: 'local',
    place: 'Harbour Row',
    areas: ['geonames:999000001'],
    pin: { lat: 45.231, lon: -66.107 },
    languages: ['en', 'fr'],
  },
  organiser: 'Ruth',
  issues: [
    inSeveral(
      {
        en: [
          'Black mould in the Mill Street flats',
          'Thirty-four households told us of it. They want the walls surveyed and dried, and no more bleach.',
        ],
        fr: [
          'Moisissure noire dans les logements de la rue du Moulin',
          'Trente-quatre ménages nous en ont parlé. Ils veulent que l’on examine et sèche les murs.',
        ],
      },
      {
        themes: ['housing', 'health'],
        deciders: ['landlord'],
        evidence: [{ measure: 'voices', count: 34 }],
        contents: {
          en: 'The mould comes back within a month.\n\n- Two children have inhalers now.\n- The landlord has had **eleven letters**.\n- Nobody has come to look since May.',
          fr: 'La moisissure revient en un mois.\n\n- Deux enfants ont maintenant un inhalateur.\n- Le propriétaire a reçu **onze lettres**.',
        },
      },
      ['acting'],
    ),
    inOne(
      'en',
      'No way home for those who finish at eleven',
      'The bus stops at ten. Cleaners and cooks walk forty minutes, or pay a taxi an hour’s wage.',
      { themes: ['transport', 'work'], deciders: ['council', 'company'] },
    ),
    inOne('en', 'Four benches up Chapel Hill', 'People who cannot walk it in one go stay at home.', {
      themes: ['streets', 'access'],
      deciders: ['council'],
    }),
    inOne(
      'en',
      'The net loft is locked five days a week',
      'We want the keys on weekday evenings, and will clean it ourselves.',
      {
        themes: ['spaces'],
        deciders: ['council'],
        basis: 'petition',
        evidence: [{ measure: 'signatures', count: 212 }],
      },
      ['on-agenda'],
    ),
    inOne(
      'en',
      'Heating that costs more than the rent',
      'Three rooms heated by one old furnace, and the bill is shared by floor area.',
      {
        themes: ['energy', 'cost-of-living'],
        basis: 'assembly',
        evidence: [
          { measure: 'present', count: 57 },
          { measure: 'favour', count: 49 },
        ],
      },
      ['on-agenda', 'deliberated'],
    ),
    inOne('en', 'Brown taps after every storm', 'Nobody says when the water can be drunk again.', {
      themes: ['water'],
      level: 'regional',
      areas: ['iso:CA-NB'],
      deciders: ['government'],
    }),
    inOne(
      'en',
      'Somebody to stop the cars at Pier School',
      'Since September there is a crossing guard, morning and afternoon.',
      { themes: ['schools', 'safety'], deciders: ['council'] },
      ['acting', 'won'],
    ),
    inSeveral(
      {
        en: [
          'Forms that only a computer can fill in',
          'The library has two, and closes when people come off shift.',
        ],
        fr: [
          'Des formulaires que seul un ordinateur peut remplir',
          'La bibliothèque en a deux, et ferme quand on sort du travail.',
        ],
      },
      { themes: ['digital', 'access'], deciders: ['government'] },
    ),
  ],
}

/** A village up the river from it, which speaks French first, and does not exist either. */
export const lesAulnes: SampleHub = {
  hub: {
    handle: 'les_aulnes',
    name: 'Voisinage des Aulnes',
    summary:
      'On se réunit au-dessus de la boulangerie, le dernier dimanche du mois. **Inventé pour la démonstration.**',
    level: 'local',
    place: 'Les Aulnes',
    areas: ['geonames:999000002'],
    pin: { lat: 46.512, lon: -65.308 },
    languages: ['fr', 'en'],
  },
  organiser: 'Camille',
  issues: [
    inSeveral(
      {
        fr: [
          'L’eau sort brune après chaque orage',
          'On demande un avis clair le jour même : peut-on la boire, oui ou non ?',
        ],
        en: [
          'The water runs brown after every storm',
          'We ask for a clear word on the same day: can it be drunk or not?',
        ],
      },
      { themes: ['water', 'health'], deciders: ['government'], evidence: [{ measure: 'voices', count: 26 }] },
    ),
    inOne(
      'fr',
      'Un médecin deux jours par semaine',
      'Le plus proche est à quatre-vingts kilomètres, et l’autobus n’y va pas.',
      {
        themes: ['health'],
        deciders: ['government'],
        evidence: [{ measure: 'voices', count: 58 }],
      },
      ['on-agenda'],
    ),
    inOne(
      'fr',
      'Le pont que le camion de pompiers ne passe plus',
      'Il fait un détour de vingt minutes. On veut savoir quand le pont sera réparé.',
      { themes: ['safety', 'transport'], deciders: ['government'] },
    ),
    inSeveral(
      {
        fr: [
          'Des loyers qui doublent en été',
          'Des familles quittent le village en mai et reviennent en octobre.',
        ],
        en: ['Rents that double in summer', 'Families leave the village in May and come back in October.'],
      },
      { themes: ['housing', 'money'], deciders: ['council'] },
      ['acting'],
    ),
    inOne(
      'fr',
      'Une salle ouverte le soir',
      'Pour la chorale, les devoirs et les fêtes de tout le monde.',
      { themes: ['spaces', 'culture'], deciders: ['ourselves'] },
      ['parked'],
    ),
    inOne(
      'fr',
      'Apprendre la langue quand on vient d’arriver',
      'Les cours sont en ville, à l’heure où l’on travaille à l’usine.',
      { themes: ['migration', 'schools'], deciders: ['government', 'company'] },
    ),
    inOne(
      'fr',
      'Replanter la rive',
      'Les berges tombent dans la rivière depuis que les aulnes ont été coupés.',
      { themes: ['climate'], basis: 'assembly', evidence: [{ measure: 'present', count: 33 }] },
      ['acting', 'partly-won'],
    ),
  ],
}
