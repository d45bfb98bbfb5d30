import type { Level } from '../lib/level.ts'
import type { Instant } from '../lib/time.ts'

/** The hubs on this server. A hub's id is its actor's. */
export interface HubsTables {
  hubs: {
    id: string
    handle: string
    name: string
    /** Markdown. */
    summary: string
    level: Level
    /** Key of the theme a hub is of instead of a place, or null. */
    theme: string | null
    /** Name of the place as people say it, or null. */
    place: string | null
    /** The pin in degrees, rounded when it was set; both or neither. */
    lat: number | null
    lon: number | null
    /** JSON: BCP 47 tags, the main one first. */
    languages: string
    /** The zone of its clocks, by the IANA list. */
    zone: string
    /** Address of the licence of what it publishes. */
    licence: string
    /** A public way to reach it, or null. */
    contact: string | null
    /** Markdown: how people treat one another here; empty where the page says what holds everywhere. */
    rules: string
    /** Markdown: what the hub adds to the word on privacy that is true of the software. */
    privacy: string
    /** Who answers for what is kept of people, with a way to reach them, or null. */
    controller: string | null
    /** 1 where the number of those who follow it is shown to nobody but its organisers. */
    followers_hidden: number
    /** 1 where nobody is asked on the page of an issue whether it affects them too. */
    presses_off: number
    created: Instant
    changed: Instant
    closed: Instant | null
  }
  hub_areas: { hub_id: string; area: string }
}
