// The cases that every rule must pass, for one of one's own: node --test examples/own-rule.test.mjs
import { test } from 'node:test';
import { testEntry } from 'krumble/testing';
import cappedMean from './own-rule.mjs';

testEntry(cappedMean, test);
