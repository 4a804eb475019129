import assert from 'node:assert/strict';
import test from 'node:test';
import { printReading } from './readings.ts';

const measure = { id: 'x', title: 'X', unit: '', source: 'the router', differs: true, why: 'because' };

test('prints a count out of a total, with its unit', () => {
  assert.equal(printReading({ value: 10, of: 20 }, { ...measure, unit: 'requests' }).whole, '10 of 20 requests');
});

test('prints one decimal below 100 and none above', () => {
  assert.equal(printReading({ value: 1.94, of: null }, { ...measure, unit: 'ms' }).whole, '1.9 ms');
  assert.equal(printReading({ value: 1234.5, of: null }, { ...measure, unit: 'ms' }).whole, '1,235 ms');
});

test('prints nothing where there is neither total nor unit', () => {
  assert.deepEqual(printReading({ value: 0, of: null }, measure), { number: '0', of: '', unit: '', whole: '0' });
});
