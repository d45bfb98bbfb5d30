import { describe, expect, it } from 'vitest'
import { Pin, pinFrom } from './pin.ts'

const swindon = { lat: 51.561, lon: -1.785 }

describe('a pin', () => {
  it.each([
    '51.5612, -1.7854',
    '51.5612 -1.7854',
    '51,5612; -1,7854',
    '51.5612° -1.7854°',
    '51.5612° N, 1.7854° W',
    '51°33′40″N 1°47′07″W',
    `51°33'40.3"N 1°47'07.4"W`,
    'geo:51.5612,-1.7854',
    'geo:51.5612,-1.7854;u=35',
    'geo:0,0?q=51.5612,-1.7854(North End)',
    'https://www.openstreetmap.org/#map=15/51.5612/-1.7854',
    'https://www.openstreetmap.org/?mlat=51.5612&mlon=-1.7854#map=5/10.1/10.2',
    'https://www.openstreetmap.org/node/123#map=15/51.5612/-1.7854&layers=H',
    'https://www.google.com/maps/@51.5612,-1.7854,15z',
    'https://www.google.com/maps/place/North+End/@51.6,-1.8,15z/data=!3m1!4b1!4m6!3m5!1s0x4:0x5!8m2!3d51.5612!4d-1.7854!16s',
    'https://maps.google.com/?q=51.5612,-1.7854',
    'https://www.google.com/maps/search/?api=1&query=51.5612%2C-1.7854',
    'https://maps.apple.com/?ll=51.5612,-1.7854&q=North%20End',
    'https://www.bing.com/maps?cp=51.5612~-1.7854&lvl=15',
    'https://example.org/map?lat=51.5612&lon=-1.7854',
    'https://example.org/#15.2/51.5612/-1.7854',
  ])('is read from %s', (text) => {
    expect(Pin.parse(pinFrom(text))).toEqual(swindon)
  })

  it('is rounded to about a hundred metres when it is read', () => {
    expect(Pin.parse(pinFrom('51.56149, -1.78451'))).toEqual({ lat: 51.561, lon: -1.785 })
  })

  it.each([
    'over there',
    '51.5612',
    '51.5612, -1.7854, 12',
    '91, 0',
    '0, 181',
    'Flat 2, 5 North Street, 3 E',
    'https://maps.app.goo.gl/abcdef',
    'https://osm.org/go/eupZ',
    'https://www.google.com/maps/place/North+End',
    'javascript:51.5,-1.7',
    'https://example.org/%E0%A4%A/',
  ])('is not made of %s', (text) => {
    expect(Pin.safeParse(pinFrom(text)).success).toBe(false)
  })

  it('is none where nothing was typed', () => {
    expect(pinFrom('  ')).toBeNull()
  })
})
