'use strict';
const common = require('../common');
process.once('never', common.mustCall());
