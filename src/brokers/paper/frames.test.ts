import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeFrames, FrameReader, requireFits } from './frames.ts';

it('Frames come out as they went in, however the stream cuts them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 })), fc.array(fc.nat(60)), (texts, cuts) => {
      const whole = texts.map((text) => text.toWellFormed());
      const bytes = encodeFrames(whole);
      const heard: string[] = [];
      const reader = new FrameReader((text) => heard.push(text));
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        expect(reader.push(bytes.subarray(at, at + cut))).toBe(true);
        at += cut;
      }
      reader.push(bytes.subarray(at));
      expect(heard).toEqual(whole);
    }),
  );
});

it('No frame holds more than a megabyte, by its bytes', () => {
  requireFits('x'.repeat(1_048_576));
  expect(() => requireFits('x'.repeat(1_048_577))).toThrow(RangeError);
  expect(() => requireFits('é'.repeat(600_000))).toThrow('a frame of 1200000 bytes');
  expect(new FrameReader(() => {}).push(Buffer.from([0, 16, 0, 1]))).toBe(false);
});
